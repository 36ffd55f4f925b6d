#!/bin/sh
# What `make check` runs: @NAME@ as its user types it. It has directories of its own here.
set -u
: "${COMMAND:=$(cd "$(dirname "$0")" && pwd)/@NAME@}"
place=$(mktemp -d) || exit 1
export REEVE_RUN_DIR="$place/run" REEVE_STATE_DIR="$place/state"
mkdir "$REEVE_RUN_DIR" "$REEVE_STATE_DIR" || exit 1
trap 'rm -rf "$place"' EXIT
trap 'exit 1' HUP INT TERM

fail()
{
	echo "check: FAILED: $*" >&2
	exit 1
}

# expect CODE ARGUMENT...: runs the command; what it says is then in $place/said.
expect()
{
	wanted=$1
	shift
	code=0
	"$COMMAND" "$@" >"$place/said" 2>&1 </dev/null || code=$?
	[ "$code" = "$wanted" ] || {
		cat "$place/said" >&2
		fail "exit code $code, not $wanted: $COMMAND $*"
	}
}

expect 0 --help
grep -q '^Usage: @NAME_PATTERN@ ' "$place/said" || fail "--help shows no usage"
@if LIFE

# A template that names its own run directory means the command that may be at work already: leave that.
expect 3 status
trap '"$COMMAND" stop >/dev/null 2>&1; rm -rf "$place"' EXIT
expect 0 start -d
expect 0 status
grep -q ':Master:' "$place/said" || fail "no master in the status"
expect 0 stop
expect 3 status
@end
echo "check: all as it should be"
