#!/bin/sh
# SPDX-License-Identifier: MIT
# When a worker is given up, what becomes of the command then, and how it comes back; what is counted
# outlives a killed master.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

state()
{
	looks "$1" "$q" workers.0.state
}

# Kills the first worker once it is another than before.
crash()
{
	await state running
	victim=$(look "$q" workers.0.pid)
	kill -KILL "$victim" || fail "cannot kill '$victim'"
	await not looks "$victim" "$q" workers.0.pid
}

log=$REEVE_STATE_DIR/$tag.q/log/reeve.log

# Three lives in a row of less than an hour, two of them under masters that are killed.
make_command q <<-END
	$usage
	restart_delay = "0s"; start_grace = "0s";
	max_restarts = 3; min_uptime = "1h"; restart_window = "none";
	programs = ({ name = "p"; exec = ["sleep", "1000"]; }, { name = "other"; exec = ["sleep", "1000"]; });
END
q=$work/q
expect 0 "$q" start -d
for round in 1 2; do
	crash
	await state running
	master=$(look "$q" master.pid)
	kill -KILL "$master" || fail "cannot kill '$master'"
	await not looks "$master" "$q" master.pid
	await looks running "$q" master.state
	same "$(look "$q" workers.0 exits short_lives | tr '\n\t' '  ')" "$round $round " "unplanned exits, short lives"
done
crash
await state fatal
same "$(look "$q" workers.0.restarts)" 2 restarts
same "$(look "$q" workers.1.restarts)" 0 "restarts of the other one"
grep -q 'p\.1: was killed by signal 9 (KILL); given up after 3 lives in a row of less than 1h$' "$log" ||
	fail "no reason in the log: $(cat "$log")"
expect 0 "$q" stop
expect_clean

# It fails as long as its database is away, and is found well once that is back.
make_command q <<-END
	$usage
	restart_delay = "0s"; start_grace = "100ms"; max_restarts = "none"; backoff_max = "100ms";
	retry_after = "50ms"; on_start_failure = "keep";
	programs = ({ name = "p"; exec = ["sh", "-c", "test -e '$work/database' || exit 3; exec sleep 1000"]; });
END
expect 153 "$q" start -d
await state fatal
await grep -q 'given up again; tried again after 50ms' "$log"
touch "$work/database"
await state running
expect 0 "$q" stop
expect_clean

# A restart would not help.
make_command q <<-END
	$usage
	restart_delay = "0s"; retry_after = "10ms"; on_start_failure = "keep";
	programs = ({ name = "p"; exec = ["sh", "-c", "exit 78"]; });
END
expect 153 "$q" start -d
await state fatal
same "$(look "$q" workers.0.restarts)" 0 restarts
grep -q 'exited with code 78; given up: a restart would not help (no_restart_exit_codes)' "$log" ||
	fail "no reason in the log"
expect 0 "$q" stop
expect_clean

# Its leader is gone before the others of its set are: what comes of it is said then.
make_command q <<-END
	$usage
	max_restarts = "none"; on_start_failure = "keep"; start_grace = "0s";
	programs = ({ name = "p"; exec = ["sh", "-c", "sleep 1000 & exit 1"]; });
END
run "$q" start -d
await state fatal
await grep -q 'p\.1: exited with code 1; given up after 1 unplanned exit within 1m$' "$log"
expect 0 "$q" stop
expect_clean

# The command ends with its worker: in the background too, and with exit code 1 where somebody waits for it.
make_command q <<-END
	$usage
	restart_delay = "0s"; start_grace = "0s"; max_restarts = 1; on_fatal = "exit";
	programs = ({ name = "p"; exec = ["sleep", "1000"]; }, { name = "other"; exec = ["sleep", "1000"]; });
END
expect 0 "$q" start -d
crash
crash
await none_of "$tag.q"
expect 3 "$q" status
expect_clean
grep -q 'p\.1 is given up, and the command with it' "$log" || fail "no reason in the log"

start_foreground "$q"
crash
crash
end_foreground 1

# Also if the master is killed while the rest is being stopped.
make_command q <<-END
	$usage
	restart_delay = "0s"; max_restarts = "none"; on_fatal = "exit"; stop_timeout = "1h";
	programs = ({ name = "p"; exec = ["sleep", "1000"]; start_grace = "0s"; }, { name = "deaf"; exec = ["$actor", "stubborn"]; });
END
start_foreground "$q"
await looks running "$q" workers.1.state
deaf=$(look "$q" workers.1.pid)
crash
await looks stopping "$q" workers.1.state
master=$(look "$q" master.pid)
kill -KILL "$master" || fail "cannot kill '$master'"
await not looks "$master" "$q" master.pid
await looks stopping "$q" workers.1.state
kill -KILL "$deaf" || fail "cannot kill '$deaf'"
end_foreground 1
