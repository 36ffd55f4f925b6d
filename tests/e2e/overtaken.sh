#!/bin/sh
# SPDX-License-Identifier: MIT
# Who waits until a command has ended does not wait for the end of the one that somebody else has started in its
# place meanwhile: a start that is overtaken by a restart, starts while it leaves, a stop of what dead ones left.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# slow is not ready before $work/go is there; stubborn ends once $work/leave is there.
make_command q <<-END
	usage = "<start|stop|restart|status> -[d] -[j]";
	stop_timeout = "50s";
	programs = (
		{ name = "slow"; ready = "fd"; ready_fd = 3; ready_timeout = "unlimited"; exec = ["sh", "-c",
			"until test -e $work/go; do sleep 0.05; done; echo >&3; exec sleep 1000"]; },
		{ name = "stubborn"; exec = ["sh", "-c",
			"trap 'touch $work/asked; until test -e $work/leave; do sleep 0.05; done; exit 0' TERM; touch $work/deaf; while :; do sleep 0.05; done"]; }
	);
	END
q=$work/q

is_starting()
{
	[ "$(look "$q" 'workers.program=slow.state')" = starting ]
}

# Several starts at once, and that all is well with each.
start_together()
{
	for i in 1 2 3 4; do
		behind "start$i" timeout 40 "$q" start -d
	done
}

started_together()
{
	for i in 1 2 3 4; do
		ended "start$i" 0
	done
	looks running "$q" guardian.state || fail 'it does not run'
}

# A start that a restart ends says so when it is ended, not when the next one is.
touch "$work/leave"
behind first timeout 40 "$q" start -d
await is_starting
await test -e "$work/deaf"
rm "$work/deaf"
first=$(look "$q" guardian.pid)
behind second timeout 40 "$q" restart -d
await test -e "$work/deaf"
await is_starting
[ "$(look "$q" guardian.pid)" != "$first" ] || fail 'it is still the first'
ended first 1
grep -q 'it was stopped while it started' "$work/first.err" || fail "$(cat "$work/first.err")"
touch "$work/go"
ended second 0

# Starts that come while it leaves: one of them starts it anew, and the others see that.
rm -f "$work/leave" "$work/deaf" "$work/asked"
kill -TERM "$(look "$q" guardian.pid)"
await test -e "$work/asked"
start_together
touch "$work/leave"
started_together

# A stop ends what dead ones left; the starts that wait for it come after it.
for round in 1 2 3; do
	await test -e "$work/deaf"
	rm -f "$work/leave" "$work/deaf" "$work/asked"
	kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
	behind stop timeout 40 "$q" stop
	await test -e "$work/asked"
	start_together
	touch "$work/leave"
	ended stop 0
	started_together
done
expect 0 "$q" stop
