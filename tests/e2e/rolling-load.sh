#!/bin/sh
# SPDX-License-Identifier: MIT
# rolling-load: four workers behind one socket are replaced again and again under a load of requests, by hand and by reload,
# whoever of reeve is killed at whatever moment, and by a version that never gets ready. Not one request fails, nobody is doubled or lost.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

command -v ab >/dev/null || skip "there is no ab (apache2-utils)"
httpd=$(cd "$top_builddir" && pwd)/tests/e2e/httpd
port=$((32000 + $$ % 700))
while grep -qi ":$(printf %04X $port) 00000000:0000 0A" /proc/net/tcp; do port=$((port + 1)); done

web=$work/web
# version TEXT GATE: what the template says from now on; it is ready once GATE is there. To ab an answer of another length
# has failed.
version()
{
	{
		printf '#!/bin/sh\n//usr/bin/env "%s" "$0" "$@"; exit $?\n' "$(realpath "$REEVE")"
		cat <<-END
			name = "$tag.web";
			usage = "<start|stop|restart|reload|status> -[d] -[j] -[rolling] [program...]";
			restart_delay = "0s"; restart_window = "none";
			sockets = ({ name = "http"; listen = "127.0.0.1:$port"; });
			programs = ({ name = "web"; workers = 4; ready = "notify"; ready_timeout = "5s"; sockets = "http";
				exec = ["$httpd", "-d", "5", "-t", "$1", "-r", "$2"]; });
		END
	} >"$web.new"
	chmod +x "$web.new"
	mv "$web.new" "$web"
}
version one "$work/ready"
: >"$work/ready"
expect 0 "$web" start -d
# Until it is told to end: what is in progress then is neither complete nor failed. (-t makes the number 50000, unless
# one comes after it.)
ab -q -c 8 -t 100000 -n 2000000 http://127.0.0.1:$port/ >"$work/ab" 2>&1 &
ab=$!

running()
{
	look "$web" workers.state=running.pid
}
# Four that are of after, one of each number, and nothing else that serves.
all_fresh()
{
	for pid in $(running); do
		case " $old " in *" $pid "*) return 1 ;; esac
	done
	are_four
}
are_four()
{
	[ "$(look "$web" 'workers.*' instance state | tr '\n' ' ')" = "1 running 2 running 3 running 4 running " ]
}
served()
{
	[ "$(ours | while read -r pid; do readlink "/proc/$pid/exe"; done | grep -c httpd)" = 4 ]
}

for round in 1 2 3; do
	old=$(echo $(running))
	expect 0 "$web" restart -rolling
	all_fresh || fail "not all were replaced in round $round"
done

# Another version, by a reload; the one that was there may be asked until the last moment.
old=$(echo $(running))
version two "$work/ready"
expect 0 "$web" reload
all_fresh || fail "not all were replaced by the reload"

# At a moment that nobody has chosen; who asked is answered by the next one.
for round in 1 2 3 4 5 6 7 8; do
	old=$(echo $(running))
	"$web" restart -rolling web >"$work/roll.out" 2>&1 &
	rolling=$!
	victim=$(look "$web" $([ $((round % 2)) = 0 ] && echo master || echo guardian).pid)
	looks=0
	while [ $looks -lt $round ]; do
		look "$web" workers.state=incoming.pid >/dev/null
		looks=$((looks + 1))
	done
	kill -KILL "$victim"
	wait $rolling || fail "round $round of kills: $(cat "$work/roll.out")"
	await all_fresh
	await served
done

# What never gets ready is ended, and those that serve are those that did; the same if the master dies.
version bad "$work/never"
old=$(echo $(running))
expect 1 "$web" reload
expect_err "web.1: did not say READY=1 within 5s"
are_four || fail "not four that serve"
same "$(echo $(running))" "$old" "who serves"
# What was there before is in force again: by it one is started that takes the place of another.
expect_err "all is taken back"
kill -TERM "$(echo "$old" | cut -d ' ' -f 1)"
await eval '[ "$(echo $(running))" != "$old" ] && are_four'
await served
old=$(echo $(running))
version ill "$work/never"
"$web" reload >"$work/roll.out" 2>&1 &
rolling=$!
await look "$web" workers.state=incoming.pid >/dev/null
kill -KILL "$(look "$web" master.pid)"
wait $rolling && fail "it was never ready, and is said to be well"
grep -q "web.1: did not say READY=1 within 5s" "$work/roll.out" || fail "$(cat "$work/roll.out")"
await are_four
same "$(echo $(running))" "$old" "who serves"
version six "$work/ready"
expect 0 "$web" reload
all_fresh || fail "not all were replaced by the reload that helps"

alive $ab || fail "the load has ended: $(cat "$work/ab")"
kill -INT $ab
wait $ab
complete=$(sed -n 's/^Complete requests: *//p' "$work/ab")
failed=$(sed -n 's/^Failed requests: *//p' "$work/ab")
[ "${complete:-0}" -gt 100 ] || fail "hardly a request: $(cat "$work/ab")"
same "$failed" 0 "failed requests of $complete"
! grep -q "Non-2xx" "$work/ab" || fail "$(cat "$work/ab")"
expect 0 "$web" stop
