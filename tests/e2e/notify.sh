#!/bin/sh
# SPDX-License-Identifier: MIT
# notify: an exec program is ready when it or what it has started says so, whoever is master then, and not when
# anybody else does; it can say that it lives.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

notifier=$(cd "$top_builddir" && pwd)/tests/e2e/notifier
log=$REEVE_STATE_DIR/$tag.q/log/reeve.log
when="until [ -e $work/go ]; do sleep 0.02; done"

make_command q <<-END
	$usage
	restart_delay = "0s"; restart_window = "none"; ready_timeout = "10m";
	programs = (
		{ name = "late"; ready = "notify"; env = ["NOTIFY_SOCKET=/nowhere"];
			exec = ["sh", "-c", "$when; $notifier say READY=1 && : >$work/late.read; exec sleep 1000"]; },
		{ name = "leader"; ready = "notify";
			exec = ["sh", "-c", ": >$work/leader.waits; until [ -e $work/leader.go ]; do sleep 0.02; done; exec $notifier hold READY=1"]; },
		{ name = "away"; ready = "notify";
			exec = ["sh", "-c", "$when; setsid $notifier say READY=1 & wait; exec sleep 1000"]; },
		{ name = "pipe"; ready = "fd";
			exec = ["sh", "-c", "printf x >&3; : >$work/pipe.waits; until [ -e $work/leader.go ]; do sleep 0.02; done; echo >&3; exec 3>&-; echo said; exec sleep 1000"]; },
		{ name = "fifth"; ready = "fd"; ready_fd = 5; exec = ["sh", "-c", "$when; echo >&5; exec sleep 1000"]; },
		{ name = "mute"; ready = "notify"; exec = ["sh", "-c", "echo \$NOTIFY_SOCKET >$work/socket.new; mv $work/socket.new $work/socket; $notifier garble; : >$work/garbled; until [ -e $work/mute.go ]; do sleep 0.02; done; exec $notifier hold X=1 READY=1"]; },
		{ name = "beats"; ready = "notify"; watchdog = "1s";
			exec = ["sh", "-c", "echo \$WATCHDOG_USEC >$work/usec; exec $notifier pulse $work/hang"]; },
		{ name = "waits"; ready = "delay:1ms"; exec = ["sleep", "1000"]; },
		{ name = "plain"; exec = ["sh", "-c", "echo \${NOTIFY_SOCKET:-none} >$work/plain; exec sleep 1000"]; }
	);
END
q=$work/q
"$q" start -d >"$work/start.out" 2>&1 &
starter=$!

await looks running "$q" workers.program=beats.state
await test -e "$work/garbled"
await looks running "$q" workers.program=plain.state
await looks running "$q" workers.program=waits.state
same "$(cat "$work/plain")" none "the socket of a program that has none"
same "$(cat "$work/usec")" 1000000 "WATCHDOG_USEC"
starting()
{
	for name in "$@"; do
		looks starting "$q" workers.program=$name.state || fail "$name is '$(look "$q" workers.program=$name.state)'"
	done
}
starting late leader away pipe fifth mute

# Of a stranger nothing is believed, nor of a worker anything about another.
NOTIFY_SOCKET=$(cat "$work/socket") "$notifier" say READY=1 || fail "the socket cannot be reached"
await grep -q "a message to 'notify' was dropped: its sender, pid [0-9]*, is gone or belongs to no worker" "$log"
starting late leader away mute
same "$(stat -c %a "$(cat "$work/socket")")" 600 "the socket's mode"

# What a child says, also one that leads a session of its own.
: >"$work/go"
await looks running "$q" workers.program=late.state
await test -e "$work/late.read"
await looks running "$q" workers.program=away.state
await looks running "$q" workers.program=fifth.state
starting leader pipe mute

# Said while there is no master to hear it.
master=$(look "$q" master.pid)
await test -e "$work/leader.waits"
await test -e "$work/pipe.waits"
kill -STOP "$master"
: >"$work/leader.go"
await grep -qs said "$REEVE_STATE_DIR/$tag.q/log/leader.out"
await grep -qs said "$REEVE_STATE_DIR/$tag.q/log/pipe.out"
starting leader pipe
kill -KILL "$master"
await looks running "$q" workers.program=leader.state
await looks running "$q" workers.program=pipe.state
not looks "$master" "$q" master.pid || fail "the same master"
starting mute
: >"$work/mute.go"
wait "$starter" || fail "the start: $(cat "$work/start.out")"
looks running "$q" workers.program=mute.state || fail "started before all were ready"

# As long as it says that it lives it does, for many watchdogs; then it hangs.
same "$(look "$q" workers.program=beats.restarts)" 0 "restarts"
: >"$work/hang"
again()
{
	[ "$(look "$q" workers.program=beats.restarts)" -gt 0 ]
}
await again
same "$(look "$q" workers.program=beats.cause)" watchdog "the cause"

# Guardian and master gone: the next start makes the socket anew under the same name.
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
expect 0 "$q" start -d
expect 0 "$q" stop
expect_clean

# It fails the start not to say anything.
make_command w <<-END
	$usage
	programs = ({ name = "mute"; ready = "notify"; ready_timeout = "100ms"; exec = ["sleep", "1000"]; });
END
expect 1 "$work/w" start -d
expect_err "mute.1: did not say READY=1 within 100ms (ready_timeout)"
make_command p <<-END
	$usage
	programs = ({ name = "mute"; ready = "fd"; ready_fd = 9; ready_timeout = "100ms"; exec = ["sleep", "1000"]; });
END
expect 1 "$work/p" start -d
expect_err "mute.1: wrote no newline to descriptor 9 within 100ms (ready_timeout)"

# What cannot work is refused.
wrong()
{
	printf 'programs = ({ name = "p"; %s });\n' "$1" >"$work/wrong.cfg"
	expect 6 "$REEVE" check "$work/wrong.cfg"
	expect_err "$2"
}
wrong 'exec = ["sleep"]; ready = "notfy";' 'wrong.cfg:1: program .p.: .ready. must be .*, not "notfy"; did you mean "notify"?'
wrong 'exec = ["sleep"]; ready = "delay:2h";' "'ready' must be"
wrong 'exec = ["sleep"]; ready = "delay:";' "'ready' must be"
wrong 'work = "spool"; ready = "notify";' "'ready' is for programs with exec, not work"
wrong 'command = "other.cfg"; ready = "notify";' "'ready' cannot be \"notify\" where the program is a command"

expect_clean
