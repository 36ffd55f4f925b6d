#!/bin/sh
# SPDX-License-Identifier: MIT
# rolling: a worker is replaced by a process that starts beside it, and goes when that is ready; what never gets ready
# changes nothing; whoever of reeve dies meanwhile.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

notifier=$(cd "$top_builddir" && pwd)/tests/e2e/notifier
log=$REEVE_STATE_DIR/$tag.q/log/reeve.log

# What the programs do when they are started next.
version()
{
	echo "$1" >"$work/version.new"
	mv "$work/version.new" "$work/version"
}
cat >"$work/program" <<-END
	#!/bin/sh
	read -r version <"$work/version"
	case \$version in
	waits) until [ -e "$work/go" ]; do sleep 0.02; done ;;
	never) exec sleep 1000 ;;
	dies) exit 7 ;;
	dies-second) [ "\$REEVE_INSTANCE" != 2 ] || exit 7 ;;
	esac
	exec "$notifier" hold READY=1
END
chmod +x "$work/program"

make_command q <<-END
	usage = "<start|stop|restart|status> -[d] -[j] -[rolling] [program...]";
	restart_delay = "0s"; restart_window = "none"; ready_timeout = "10m";
	programs = (
		{ name = "web"; workers = 3; ready = "notify"; exec = ["$work/program"]; },
		{ name = "brief"; workers = 2; ready = "notify"; ready_timeout = "1s"; exec = ["$work/program"]; },
		{ name = "grace"; reload = "rolling"; start_grace = "1ms"; exec = ["sleep", "1000"]; },
		{ name = "work"; workers = 2; reload = "rolling"; work = "$plugins/probe.so"; execute_times = 0; },
		{ name = "one"; ready = "notify"; exec = ["$work/program"]; },
		{ name = "plain"; workers = 2; exec = ["sleep", "1000"]; },
		{ name = "later"; schedule = "@yearly"; exec = ["true"]; }
	);
END
q=$work/q
version good
expect 0 "$q" start -d

pids()
{
	look "$q" "workers.program=$1.pid" | sort
}
# of NAME.N FIELD: of a worker, and of the process that is to take its place.
of()
{
	look "$q" 'workers.*' program instance "$2" | sed -n "s/^${1%.*} ${1##*.} //p"
}
is()
{
	[ "$(of "$2" "$3")" = "$1" ]
}
# Of those that were there, nobody is.
replaced()
{
	for pid in $2; do
		case " $(pids "$1" | tr '\n' ' ')" in *" $pid "*) return 1 ;; esac
	done
	[ "$(look "$q" "workers.program=$1.state" | grep -c running)" = "$3" ]
}
is_incoming()
{
	look "$q" "workers.program=$1.state" | grep -q incoming
}
unchanged()
{
	same "$(pids "$1")" "$2" "the workers of $1"
}

# One after the other, and nobody is missed.
before=$(pids web)
: >"$work/rolls"
(
	while [ -e "$work/rolls" ]; do
		running=$(look "$q" workers.program=web.state | grep -c running)
		[ "$running" -ge 3 ] || echo "$running" >>"$work/missed"
	done
) &
watcher=$!
expect 0 "$q" restart -rolling web
rm "$work/rolls"
wait $watcher
[ ! -e "$work/missed" ] || fail "not always three that run: $(cat "$work/missed")"
replaced web "$before" 3 || fail "not all were replaced: $before, $(pids web)"
same "$(look "$q" workers.program=web.instance | tr '\n' ' ')" "1 2 3 " "their order"
same "$(look "$q" workers.program=web.restarts | sort -u)" 1 "restarts"
same "$(look "$q" workers.program=web.exits | sort -u)" 0 "exits"

# Also what says nothing of itself, and work; one worker by its name.
for program in grace work; do
	before=$(pids $program)
	expect 0 "$q" restart -rolling $program
	replaced $program "$before" "$(echo "$before" | wc -l)" || fail "$program was not replaced"
done
second=$(of work.2 pid)
first=$(of work.1 pid)
expect 0 "$q" restart -rolling work.2
same "$(of work.1 pid)" "$first" "who was not named"
not is "$second" work.2 pid || fail "work.2 was not replaced"
counts()
{
	[ "$(of work.2 runs)" -gt 0 ]
}
await counts
expect 2 "$q" restart -rolling one
expect_err "program 'one' cannot be restarted with -rolling: it has not reload = \"rolling\""
expect 2 "$q" stop -rolling web

# Of all, those that cannot roll are restarted, and what waits for its time goes on waiting.
before="$(pids web) $(pids plain) $(pids one)"
expect 0 "$q" restart -rolling
for pid in $before; do
	not alive "$pid" || fail "$pid was not replaced"
done
looks waiting "$q" workers.program=later.state

# What it is to take the place of goes on; whoever is master then.
in_the_middle()
{
	rm -f "$work/go"
	version waits
	before=$(pids web)
	"$q" restart -rolling web >"$work/roll.out" 2>&1 &
	rolling=$!
	await is_incoming web
	same "$(of web.1 state | tr '\n' ' ')" "running incoming " "web.1"
	incoming=$(look "$q" workers.state=incoming.pid)
	run "$q" status
	expect_code 0
	expect_out "Worker  *$incoming .*web\.1 .*incoming"
}
goes_on()
{
	await looks "$incoming" "$q" workers.state=incoming.pid
	for pid in $before; do
		alive "$pid" || fail "$pid is gone, $1"
	done
	: >"$work/go"
	wait $rolling || fail "it failed, $1: $(cat "$work/roll.out")"
	replaced web "$before" 3 || fail "not all were replaced, $1: $before, $(pids web)"
	is "$incoming" web.1 pid || fail "another process came, $1"
}
in_the_middle
goes_on "nobody died"
in_the_middle
master=$(look "$q" master.pid)
kill -KILL "$master"
await not looks "$master" "$q" master.pid
goes_on "the master died"
in_the_middle
guardian=$(look "$q" guardian.pid)
kill -KILL "$guardian"
await not looks "$guardian" "$q" guardian.pid
goes_on "the guardian died"

# Nobody is there to go on: the next start keeps what runs, and begins no round.
in_the_middle
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
wait $rolling && fail "a round without anybody"
expect 0 "$q" start -d
await not alive "$incoming"
await not is_incoming web
unchanged web "$before"

# The old one dies meanwhile: the new one is its successor, and nobody else.
in_the_middle
first=$(of web.1 pid | head -n 1)
kill -KILL "$first"
await is starting web.1 state
is "$incoming" web.1 pid || fail "another process came"
: >"$work/go"
wait $rolling || fail "it failed: $(cat "$work/roll.out")"
replaced web "$before" 3 || fail "not all were replaced: $before, $(pids web)"
same "$(of web.1 exits)" 1 "exits of who died"

# An operator's stop is no failure of the round, and stops both.
in_the_middle
expect 0 "$q" stop web.1
await not alive "$incoming"
: >"$work/go"
wait $rolling && fail "it was stopped, and the round is said to be well"
grep -q "web.1: was stopped while it started" "$work/roll.out" || fail "$(cat "$work/roll.out")"
await replaced web "$before" 2
version good
expect 0 "$q" start web.1

# What never gets ready: all is as before, and it is said why.
version never
before=$(pids brief)
expect 1 "$q" restart -rolling brief
expect_err "2 of 2 workers failed, the first: brief.1: did not say READY=1 within 1s (ready_timeout)"
unchanged brief "$before"
is 0 brief.1 restarts
grep -q "brief.1: did not say READY=1 .*; no worker of brief is replaced any more" "$log" || fail "nothing in the log"
version dies
expect 1 "$q" restart -rolling brief.2
expect_err "brief.2: exited with code 7"
unchanged brief "$before"

# The same whoever dies.
version never
for who in master guardian; do
	"$q" restart -rolling brief >"$work/roll.out" 2>&1 &
	rolling=$!
	await is_incoming brief
	killed=$(look "$q" $who.pid)
	kill -KILL "$killed"
	await not looks "$killed" "$q" $who.pid
	wait $rolling && fail "it never was ready, and the $who died: said to be well"
	await not is_incoming brief
	unchanged brief "$before"
done

# What was replaced stays so.
version dies-second
second=$(of brief.2 pid)
first=$(of brief.1 pid)
expect 1 "$q" restart -rolling brief
expect_err "brief.2: exited with code 7"
same "$(of brief.2 pid)" "$second" "who was not replaced"
not is "$first" brief.1 pid || fail "brief.1 was not replaced"
version good
expect 0 "$q" restart -rolling brief

# The stop of the command leaves nothing.
in_the_middle
expect 0 "$q" stop
wait $rolling && fail "it was stopped, and the round is said to be well"
not alive "$incoming" || fail "the incoming one lives"
expect_clean
