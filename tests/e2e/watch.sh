#!/bin/sh
# SPDX-License-Identifier: MIT
# reeve_watch_*: one word on the end of a process, and how it ended, whoever dies when.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

watcher=$top_builddir/tests/e2e/watcher
mkfifo "$work/wake" "$work/code"
make_command q <<-END
	$usage
	restart_delay = "0s"; restart_window = "none";
	programs = (
		{ name = "db"; exec = ["sleep", "1000"]; },
		{ name = "coded"; exec = ["sh", "-c", "read code <$work/code; exit \$code"]; restart_delay = "1h"; },
		{ name = "guest"; exec = ["$watcher", "master"]; env = ["WATCH_OUT=$work/guest"]; }
	);
END
q=$work/q
run=$REEVE_RUN_DIR/$tag.q

# watch NAME TARGET: in the background; it has begun when this returns.
watch()
{
	rm -f "$work/$1"
	WATCH_OUT=$work/$1 "$watcher" "$2" "$run" &
	await test -s "$work/$1"
	same "$(cat "$work/$1")" watching "$1"
}

has_lines()
{
	[ "$(wc -l <"$work/$1")" -ge "$2" ]
}

# told NAME WORDS: all that it was told.
told()
{
	await has_lines "$1" 2
	same "$(tail -n +2 "$work/$1")" "$2" "$1"
}

absent()
{
	rm -f "$work/absent"
	WATCH_OUT=$work/absent "$watcher" "$1" "$run"
	same "$(cat "$work/absent")" "absent 0" "$1 where there is none"
}

refused()
{
	rm -f "$work/refused"
	! WATCH_OUT=$work/refused "$watcher" "$1" "$2" || fail "'$1' in '$2' is not refused"
	same "$(cat "$work/refused")" "$3" "'$1' in '$2'"
}

pid()
{
	look "$q" "workers.program=$1.pid"
}

another()
{
	[ -n "$(pid "$1")" ] && [ "$(pid "$1")" != "$2" ]
}

expect 0 "$q" start -d

# A signal; an exit code; many that watch the same.
for number in 1 2 3 4 5 6 7 8 9 10; do
	watch many.$number db.1
done
kill -KILL "$(pid db)"
for number in 1 2 3 4 5 6 7 8 9 10; do
	told many.$number "signaled 9"
done
watch coded coded.1
echo 7 >"$work/code"
told coded "exited 7"

# It waits for its next start: there is no such process, and that is told at once.
absent coded.1
refused coded.2 "$run" "No such file or directory"
refused stranger.1 "$run" "No such file or directory"
for name in '' . db db. .1 db.0 db.x db.1x ../db.1 db.99999999999999999999 guardian; do
	refused "$name" "$run" "Invalid argument"
done
refused db.1 "$work/nowhere" "No such file or directory"
(unset REEVE_STATUS_DIR; ! WATCH_OUT=$work/nobody "$watcher" master) || fail "whose master?"
same "$(cat "$work/nobody")" "Invalid argument" "no worker's master"

# Who asks late: the successor's slot still tells, and after another one's end nobody does.
WATCH_LATE=$work/wake; export WATCH_LATE
for word in "signaled 9" "unknown 0"; do
	watch late db.1
	for round in $word; do
		db=$(pid db)
		kill -KILL "$db"
		await another db "$db"
		[ "$word" = "unknown 0" ] || break
	done
	echo >"$work/wake"
	told late "$word"
done
unset WATCH_LATE

# The master is stopped: only /proc and the ring of deaths can tell.
master=$(look "$q" master.pid)
kill -STOP "$master"
db=$(pid db)
watch by-proc db.1
kill -KILL "$db"
told by-proc "signaled 9"
kill -CONT "$master"
await another db "$db"
db=$(pid db)

# A master that is killed, seen from outside and by its worker. The worker is the guardian's then.
await grep -q watching "$work/guest"
watch master master
kill -KILL "$master"
told master "signaled 9"
await grep -q "signaled 9" "$work/guest"
await looks running "$q" master.state
await not looks "$master" "$q" master.pid
same "$(pid db)" "$db" "who was adopted"
master=$(look "$q" master.pid)
kill -STOP "$master"
WATCH_LATE=$work/wake; export WATCH_LATE
watch by-ring db.1
kill -KILL "$db"
await not test -e "/proc/$db"
echo >"$work/wake"
told by-ring "signaled 9"
unset WATCH_LATE
kill -CONT "$master"
await another db "$db"

# A guardian that is killed: the master takes its place, another comes.
watch master master
guardian=$(look "$q" guardian.pid)
kill -KILL "$guardian"
told master "replaced 0"
await looks "$master" "$q" guardian.pid
await looks running "$q" master.state

# All are stopped.
watch worker db.1
watch master master
expect 0 "$q" stop
told worker "stopped -15"
told master "stopped 0"

# Who asks only after the next start is told what has ended the last one's.
expect 0 "$q" start -d
WATCH_LATE=$work/wake; export WATCH_LATE
watch late db.1
expect 0 "$q" restart
echo >"$work/wake"
told late "stopped -15"
unset WATCH_LATE
expect 0 "$q" stop

# What each process of the worker was told of its masters, once each: killed, replaced, and it is itself stopped.
same "$(grep -v -e watching "$work/guest" | tr '\n' ' ')" "signaled 9 replaced 0 " "what the worker was told"

absent db.1
absent master
expect_clean

# A pid that was given to another process: that one is not watched.
expect 0 "$q" start -d
db=$(pid db)
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
kill -KILL "$db"
await not test -e "/proc/$db"
absent db.1
absent master
if [ -w /proc/sys/kernel/ns_last_pid ]; then
	rounds=0
	until [ "${stranger:-}" = "$db" ] || [ $rounds -gt 200 ]; do
		rounds=$((rounds + 1))
		echo $((db - 1)) >/proc/sys/kernel/ns_last_pid
		sleep 1000 &
		stranger=$!
		bystanders="$bystanders $stranger"
	done
	[ "$stranger" = "$db" ] && absent db.1
	alive "$stranger" || fail "the stranger is dead"
fi
expect 0 "$q" stop
expect_clean
