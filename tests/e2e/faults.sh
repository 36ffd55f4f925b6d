#!/bin/sh
# SPDX-License-Identifier: MIT
# Whichever system call fails, in whichever process, and before whichever a process is killed: a command does
# what it says or says why not; nothing runs twice, nobody is left behind, and the next start and stop are as if
# nothing had been. A sample each time ($REEVE_SEED); REEVE_FAULTS=all: every call, with every error.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/faulty.sh"

# run_short COMMAND...: with the fault, where it is the command's.
run_short()
{
	if [ "$role" = command ]; then
		run env LD_PRELOAD="$shim" FAULT_ROLE=command FAULT_AT="$at" FAULT_ERROR="$error" FAULT_HIT="$work/hit" "$@"
	else
		run "$@"
	fi
	last="$last ($role, call $at, error $error: $(cat "$work/hit" 2>/dev/null))"
}

# A command that has failed has said why, unless it was killed.
expect_sentence()
{
	case $error in
	kill*) [ "$code" -gt 128 ] && return ;;
	esac
	expect_err .
}

# Whatever was left is taken up and ended by commands without a fault.
recover()
{
	no_fault
	await no_faulty
	expect_no_doubles
	expect 0 "$work/q" start -d
	await is_whole
	expect 0 "$work/q" status
	expect 0 "$work/q" restart
	await is_whole
	expect 0 "$work/q" stop
	expect_clean
}

# try ROLE CALL ERROR: the fault is in all of start, status, restart and stop. Returns 1 if there is no such call.
try()
{
	role=$1 at=$2 error=$3
	printf '%s\n' "FAULT_ROLE=$role" "FAULT_AT=$at" "FAULT_ERROR=$error" "FAULT_HIT=$work/hit" >"$work/setting"
	rm -f "$work/hit"
	for verb in "start -d" status "restart -d" stop; do
		run_short "$work/q" $verb
		expect_no_doubles
		[ "$code" = 0 ] || [ "$verb" = status ] || expect_sentence
	done
	[ -e "$work/hit" ] || return 1
	sort -u "$work/hit" >>"$work/all"
	recover
}

# try_all ROLE FIRST STEP ERROR...: each STEPth call, with these errors in turn, until there is none any more.
try_all()
{
	said=$1 call=$2 step=$3 tried=0
	shift 3
	while :; do
		again=0
		for one; do
			if [ "${REEVE_FAULTS:-}" = all ] || [ $((tried % $#)) = $again ]; then
				try "$said" "$call" "$one" || break 2
			fi
			again=$((again + 1))
		done
		tried=$((tried + 1)) call=$((call + step))
	done
	no_fault
	run "$work/q" stop
	[ $tried -gt 0 ] || fail "no call of $said could be made to fail"
	say "$said: $tried calls up to $call, with $*"
}

seed=${REEVE_SEED:-$(date +%j | sed 's/^0*//')}
say "REEVE_SEED=$seed"
sample()
{
	role_of=$1 step_of=$2
	shift 2
	[ "${REEVE_FAULTS:-}" = all ] && step_of=1
	try_all "$role_of" $((1 + seed % step_of)) "$step_of" "$@"
}
sample guardian 5 0 1 2 3 4 5 6 7
sample guardian 3 kill
sample master 13 0 1 2 3 4 5 6 7
sample master 7 kill kill-parent
sample command 17 0 1 2 3 4 5 6 7
sample command 11 kill
say "the calls:"
sort "$work/all" | uniq -c | sort -rn
