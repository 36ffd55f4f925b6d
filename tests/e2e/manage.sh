#!/bin/sh
# SPDX-License-Identifier: MIT
# templates/manage.cfg works as shipped.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# The file's name is the command's name: nothing in it is changed.
cp "$top_srcdir/templates/manage.cfg" "$work/$tag.cfg"
expect 0 "$REEVE" check "$work/$tag.cfg"
expect 0 "$REEVE" build "$work/$tag.cfg"
m=$work/$tag

expect 0 "$m" --help
expect_out "^Usage: $tag <start|stop|restart|status> -\[d\]$"
for line in 'start  *start process' 'stop  *stop process' 'restart  *restart process' 'status  *process status' \
	'-d  *background running process' '--help  *show this help'; do
	expect_out "^  $line$"
done
expect 2 "$m" wakeup
expect_err "unknown action 'wakeup'"
expect 2 "$m" stop -d
expect_err "option '-d' means nothing to 'stop'"

expect 3 "$m" status
expect 0 "$m" stop
expect 0 "$m" start -d
expect 0 "$m" status
expect_out "process_m:Master:$tag "
expect_out "process_m:Worker:$tag.ticker.2 "
await eval '[ "$(wc -l <"$REEVE_STATE_DIR/$tag/log/ticker.out")" -ge 2 ]'
before=$(ours | sort)
await eval '[ "$(ours | wc -l)" = 6 ]'
expect 0 "$m" restart
expect 0 "$m" status
for pid in $before; do
	not alive "$pid" || fail "$pid still lives"
done
expect 0 "$m" stop
expect_clean

# In the foreground, until Ctrl-C.
"$m" start >"$work/out" 2>"$work/err" &
guardian=$!
bystanders="$bystanders $guardian"
await grep -q : "$work/out"
await eval '"$m" status >/dev/null'
kill -INT "$guardian"
code=0
wait "$guardian" || code=$?
last="start in the foreground"
expect_code 0
