#!/bin/sh
# SPDX-License-Identifier: MIT
# A process whose first thread has ended looks like a zombie in /proc, and lives: as a worker it is shown, adopted and
# ended, and what a worker has left behind is ended with it, too.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

mkdir "$work/d" "$work/s"
make_command q <<-END
	$usage
	programs = (
		{ name = "headless"; exec = ["$actor", "headless", "$work/d"]; },
		{ name = "parent"; exec = ["sh", "-c", "setsid $actor headless $work/s & exec sleep 1000"]; }
	);
	END
q=$work/q

# pids DIRECTORY: of all that have been started there.
pids()
{
	cut -d ' ' -f 4 "$work/$1/record"
}

is_headless()
{
	grep -qs '^State:.Z' "/proc/$1/status" && [ -e "/proc/$1/task" ] && [ "$(ls "/proc/$1/task" | wc -l)" = 2 ]
}

# Its environment cannot be read: who cleans up here does not find it.
before_leaving()
{
	for pid in $(cat "$work"/[ds]/record | cut -d ' ' -f 4); do
		! is_headless "$pid" || kill -KILL "$pid"
	done
}

expect 0 "$q" start -d
await test -s "$work/s/record"
headless=$(pids d)
stray=$(pids s)
await is_headless "$headless"
await is_headless "$stray"
same "$(look "$q" workers.program=headless.pid)" "$headless" 'its pid'
same "$(look "$q" workers.program=headless.state)" running 'its state'
expect 0 "$q" status

# It is adopted, not started again beside itself.
kill_master "$q"
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
same "$(look "$q" workers.program=headless.pid)" "$headless" 'its pid without guardian and master'
expect 0 "$q" start -d
same "$(look "$q" workers.program=headless.pid)" "$headless" 'its pid after that'
same "$(pids d)" "$headless" 'who was started'

# What dead ones leave is ended, and nothing is left behind.
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
expect 0 "$q" stop
await not is_headless "$headless"
await not is_headless "$stray"
