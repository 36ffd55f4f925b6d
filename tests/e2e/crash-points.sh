#!/bin/sh
# SPDX-License-Identifier: MIT
# Guardian, master, and what they become is killed once, before the Nth call of the kernel, while it starts,
# restarts, takes over from itself, becomes another program and stops: what was asked is done, or it is said why
# not; and what follows is done as if nothing had been. A sample each time ($REEVE_SEED); REEVE_FAULTS=all: each N.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/faulty.sh"

# Who asks is not answered if those he asks do not live: then he asks again.
renew()
{
	run sh -c 'printf "{\"version\":1,\"do\":\"renew\"}\n" | timeout 60 "$1" ask "$2"' sh "$actor" \
		"$REEVE_RUN_DIR/$tag.q/control"
	[ -s "$work/out" ] || run sh -c 'printf "{\"version\":1,\"do\":\"renew\"}\n" | timeout 60 "$1" ask "$2"' sh \
		"$actor" "$REEVE_RUN_DIR/$tag.q/control"
	same "$(json code <"$work/out")" 0 "renew: $last"
}

does()
{
	run "$work/q" "$@"
	[ "$code" = 0 ]
}

# Runs a verb: 0, or a sentence and, once the death was, 0 when it is asked for again.
do_verb()
{
	run "$work/q" "$@"
	last="$last (the $role was killed before call $at: $(cat "$work/hit" 2>/dev/null))"
	expect_no_doubles
	[ "$code" != 0 ] || return 0
	expect_err .
	[ -e "$work/hit" ] || fail "nobody was killed, and yet it failed: $last"
	say "call $at: $* said $code: $(cat "$work/err")"
	await does "$@"
}

# crash VICTIM ROLE CALL: returns 1 if there is no such call.
crash()
{
	role=$2 at=$3
	printf '%s\n' "FAULT_ROLE=$role" "FAULT_AT=$at" "FAULT_ERROR=$1" "FAULT_HIT=$work/hit" FAULT_ONCE=1 \
		>"$work/setting"
	rm -f "$work/hit"
	do_verb start -d
	await is_whole
	for verb in "restart sleeps" "upgrade $real" renew; do
		if [ "$verb" = renew ]; then
			renew
		else
			do_verb $verb
		fi
		await is_whole
	done
	do_verb stop
	await none_of
	expect_clean
	[ -e "$work/hit" ] || return 1
	same "$(wc -l <"$work/hit")" 1 "deaths"
	cat "$work/hit" >>"$work/all"
}

seed=${REEVE_SEED:-$(date +%j | sed 's/^0*//')}
say "REEVE_SEED=$seed"
# sample VICTIM ROLE STEP: each STEPth call of a role.
sample()
{
	victim=$1 said=$2 step=$3 tried=0
	[ "${REEVE_FAULTS:-}" = all ] && step=1
	call=$((1 + seed % step))
	while crash "$victim" "$said" "$call"; do
		tried=$((tried + 1)) call=$((call + step))
	done
	[ $tried -gt 0 ] || fail "$said was never killed"
	say "$said ($victim): $tried calls up to $call"
}
sample kill master 29
sample kill-parent master 41
sample kill guardian 17
sample kill renewed 17
sample kill-parent renewed 29
sample kill changed 11
sample kill candidate 7
say "the calls:"
sort "$work/all" | uniq -c | sort -rn
