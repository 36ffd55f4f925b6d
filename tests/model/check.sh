#!/bin/sh
# SPDX-License-Identifier: MIT
# The model of start, claim, stop, restart and adopt (reeve.pml) has no fault within these bounds, and each of
# its mutants has the one that it must have. REEVE_MODEL=deep looks further: it takes half an hour and up to
# 8 GiB.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
command -v spin >/dev/null || { echo "model: skipped: there is no spin"; exit 77; }
: "${CC:=cc}"
work=$(mktemp -d "${TMPDIR:-/tmp}/reeve-model.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
cp "$top_srcdir/tests/model/reeve.pml" "$work" && cd "$work" || exit 99
failed=0
limit=2000

# explore OPTIONS...: what pan says is then in out. $deadlocks: -E: they are not looked for. $optimise: for
# the compiler.
explore()
{
	rm -f pan pan.c ./*.trail
	spin "$@" -a reeve.pml >out 2>&1 &&
		"$CC" $optimise -w -DSAFETY -DHC4 -DVECTORSZ=1024 "-DMEMLIM=$limit" -o pan pan.c >>out 2>&1 ||
		{ cat out; exit 1; }
	./pan -m100000 $deadlocks >out 2>&1
}

holds()
{
	deadlocks='' optimise=-O1
	# With fewer pids than are wanted somebody waits for one.
	case $* in *-DNP=*) deadlocks=-E ;; esac
	explore "$@"
	if grep -q 'errors: 0$' out && ! grep -q 'max search depth too small\|out of memory\|interrupted' out; then
		echo "holds: $*: $(sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p' out) states"
	else
		grep -v '^$' out
		[ ! -e reeve.pml.trail ] || spin "$@" -t -p reeve.pml 2>&1 | tail -n 250
		echo "FAIL: $*"
		failed=1
	fi
}

# broken INVARIANT MUTANT OPTIONS...: it fails at an assertion that names this invariant.
broken()
{
	invariant=$1 mutant=$2
	shift
	# What runs last is tried first: that finds them soonest.
	deadlocks=-E optimise='-O0 -DP_REVERSE'
	set -- "-D$@"
	explore "$@"
	line=$(spin "$@" -t reeve.pml 2>&1 | sed -n 's/^spin: reeve.pml:\([0-9]*\), Error: assertion.*/\1/p')
	if [ -n "$line" ] && sed -n "${line}p" reeve.pml | grep -q "/\\* $invariant[ :]"; then
		echo "caught: $mutant breaks $invariant"
	else
		grep -v '^$' out
		echo "FAIL: $mutant does not break $invariant (line '$line')"
		failed=1
	fi
}

# bounds USERS COMMANDS KILLS DEATHS STRANGERS FAULTS
bounds()
{
	echo "-DUSERS=$1 -DCOMMANDS=$2 -DKILLS=$3 -DDEATHS=$4 -DSTRANGERS=$5 -DFAULTS=$6"
}

broken I1 PARENT_CLAIMS $(bounds 1 1 1 1 1 0)
broken I1 NO_FENCE $(bounds 1 1 1 1 1 0)
broken I1 NO_LOCK $(bounds 2 1 0 0 0 0)
broken I1 BARE_RENAME $(bounds 1 2 2 0 0 0) -DONLY_STARTS
broken I1 CLEAR_HOLDERS $(bounds 1 3 1 0 0 1) -DONLY_STARTS
broken I8 PID_ONLY $(bounds 1 1 1 1 1 0)
broken I8 STAMP_LAST $(bounds 1 1 1 1 1 0)
broken I8 STAMP_ANY $(bounds 1 1 2 1 1 0) -DONLY_STARTS -DNP=4
broken I2 KILL_BY_PID $(bounds 1 2 1 1 1 0)
broken I3 STOP_UNWRITTEN $(bounds 1 2 1 0 0 1)
broken I5 CLEAR_UNLOCKED $(bounds 1 2 1 0 0 1)

holds $(bounds 1 1 2 0 0 0)
holds $(bounds 1 1 1 1 1 0)
holds $(bounds 1 1 2 1 1 0) -DONLY_STARTS -DNP=4
holds $(bounds 1 2 1 0 0 1)
holds $(bounds 2 1 1 0 0 0)
holds $(bounds 1 2 2 0 0 0) -DONLY_STARTS
if [ "${REEVE_MODEL:-}" = deep ]; then
	limit=8000
	holds $(bounds 1 2 1 1 0 1)
	holds $(bounds 1 2 1 0 1 0)
	holds $(bounds 1 2 2 0 0 0)
	holds $(bounds 2 1 1 1 0 1)
fi
exit $failed
