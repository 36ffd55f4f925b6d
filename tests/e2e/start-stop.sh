#!/bin/sh
# SPDX-License-Identifier: MIT
# The plain life of a command, and the calls that come at the wrong moment.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 2; });
END
q=$work/q

# Stopped: stop has nothing to do, status says so, wakeup needs a master.
expect 0 "$q" stop
expect_err 'not running'
expect 3 "$q" status
expect_out 'is not running'
expect 7 "$q" wakeup
expect_err 'is not running'
[ -z "$(find "$REEVE_RUN_DIR" -mindepth 1)" ] || fail "looking made something"

expect 0 "$q" start -d
expect_no_out
expect_no_err
expect 0 "$q" status
master=$(look "$q" master.pid)
workers=$(look "$q" 'workers.*.pid')
same "$(ours | sort -n | tr '\n' ' ')" \
	"$(printf '%s\n' "$(look "$q" guardian.pid)" "$master" $workers | sort -n | tr '\n' ' ')" processes

# A second start: done already, and it says so.
expect 0 "$q" start -d
expect_err "already running (pid $(look "$q" guardian.pid))"
expect 0 "$q" start
expect_err 'already running'
same "$(look "$q" master.pid)" "$master" master
same "$(look "$q" 'workers.*.pid')" "$workers" workers

# The pid file is for tools.
same "$(cat "$REEVE_RUN_DIR/$tag.q/pid")" "$(look "$q" guardian.pid)" "pid file"
same "$(stat -c %a "$REEVE_RUN_DIR/$tag.q")" 711 "run directory"
for file in scoreboard deaths control template lock; do
	same "$(stat -c %a "$REEVE_RUN_DIR/$tag.q/$file")" 600 "$file"
done

# Another template under the same name is not this command.
mkdir "$work/other"
cp "$work/q.cfg" "$work/other/q.cfg"
for action in 'start -d' stop restart wakeup; do
	expect 152 "$REEVE" "$work/other/q.cfg" $action
	expect_err "belongs to the template '$work/q"
done
same "$(look "$q" master.pid)" "$master" master

expect 0 "$q" stop
expect_no_err
expect_clean
expect 0 "$q" stop
expect_err 'not running'

# -n in place of the template's number.
expect 0 "$q" start -d -n=3
same "$(look "$q" 'workers.#')" 3 workers
expect 0 "$q" stop
expect 0 "$q" start -d -n a=1
same "$(look "$q" 'workers.#')" 1 workers
expect 0 "$q" stop
expect 2 "$q" start -d -n nobody=1
expect_err "nobody"
expect 2 "$q" start -d -n 10001
