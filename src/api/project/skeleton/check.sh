#!/bin/sh
# What `make check` runs: @NAME@ as its user types it. It has directories of its own here, so one that is
# at work already is left alone.
set -u
cd "$(dirname "$0")" || exit 1
place=$(mktemp -d) || exit 1
export REEVE_RUN_DIR="$place/run" REEVE_STATE_DIR="$place/state"
mkdir "$REEVE_RUN_DIR" "$REEVE_STATE_DIR" || exit 1
trap './@NAME@ stop >/dev/null 2>&1; rm -rf "$place"' EXIT
trap 'exit 1' HUP INT TERM

fail()
{
	echo "check: FAILED: $*" >&2
	exit 1
}

# expect CODE COMMAND...: runs it; what it says is then in $place/said.
expect()
{
	wanted=$1
	shift
	code=0
	"$@" >"$place/said" 2>&1 || code=$?
	[ "$code" = "$wanted" ] || {
		cat "$place/said" >&2
		fail "exit code $code, not $wanted: $*"
	}
}

says()
{
	grep -q -e "$1" "$place/said" || {
		cat "$place/said" >&2
		fail "it does not say '$1'"
	}
}

workers()
{
	./@NAME@ status | grep -c 'Worker:@NAME_PATTERN@\.'
}

expect 3 ./@NAME@ status
expect 0 ./@NAME@ start -d
expect 0 ./@NAME@ status
says 'Master:@NAME_PATTERN@ '
[ "$(workers)" -ge 1 ] || fail "no worker in the status"
expect 0 ./@NAME@ start -d
says 'already running'
@if WORK

# The output of the program "worker"; its first run may be still to come.
log=$REEVE_STATE_DIR/@NAME@/log/worker.out
tries=0
until grep -q 'from .*Worker:@NAME_PATTERN@\.worker\.1' "$log" 2>/dev/null; do
	tries=$((tries + 1))
	[ $tries -lt 300 ] || fail "nothing from worker.1 in its log"
	sleep 0.1
done
@end
@if ACTION

expect 0 ./@NAME@ @ACTION@
says "^$(workers) of $(workers) workers alive"
expect 0 ./@NAME@ @ACTION@ -j
says '^{"alive":'
@end

expect 0 ./@NAME@ stop
expect 3 ./@NAME@ status
@if ACTION
expect 1 ./@NAME@ @ACTION@
@end
@if OPTION

expect 0 ./@NAME@ start -d -@OPTION@
[ "$(workers)" = 1 ] || fail "$(workers) workers with -@OPTION@"
expect 0 ./@NAME@ stop
expect 2 ./@NAME@ start -d -@OPTION@=2
@end
echo "check: all as it should be"
