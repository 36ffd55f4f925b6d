#!/bin/sh
# SPDX-License-Identifier: MIT
# sockets-work: a work plugin finds the sockets of its program by name, also as another user and beside others, its
# descriptors are what they are without; what it starts gets none.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

command -v curl >/dev/null || skip "there is no curl"
user=
if [ "$(id -u)" = 0 ] && setpriv --reuid "$(id -u nobody)" --clear-groups test -r "$plugins/door.so" 2>/dev/null; then
	user='user = "nobody";'
	chmod 711 "$work"
fi
doors=
names=
for i in 1 2 3 4 5 6 7; do
	doors="$doors{ name = \"$i\"; listen = \"@$tag.$i\"; },"
	names="$names\"$i\","
done

make_command q <<-END
	$usage
	restart_delay = "0s"; restart_window = "none"; execute_times = 0; execute_usleep = 0;
	sockets = ($doors { name = "door"; listen = "@$tag"; });
	programs = (
		{ name = "one"; work = "$plugins/door.so"; workers = 1; sockets = ["door", "1"]; },
		{ name = "every"; work = "$plugins/door.so"; workers = 2; $user sockets = [$names "door"]; }
	);
END
q=$work/q
expect 0 "$q" start -d

# answers COMMAND: who answers there, by name.
answer()
{
	curl -s -m 60 --http0.9 --abstract-unix-socket "$tag" http://x/
}
answered()
{
	answer | grep -q "^$1 [0-9]*$"
}
await answered one
await answered every
# Numbers are what the scoreboard says, counters and kept state what they always are: each has runs.
await eval '[ "$(look "$q" workers.program=every.runs | sort -n | head -n 1)" -gt 0 ]'
for pid in $(look "$q" workers.program=every.pid); do
	same "$(ls -l "/proc/$pid/fd" | grep -c 'socket:')" 8 "sockets of worker $pid"
done
one=$(look "$q" workers.program=one.pid)
same "$(ls -l "/proc/$one/fd" | grep -c 'socket:')" 2 "sockets of worker $one"
# Nothing that it starts has them (O_CLOEXEC).
for fd in 3 4; do
	grep -q '^flags:.*02......$' "/proc/$one/fdinfo/$fd" || fail "descriptor $fd outlives an exec: $(cat "/proc/$one/fdinfo/$fd")"
done

# After the death of all but the workers, whoever they run as, the same sockets go on.
before=$(readlink "/proc/$one/fd/3")
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
kill -KILL "$one"
expect 0 "$q" start -d
same "$(readlink "/proc/$(look "$q" workers.program=one.pid)/fd/3")" "$before" "the socket"
await answered one
await answered every

# In the foreground the same.
expect 0 "$q" stop
expect_clean
"$q" start >"$work/fg.out" 2>"$work/fg.err" &
guardian=$!
bystanders="$bystanders $guardian"
await answered one
kill -TERM $guardian
wait $guardian || fail "the foreground: $(cat "$work/fg.err")"
expect_clean

# A stop after the death of both needs no socket, and takes the path away; so does one of a template that has it no more.
make_command path <<-END
	$usage
	sockets = ({ name = "door"; listen = "./door.sock"; });
	programs = ({ name = "one"; work = "$plugins/door.so"; workers = 1; sockets = "door"; });
END
expect 0 "$work/path" start -d
kill_both "$(look "$work/path" guardian.pid)" "$(look "$work/path" master.pid)"
[ -S "$work/door.sock" ] || fail "the path is gone before the stop"
expect 0 "$work/path" stop
[ ! -e "$work/door.sock" ] || fail "the path is there after the stop"
expect_clean
expect 0 "$work/path" start -d
kill_both "$(look "$work/path" guardian.pid)" "$(look "$work/path" master.pid)"
sed -i 's/door\.sock/other.sock/' "$work/path"
expect 0 "$work/path" start -d
[ -S "$work/door.sock" ] && [ -S "$work/other.sock" ] || fail "not both paths: $(ls "$work")"
expect 0 "$work/path" stop
[ ! -e "$work/door.sock" ] && [ ! -e "$work/other.sock" ] || fail "a path is there after the stop: $(ls "$work")"

# What others may not do.
if [ -n "$user" ] && [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start 2>/dev/null)" = 1024 ]; then
	mkdir "$work/nobody"
	chown nobody "$work/nobody"
	make_command low <<-END
		$usage
		sockets = ({ name = "door"; listen = "127.0.0.1:999"; });
		programs = ({ name = "one"; work = "$plugins/door.so"; workers = 1; sockets = "door"; });
	END
	run setpriv --reuid "$(id -u nobody)" --regid "$(id -g nobody)" --clear-groups \
		env HOME="$work/nobody" REEVE_RUN_DIR="$work/nobody/run" REEVE_STATE_DIR="$work/nobody/state" "$work/low" start -d
	expect_code 1
	expect_err "socket 'door': cannot listen at '127.0.0.1:999': Permission denied; ports below 1024 are for root"
fi
