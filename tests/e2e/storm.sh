#!/bin/sh
# SPDX-License-Identifier: MIT
# Many workers that end at once do not keep the master from answering: of two hundred ends that lie
# before it, it deals with some, then hears the stop that lies there too, and starts no more.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	programs = ({ name = "short"; exec = ["sh", "-c", "echo x >>$work/starts; exec sleep 1000"]; workers = 200;
		restart_delay = "0s"; start_grace = "0s"; });
END
q=$work/q

starts()
{
	wc -l <"$work/starts"
}

all_started()
{
	[ "$(starts)" -ge 200 ]
}

expect 0 "$q" start -d
await all_started
guardian=$(look "$q" guardian.pid)
master=$(look "$q" master.pid)
workers=$(look "$q" 'workers.*.pid')

kill -STOP "$master"
await grep -q '^[^)]*) T' "/proc/$master/stat"
kill -KILL $workers
for pid in $workers; do
	await not alive "$pid"
done

# It has asked when it sleeps beside a connection that nobody has accepted. The socket has the name with
# which it was bound, by a process that has gone.
sockets=$(readlink /proc/"$guardian"/fd/* | sed -n 's/^socket:\[\(.*\)]$/\1/p' | tr '\n' ' ')
name=$(awk -v sockets=" $sockets" '/control.new/ && index(sockets, " " $7 " ") { print $8 }' /proc/net/unix)
[ -n "$name" ] || fail "no control socket among those of the guardian"
"$q" stop >"$work/stop.out" 2>&1 &
stop=$!
asked()
{
	[ "$(grep -c "$name\$" /proc/net/unix)" -ge 2 ] && grep -q '^[^)]*) S' "/proc/$stop/stat"
}
await asked

kill -CONT "$master"
code=0
wait "$stop" || code=$?
same "$code" 0 "exit code of stop"
[ "$(starts)" -lt 300 ] || fail "the stop was heard after $(($(starts) - 200)) restarts"
expect 3 "$q" status
expect_clean
