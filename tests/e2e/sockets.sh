#!/bin/sh
# SPDX-License-Identifier: MIT
# sockets: opened at the start, kept whoever dies, handed to workers; a connection waits while nobody accepts.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

httpd=$(cd "$top_builddir" && pwd)/tests/e2e/httpd
command -v curl >/dev/null || skip "there is no curl"

# A port that nobody has: what ab and curl reach.
port=$((20000 + $$ % 10000))
while grep -qi ":$(printf %04X $port) 00000000:0000 0A" /proc/net/tcp; do port=$((port + 1)); done

make_command web <<-END
	usage = "<start|stop|restart|status|upgrade> -[d] -[j]";
	restart_delay = "0s"; restart_window = "none";
	sockets = (
		{ name = "http"; listen = "127.0.0.1:$port"; },
		{ name = "local"; listen = "./web.sock"; mode = "640"; },
		{ name = "hidden"; listen = "@$tag"; },
		{ name = "log"; listen = "127.0.0.1:$port"; type = "datagram"; }
	);
	programs = (
		{ name = "web"; workers = 4; ready = "notify"; sockets = ["http", "local", "hidden"]; exec = ["$httpd"]; },
		{ name = "shown"; sockets = ["log", "local"]; env = ["LISTEN_FDNAMES=wrong", "LISTEN_FDS=9"];
			exec = ["sh", "-c", "echo \$\$ \$LISTEN_PID \$LISTEN_FDS \$LISTEN_FDNAMES >$work/shown.new; ls -l /proc/\$\$/fd >$work/shown.fds; mv $work/shown.new $work/shown; exec sleep 1000"]; },
		{ name = "none"; inherit = "all"; exec = ["sh", "-c", "echo \$\${LISTEN_FDS-none} \$\${LISTEN_PID-none} >$work/none.new; mv $work/none.new $work/none; exec sleep 1000"]; }
	);
END
web=$work/web
LISTEN_FDS=3 LISTEN_PID=$$ expect 0 "$web" start -d

get()
{
	curl -s -S -m 60 "$@" http://127.0.0.1:$port/ || fail "refused: $*"
}

# All of a worker's own, and nothing more.
await test -e "$work/shown"
await test -e "$work/none"
same "$(cat "$work/none")" "none none" "the sockets of a program without any"
read -r pid listen_pid count names <"$work/shown"
same "$listen_pid" "$pid" LISTEN_PID
same "$count $names" "2 log:local" "LISTEN_FDS and LISTEN_FDNAMES"
same "$(grep -c 'socket:' "$work/shown.fds")" 2 "sockets among its descriptors"
same "$(stat -c %a "$work/web.sock")" 640 "the path's mode"

get | grep -q "^hello [0-9]* *$" || fail "no answer"
get --unix-socket "$work/web.sock" >/dev/null
get --abstract-unix-socket "$tag" >/dev/null

# Whoever of reeve dies, the sockets are what they were.
one()
{
	look "$web" workers.program=web.pid | head -n 1
}
inode()
{
	readlink "/proc/$(one)/fd/3"
}
first=$(inode)
for worker in $(look "$web" workers.program=web.pid); do
	same "$(readlink "/proc/$worker/fd/3")" "$first" "the socket of worker $worker"
done
renewed()
{
	[ "$(one)" != "$worker" ] && [ "$(look "$web" workers.program=web.state | sort -u)" = running ]
}
renew()
{
	worker=$(one)
	kill -KILL "$worker"
	await renewed
	same "$(inode)" "$first" "the socket of a worker after $1"
	get >/dev/null
}
renew "its end"
master=$(look "$web" master.pid)
kill -KILL "$master"
await not looks "$master" "$web" master.pid
await looks running "$web" master.state
renew "the master's end"
guardian=$(look "$web" guardian.pid)
kill -KILL "$guardian"
await not looks "$guardian" "$web" guardian.pid
await looks running "$web" master.state
renew "the guardian's end"
expect 0 "$web" upgrade
await looks running "$web" master.state
renew "an upgrade"

# Both: who lives has them still, and the next start takes them from there.
kill_both "$(look "$web" guardian.pid)" "$(look "$web" master.pid)"
get >/dev/null
expect 0 "$web" start -d
get --unix-socket "$work/web.sock" >/dev/null
renew "the end of both"
expect 0 "$web" stop
expect_clean
[ ! -e "$work/web.sock" ] || fail "the path is there after the stop"

# Who connects while nobody accepts waits, and is answered.
make_command slow <<-END
	$usage
	restart_delay = "0s"; ready_timeout = "10m";
	sockets = ({ name = "http"; listen = "127.0.0.1:$port"; });
	programs = ({ name = "web"; ready = "notify"; sockets = "http"; exec = ["$httpd", "-r", "$work/open"]; });
END
slow=$work/slow
: >"$work/open"
expect 0 "$slow" start -d
rm "$work/open"
worker=$(look "$slow" workers.0.pid)
kill -KILL "$worker"
await looks starting "$slow" workers.0.state
get >"$work/late" &
getter=$!
# In the backlog: the kernel has taken it, and no process has.
waits()
{
	grep -qi " 0100007F:$(printf %04X $port) 00000000:0000 0A 00000000:00000001" /proc/net/tcp
}
await waits
looks starting "$slow" workers.0.state || fail "the worker takes connections"
: >"$work/open"
wait $getter || fail "who waited was not answered"
grep -q "^hello $(look "$slow" workers.0.pid) *$" "$work/late" || fail "answered by another: $(cat "$work/late")"

# In the way of a second one; it is said who.
sed "s/$tag.slow/$tag.second/" "$work/slow.cfg" >"$work/second.cfg"
expect 0 "$REEVE" build "$work/second.cfg" -o "$work/second"
expect 1 "$work/second" start -d
expect_err "socket 'http': another process listens at '127.0.0.1:$port': pid [0-9]*, '[a-z-]*'"
expect 0 "$slow" stop

# A path: a dead one is taken, a living one is not, nor is a file.
make_command path <<-END
	$usage
	sockets = ({ name = "x"; listen = "./x.sock"; });
	programs = ({ name = "web"; sockets = "x"; exec = ["$httpd"]; });
END
path=$work/path
: >"$work/x.sock"
expect 1 "$path" start -d
expect_err "'$work/x.sock' exists and is no socket: it is left as it is"
rm "$work/x.sock"
expect 0 "$path" start -d
kill_both "$(look "$path" guardian.pid)" "$(look "$path" master.pid)"
kill_outright "$(look "$path" workers.0.pid)"
[ -S "$work/x.sock" ] || fail "nobody was left to take it away, and it is gone"
expect 0 "$path" start -d
get --unix-socket "$work/x.sock" >/dev/null
sed "s/$tag.path/$tag.other/" "$work/path.cfg" >"$work/other.cfg"
expect 0 "$REEVE" build "$work/other.cfg" -o "$work/other"
expect 1 "$work/other" start -d
expect_err "another process listens at '$work/x.sock': pid"
get --unix-socket "$work/x.sock" >/dev/null
# Of another one by now: it is not ours to remove.
rm "$work/x.sock"
: >"$work/x.sock"
expect 0 "$path" stop
[ -f "$work/x.sock" ] || fail "a file that is none of ours was removed"

# A start that fails leaves none of those that it had opened.
make_command half <<-END
	$usage
	sockets = ({ name = "x"; listen = "./half.sock"; }, { name = "y"; listen = "./x.sock"; });
	programs = ({ name = "web"; sockets = ["x", "y"]; exec = ["$httpd"]; });
END
expect 1 "$work/half" start -d
[ ! -e "$work/half.sock" ] || fail "left by a start that failed"

# Addresses that there are not, and a path that is not ours.
refused()
{
	make_command refused <<-END
		$usage
		sockets = ({ name = "x"; listen = "$1"; });
		programs = ({ name = "web"; sockets = "x"; exec = ["$httpd"]; });
	END
	expect 1 "$work/refused" start -d
	expect_err "$2"
}
refused 192.0.2.1:80 "cannot listen at '192.0.2.1:80': [A-Za-z ]*; no interface of this machine has that address"
refused "$work/nowhere/x" "cannot listen at '$work/nowhere/x': No such file or directory; its directory must be there"
if [ "$(id -u)" = 0 ]; then
	rm "$work/x.sock"
	expect 0 "$path" start -d
	kill_both "$(look "$path" guardian.pid)" "$(look "$path" master.pid)"
	kill_outright "$(look "$path" workers.0.pid)"
	chown -h nobody "$work/x.sock"
	refused "$work/x.sock" "'$work/x.sock' is a socket that another user has left: it is left as it is"
	[ -S "$work/x.sock" ] || fail "another user's socket was removed"
	expect 0 "$path" stop
fi
