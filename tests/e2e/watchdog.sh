#!/bin/sh
# SPDX-License-Identifier: MIT
# watchdog: work that gives no sign of life is ended and started again; what rests, beats or was kept from it
# together with the master is left alone.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

hanger="work = \"$plugins/hanger.so\"; workers = 1; execute_times = 0;"
calm='execute_usleep = "1ms"; watchdog = "1s";'
make_command q <<-END
	$usage
	restart_delay = "0s"; restart_window = "none";
	programs = (
		{ name = "hangs"; $hanger watchdog = "200ms"; config = { how = "hang"; }; },
		{ name = "beats"; $hanger $calm config = { how = "beat"; }; },
		{ name = "thread"; $hanger $calm config = { how = "thread"; }; },
		{ name = "sleeps"; $hanger $calm config = { how = "sleep"; }; },
		{ name = "pauses"; $hanger execute_usleep = "1h"; watchdog = "1s"; },
		{ name = "runs"; $hanger $calm },
		{ name = "free"; $hanger config = { how = "hang"; }; }
	);
END
q=$work/q
expect 0 "$q" start -d
calm_ones='beats thread sleeps pauses runs free'
for name in $calm_ones; do
	echo $name $(look "$q" workers.program=$name pid restarts)
done >"$work/before"

at_least()
{
	[ "$(look "$q" "$1")" -ge "$2" ]
}

# Whoever beats, runs, sleeps, pauses, or has no watchdog, is who it was; the time is that of many watchdogs.
calm()
{
	for name in $calm_ones; do
		echo $name $(look "$q" workers.program=$name pid restarts)
	done >"$work/after"
	cmp -s "$work/before" "$work/after" || fail "not left alone: $(diff "$work/before" "$work/after")"
}

# Ended again and again, each time as a crash; the log says where it hung.
await at_least workers.program=hangs.restarts 10
calm
same "$(look "$q" workers.program=hangs.cause)" watchdog "the cause"
await grep -q "hangs.1: its heartbeat did not come in time in 'run' of plugin 'hanger'" \
	"$REEVE_STATE_DIR/$tag.q/log/reeve.log"

# A master that was suspended, alone or together with a worker, has not looked.
master=$(look "$q" master.pid)
beats=$(look "$q" workers.program=beats.pid)
kill -STOP "$beats" "$master"
ran=$(look "$q" workers.program=runs.runs)
await at_least workers.program=runs.runs $((ran + 1500))
kill -CONT "$master" "$beats"
hung=$(look "$q" workers.program=hangs.restarts)
await at_least workers.program=hangs.restarts $((hung + 5))
calm

# A worker that was suspended alone gives no sign of life.
kill -STOP "$beats"
gone()
{
	[ "$(look "$q" workers.program=beats.pid)" != "$beats" ] && looks running "$q" workers.program=beats.state
}
await gone
same "$(look "$q" workers.program=beats.cause)" watchdog "the cause"

# A new master looks after those that it adopts.
sed -i "s/^beats .*/$(echo beats $(look "$q" workers.program=beats pid restarts))/" "$work/before"
kill -KILL "$master"
await not looks "$master" "$q" master.pid
await looks running "$q" master.state
hung=$(look "$q" workers.program=hangs.restarts)
await at_least workers.program=hangs.restarts $((hung + 6))
calm
expect 0 "$q" stop

# What cannot work is refused.
wrong()
{
	printf 'programs = ({ name = "p"; %s });\n' "$1" >"$work/wrong.cfg"
	expect 6 "$REEVE" check "$work/wrong.cfg"
	expect_err "$2"
}
wrong 'exec = ["sleep", "1"]; watchdog = "30s";' \
	"wrong.cfg:1: program 'p': 'watchdog' needs signs of life: of an exec program those come only with ready = \"notify\" in the same program"
wrong 'work = "spool"; watchdog = "99ms";' "'watchdog'"

expect_clean
