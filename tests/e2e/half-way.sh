#!/bin/sh
# SPDX-License-Identifier: MIT
# A master that is killed half way leaves neither a start without a verdict nor a stop that is forgotten.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# begin COMMAND: a start in the background whose end is awaited by finish CODE.
begin()
{
	"$1" start -d >"$work/start.out" 2>"$work/start.err" &
	starter=$!
}

finish()
{
	code=0
	wait "$starter" || code=$?
	cp "$work/start.out" "$work/out"
	cp "$work/start.err" "$work/err"
	last="start -d"
	expect_code "$1"
}

# The master is killed, and another one is there.
replace_master()
{
	before=$(look "$1" master.pid)
	kill -KILL "$before" || fail "no master to kill"
	await is_replaced "$1"
}

is_replaced()
{
	now=$(look "$1" master.pid) && [ -n "$now" ] && [ "$now" != null ] && [ "$now" != "$before" ]
}

say "a start that has failed is being stopped"
mkfifo "$work/fail"
make_command failing <<-END
	$usage
	programs = ({ name = "deaf"; exec = ["$actor", "stubborn"]; stop_timeout = "1h"; start_grace = "0s"; },
		{ name = "fails"; exec = ["sh", "-c", "read line <$work/fail; exit 3"]; start_grace = "1h"; });
END
begin "$work/failing"
await looks running "$work/failing" workers.0.state
echo now >"$work/fail"
await looks stopping "$work/failing" workers.0.state
guardian=$(look "$work/failing" guardian.pid)
replace_master "$work/failing"
await looks stopping "$work/failing" workers.0.state
kill -INT "$guardian"
finish 1
expect_err 'fails.1: exited with code 3'
expect_clean

say "a start is being stopped"
make_command slow <<-END
	$usage
	programs = ({ name = "slow"; exec = ["$actor", "stubborn"]; stop_timeout = "1h"; start_grace = "1h"; });
END
begin "$work/slow"
await looks starting "$work/slow" workers.0.state
guardian=$(look "$work/slow" guardian.pid)
kill -TERM "$guardian"
await looks stopping "$work/slow" workers.0.state
replace_master "$work/slow"
await looks stopping "$work/slow" workers.0.state
kill -INT "$guardian"
finish 1
expect_err 'was stopped while it started'
expect_clean

say "the signal to stop comes while there is no master to take it"
make_command q <<-END
	$usage
	programs = ({ name = "sleeps"; exec = ["sleep", "1000"]; workers = 2; });
END
for signal in TERM INT; do
	expect 0 "$work/q" start -d
	guardian=$(look "$work/q" guardian.pid)
	master=$(look "$work/q" master.pid)
	kill -STOP "$master"
	await grep -q '^State:.T' "/proc/$master/status"
	kill -$signal "$guardian"
	# The guardian has passed it on once the master has it.
	await grep -q '^SigPnd:.*[1-9a-f]\|^ShdPnd:.*[1-9a-f]' "/proc/$master/status"
	kill -KILL "$master"
	await none_of
	expect_clean
done

say "both die while a stop waits"
sed -i 's/start_grace = "1h"/start_grace = "0s"/' "$work/slow.cfg"
expect 0 "$REEVE" build "$work/slow.cfg" -o "$work/slow"
expect 0 "$work/slow" start -d
"$work/slow" stop >"$work/start.out" 2>"$work/start.err" &
starter=$!
await looks stopping "$work/slow" workers.0.state
before=$(look "$work/slow" guardian.pid)
master=$(look "$work/slow" master.pid)
kill -STOP "$before" "$master"
kill -KILL "$before" "$master"
await eval 'guardian=$(look "$work/slow" guardian.pid) && [ "$guardian" != "$before" ] && [ "$guardian" != null ]'
await looks stopping "$work/slow" workers.0.state
kill -INT "$guardian"
finish 0
expect_clean

command -v strace >/dev/null || exit 0
say "the verdict was on its way"
make_command ready <<-END
	$usage
	programs = ({ name = "ready"; work = "$plugins/probe.so"; execute_times = 0; execute_usleep = 1000;
		ready_timeout = "1h"; config = { wait = "$work/fail"; }; });
END
begin "$work/ready"
await looks starting "$work/ready" workers.0.state
master=$(look "$work/ready" master.pid)
strace -o "$work/trace" -e trace=sendto -e inject=sendto:signal=KILL:when=1 -p "$master" 2>"$work/strace.err" &
tracer=$!
await eval 'grep -q attached "$work/strace.err" || not alive "$tracer"'
echo now >"$work/fail"
before=$master
await is_replaced "$work/ready"
if wait "$tracer" || [ ! -s "$work/trace" ]; then
	say "strace: $(cat "$work/strace.err")"
fi
grep -q 'killed by SIGKILL' "$work/trace" || skip "no system call can be tampered with here"
finish 0
expect 0 "$work/ready" stop
