#!/bin/sh
# SPDX-License-Identifier: MIT
# notify-words: what sd_notify(3) has besides READY=1: a status that anybody can read, more time to start and to
# stop, reloading and stopping, and words that are not taken.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

notifier=$(cd "$top_builddir" && pwd)/tests/e2e/notifier
log=$REEVE_STATE_DIR/$tag.q/log/reeve.log
say="$notifier say"

# A worker that says what files hand it: one message for each.
cat >"$work/speaker" <<-END
	#!/bin/sh
	for message in 1 2 3 4 5 6 7; do
		until [ -e $work/message.\$message ]; do sleep 0.02; done
		$say "\$(cat $work/message.\$message)" || exit
		: >$work/said.\$message
	done
	exec sleep 1000
END
chmod +x "$work/speaker"
speak()
{
	printf '%s' "$2" >"$work/message.new"
	mv "$work/message.new" "$work/message.$1"
	await test -e "$work/said.$1"
}

make_command q <<-END
	$usage
	on_start_failure = "keep"; ready_timeout = "3s"; stop_timeout = "3s";
	programs = (
		{ name = "speaks"; ready = "notify"; ready_timeout = "10m"; exec = ["$work/speaker"]; },
		{ name = "long"; ready = "notify"; exec = ["sh", "-c", "trap '$say EXTEND_TIMEOUT_USEC=99999999999999; : >$work/long.told; until [ -e $work/long.go ]; do sleep 0.02; done; : >$work/long.done; exit' TERM; $say EXTEND_TIMEOUT_USEC=600000000; : >$work/long.extended; until [ -e $work/long.ready ]; do sleep 0.02; done; $say READY=1; while :; do sleep 0.02; done"]; },
		{ name = "mute"; ready = "notify"; ready_timeout = "3100ms"; max_restarts = 0; exec = ["$notifier", "hold", "STATUS=looks for the database"]; },
		{ name = "silent"; ready = "notify"; watchdog = "500ms"; restart_delay = 0; restart_window = "none"; exec = ["$notifier", "hold", "READY=1"]; },
		{ name = "ends"; ready = "notify"; watchdog = "500ms"; stop_timeout = "10m"; exec = ["$notifier", "hold", "READY=1", "STOPPING=1"]; },
		{ name = "deaf"; exec = ["sh", "-c", "trap '' TERM; while :; do sleep 0.02; done"]; }
	);
END
q=$work/q
"$q" start -d >"$work/start.out" 2>"$work/start.err" &
starter=$!

# More time than the template gives, also where another master has come: who was given as little and asked for none
# is given up meanwhile.
await test -e "$work/long.extended"
await looks starting "$q" workers.program=mute.state
kill_master "$q"
await looks fatal "$q" workers.program=mute.state
looks starting "$q" workers.program=long.state || fail "long is '$(look "$q" workers.program=long.state)'"
same "$(look "$q" workers.program=long.restarts)" 0 "restarts of long"
same "$(look "$q" workers.program=mute.status_text)" "looks for the database" "the status of who failed"
grep -q 'mute.1: did not say READY=1 within 3.1s (ready_timeout); its status was "looks for the database"' "$log" ||
	fail "the reason is not in the log"
: >"$work/long.ready"

# A status, with what a terminal should not see; also while no master could answer, and by the next one.
speak 1 "$(printf 'READY=1\nX_OTHER=1\nSTATUS=serves 3 \033[31m \303\274')"
await looks running "$q" workers.program=speaks.state
same "$(look "$q" workers.program=speaks.status_text)" "$(printf 'serves 3 \\x1b[31m \303\274')" "status_text"
run "$q" status
expect_out "Worker:.*speaks.1 .*serves 3 .x1b\[31m"
wait "$starter"
master=$(look "$q" master.pid)
kill -STOP "$master"
same "$(look "$q" workers.program=speaks.status_text)" "$(printf 'serves 3 \\x1b[31m \303\274')" "status_text without a master"
kill -KILL "$master"
await not looks "$master" "$q" master.pid
await looks running "$q" master.state
same "$(look "$q" workers.program=speaks.status_text)" "$(printf 'serves 3 \\x1b[31m \303\274')" "status_text of an adopted one"

# One that is too long is cut between two characters; an empty one takes it away.
long=$(printf 'x%062d' 0; printf '\303\274%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33)
speak 2 "STATUS=$long"
same "$(look "$q" workers.program=speaks.status_text)" "$(printf 'x%062d' 0; printf '\303\274%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32)" "a long status"
speak 3 "STATUS="
same "$(look "$q" workers.program=speaks.status_text)" null "no status"

# What it does, in its own words.
speak 4 "$(printf 'RELOADING=1\nMONOTONIC_USEC=123')"
same "$(look "$q" workers.program=speaks.state)" reloading "its state"
speak 5 READY=1
same "$(look "$q" workers.program=speaks.state)" running "its state"

# Another process is not taken for the worker, whoever says so.
not grep -q MAINPID "$log" || fail "MAINPID before it was said"
speak 6 "$(printf 'MAINPID=1\nSTOPPING=1')"
grep -q "speaks.1: MAINPID=1 is not taken: the worker is the process that was started, pid $(look "$q" workers.program=speaks.pid)," "$log" ||
	fail "nothing of MAINPID in the log"
same "$(look "$q" workers.program=speaks.state)" stopping "its state"
speak 7 "$(printf 'MAINPID=99999999999999999999\nWATCHDOG_USEC=x\nEXTEND_TIMEOUT_USEC=-1\nSTATUS')"
same "$(look "$q" workers.program=speaks.state)" stopping "its state"

# Who has said that it ends may be silent: who has not is killed again and again meanwhile.
at_least()
{
	[ "$(look "$q" "$1")" -ge "$2" ]
}
await at_least workers.program=silent.restarts 3
same "$(look "$q" workers.program=silent.cause)" watchdog "why it was started again"
same "$(look "$q" workers.program=ends.restarts)" 0 "restarts of one that ends"

# More time to stop than it has by the template: who asks for none is killed meanwhile.
"$q" stop >"$work/stop.out" 2>&1 &
stopper=$!
await test -e "$work/long.told"
kill_master "$q"
await grep -q 'deaf.1: did not end within 3s and is killed' "$log"
not grep -q 'long.1: did not end' "$log" || fail "killed too early"
: >"$work/long.go"
wait "$stopper" || fail "the stop: $(cat "$work/stop.out")"
test -e "$work/long.done" || fail "long was not let to its end"
expect_clean
