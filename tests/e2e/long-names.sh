#!/bin/sh
# SPDX-License-Identifier: MIT
# A thousand programs with names as long as names can be are started, each writes to files of its own, and
# what is too much for one command is told.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

[ "$(ulimit -Hn)" = unlimited ] || [ "$(ulimit -Hn)" -ge 10000 ] || skip 'too few descriptors'
ulimit -n 10000

# programs N: scheduled ones, that run nothing, and one that writes.
programs()
{
	echo "usage = \"<start|stop|status|upgrade> -[d] -[j]\"; programs = ("
	awk -v count="$1" 'BEGIN {
		for (i = 0; i < count; i++)
			printf "{ name = \"p%063d\"; schedule = \"@yearly\"; exec = [\"true\"]; },\n", i
	}'
	echo "{ name = \"$last_name\"; exec = [\"sh\", \"-c\", \"echo said; echo wrong >&2; exec sleep 1000\"]; });"
}
last_name=$(printf 'q%063d' 0)

programs 1000 | make_command q
q=$work/q
expect 0 "$q" start -d
logs=$REEVE_STATE_DIR/$tag.q/log
await test -s "$logs/$last_name.err"
same "$(cat "$logs/$last_name.out") $(cat "$logs/$last_name.err")" 'said wrong' 'what it has written'
# They go along from master to master, and from guardian to master.
kill_master "$q"
kill -KILL "$(look "$q" guardian.pid)"
await looks running "$q" guardian.state
expect 0 "$q" upgrade
expect 0 "$q" status
expect 0 "$q" stop
expect_clean

programs 2000 | make_command q
expect 1 "$q" start -d
expect_err 'the names of its 2001 programs are too long for one command: give them shorter'
expect_clean
