#!/bin/sh
# SPDX-License-Identifier: MIT
# templates/manage-multiple.cfg works as shipped: what the original's ManageMultiple does, and what the
# file says of itself.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

expect 0 "$REEVE" check "$top_srcdir/templates/manage-multiple.cfg"
expect_out "valid: command 'clock', programs: 1, workers: 2\$"
expect_out "valid: command 'load', programs: 1, workers: 1\$"

# Nothing in it is changed but the names of the commands, by which this script knows its processes.
sed "s/name = \"\(clock\|load\)\"/name = \"$tag.\1\"/" "$top_srcdir/templates/manage-multiple.cfg" >"$work/all.cfg"
same "$(grep -c "$tag" "$work/all.cfg")" 2 names
expect 0 "$REEVE" build "$work/all.cfg"
all=$work/all

expect 0 "$all" --help
expect_out '^  -c=NAME  *only the command of this name$'
same "$(sed -n '/^commands:/,/^other:/p' "$work/out" | tr '\n' ' ')" "commands:   $tag.clock   $tag.load other: " "list of commands"
expect 3 "$all" status
# addManage() twice, start(): each has its own master and pid file.
expect 0 "$all" start -d
expect 0 "$all" status
for name in clock load; do
	expect_out "process_m:Master:$tag.$name "
	alive "$(cat "$REEVE_RUN_DIR/$tag.$name/pid")" || fail "no guardian of $name"
done
expect_out "process_m:Worker:$tag.clock.ticker.2 "
await test -s "$REEVE_STATE_DIR/$tag.clock/log/ticker.out"
await test -s "$REEVE_STATE_DIR/$tag.load/log/reader.out"
# getManage(name)->restart().
clock=$(cat "$REEVE_RUN_DIR/$tag.clock/pid")
load=$(cat "$REEVE_RUN_DIR/$tag.load/pid")
expect 0 "$all" restart -c="$tag.clock"
not alive "$clock" || fail "clock was not restarted"
same "$(cat "$REEVE_RUN_DIR/$tag.load/pid")" "$load" "guardian of load"
# One that is not running does not fail the rest.
expect 0 "$all" stop -c="$tag.clock"
expect 0 "$all" restart
not alive "$load" || fail "load was not restarted"
expect 0 "$all" status
expect 0 "$all" wakeup
expect 0 "$all" stop
expect_no_err
expect 3 "$all" status
