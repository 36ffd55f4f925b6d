#!/bin/sh
# SPDX-License-Identifier: MIT
# sockets-load: four workers behind one socket are replaced under a load of requests, one after the other; the master is
# killed meanwhile, then guardian and master, and the whole command is restarted. Not one request fails.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

command -v ab >/dev/null || skip "there is no ab (apache2-utils)"
httpd=$(cd "$top_builddir" && pwd)/tests/e2e/httpd
port=$((30000 + $$ % 2000))
while grep -qi ":$(printf %04X $port) 00000000:0000 0A" /proc/net/tcp; do port=$((port + 1)); done

make_command web <<-END
	$usage
	restart_delay = "0s"; restart_window = "none";
	sockets = ({ name = "http"; listen = "127.0.0.1:$port"; });
	programs = ({ name = "web"; workers = 4; ready = "notify"; sockets = "http"; exec = ["$httpd", "-d", "5"]; });
END
web=$work/web
expect 0 "$web" start -d
# Until it is told to end: what is in progress then is neither complete nor failed.
ab -q -c 8 -t 100000 -n 2000000 http://127.0.0.1:$port/ >"$work/ab" 2>&1 &
ab=$!

fresh()
{
	for pid in $(look "$web" workers.state=running.pid); do
		case " $old " in *" $pid "*) return 1 ;; esac
	done
	[ "$(look "$web" workers.state=running.pid | wc -l)" = 4 ]
}
answers()
{
	look "$web" workers.state=running.pid
}
for round in 1 2 3; do
	for old in $(answers); do
		kill -TERM "$old"
		await fresh
	done
	master=$(look "$web" master.pid)
	kill -KILL "$master"
	await not looks "$master" "$web" master.pid
	await looks running "$web" master.state
done
kill_both "$(look "$web" guardian.pid)" "$(look "$web" master.pid)"
expect 0 "$web" start -d
old=$(echo $(answers))
for pid in $old; do
	kill -TERM "$pid"
done
await fresh
old=$(echo $(answers))
expect 0 "$web" restart
fresh || fail "a worker of before the restart is there"
alive $ab || fail "the load has ended: $(cat "$work/ab")"
kill -INT $ab
wait $ab
complete=$(sed -n 's/^Complete requests: *//p' "$work/ab")
failed=$(sed -n 's/^Failed requests: *//p' "$work/ab")
[ "${complete:-0}" -gt 100 ] || fail "hardly a request: $(cat "$work/ab")"
same "$failed" 0 "failed requests of $complete"
! grep -q "Non-2xx" "$work/ab" || fail "$(cat "$work/ab")"
expect 0 "$web" stop
