#!/bin/sh
# SPDX-License-Identifier: MIT
# command = "other.cfg": a whole command as a program of another. Its guardian is the worker; it has a status of its
# own; it stops in order, and where it is killed nothing of it is left.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command deepest <<END
$usage
programs = ( { name = "stubborn"; exec = ["sh", "-c", "trap '' TERM; while :; do sleep 1; done"]; stop_timeout = "1h"; } );
END
make_command inner <<END
$usage
supervisor = { programs = ( { name = "first"; exec = ["sleep", "1000"]; }, { name = "second"; exec = ["sleep", "1000"]; workers = 2; } ); };
END
make_command outer <<END
$usage
restart_delay = "10ms";
programs = ( { name = "in"; command = "inner"; }, { name = "beside"; exec = ["sleep", "1000"]; } );
END
outer=$work/outer inner=$work/inner

leads()
{
	pid=$(look "$inner" guardian.pid) && [ -n "$pid" ] && [ "$pid" != null ] && [ "$pid" != "$1" ] &&
		[ "$pid" = "$(look "$outer" workers.0.pid)" ] && looks 0 "$inner" exit && looks 0 "$outer" exit
}

all_run()
{
	[ "$(look "$inner" 'workers.*.state' | sort -u)" = running ]
}

expect 0 "$outer" start -d
await leads 0
await all_run
expect 0 "$inner" status
expect_out "Worker:$tag.inner.second.2"
same "$(ours "$tag.inner" | wc -l)" 5 "processes of the inner command"

# Its workers are its own business.
victim=$(look "$inner" workers.1.pid) guardian=$(look "$inner" guardian.pid)
kill -KILL "$victim" || fail "cannot kill '$victim'"
replaced()
{
	all_run && ! looks "$1" "$inner" "$2"
}
await replaced "$victim" workers.1.pid
same "$(look "$inner" guardian.pid)" "$guardian" "the guardian of the inner command"
same "$(look "$outer" workers.0.restarts)" 0 "restarts of the inner command"

# A new master of the outer one adopts it.
victim=$(look "$outer" master.pid)
kill -KILL "$victim" || fail "cannot kill '$victim'"
led()
{
	! looks "$victim" "$outer" master.pid && looks true "$outer" master.ready
}
await led
same "$(look "$outer" 'workers.*' pid adopted | head -n 1)" "$guardian true" "adopted"

# Its guardian is killed: what it has left running is stopped in order, and all begins anew, nothing twice.
kill -KILL "$guardian" || fail "cannot kill '$guardian'"
await leads "$guardian"
await all_run
same "$(ours "$tag.inner" | wc -l)" 5 "processes after its guardian died"
same "$(look "$outer" workers.0.restarts)" 1 "restarts of the inner command"

# Guardian and master at once: its workers live, and are adopted.
guardian=$(look "$inner" guardian.pid) worker=$(look "$inner" workers.0.pid)
kill_both "$guardian" "$(look "$inner" master.pid)"
await leads "$guardian"
await all_run
same "$(look "$inner" workers.0.pid)" "$worker" "a worker that lived on"

# One stop for all of it.
expect 0 "$outer" stop
expect 3 "$inner" status
expect_clean

# Three deep, and the deepest does not end: within its time the outermost ends it all the same.
make_command middle <<END
$usage
programs = ( { name = "deepest"; command = "deepest"; }, { name = "other"; exec = ["sleep", "1000"]; } );
END
make_command killer <<END
$usage
programs = ( { name = "middle"; command = "middle"; stop_timeout = "500ms"; } );
END
expect 0 "$work/killer" start -d
runs()
{
	looks running "$work/deepest" workers.0.state && looks running "$work/middle" workers.1.state
}
await runs
expect 0 "$work/killer" stop
await none_of "$tag"
for name in middle deepest; do
	expect 1 "$work/$name" status
	expect 0 "$work/$name" stop
done
expect_clean

# The same where the outermost lives on, and wants a fresh one.
make_command ages <<END
$usage
programs = ( { name = "middle"; command = "middle"; stop_timeout = "500ms"; max_age = "2s"; } );
END
expect 0 "$work/ages" start -d
await runs
stubborn=$(look "$work/deepest" workers.0.pid)
await not alive "$stubborn"
expect 0 "$work/ages" stop
await none_of "$tag"
for name in middle deepest; do
	run "$work/$name" stop
done
expect_clean

# Circles, and what is no command.
echo 'programs = ({ name = "p"; command = "b.cfg"; });' >"$work/a.cfg"
echo 'programs = ({ name = "p"; command = "c.cfg"; });' >"$work/b.cfg"
echo 'programs = ({ name = "p"; command = "a.cfg"; });' >"$work/c.cfg"
expect 6 "$REEVE" check "$work/a.cfg"
expect_err "^$work/c.cfg:1: program 'p': command leads in a circle: $work/a.cfg -> $work/b.cfg -> $work/c.cfg -> $work/a.cfg$"
echo 'programs = ({ name = "p"; command = "d.cfg"; });' >"$work/d.cfg"
expect 6 "$REEVE" check "$work/d.cfg"
expect_err "command leads in a circle: $work/d.cfg -> $work/d.cfg$"
echo 'programs = ({ name = "p"; command = "none.cfg"; });' >"$work/e.cfg"
expect 6 "$REEVE" check "$work/e.cfg"
expect_err "none.cfg'*: No such file"
echo 'name = "f"; programs = ({ name = "p"; exec = "x"; worker = 3; });' >"$work/f.cfg"
echo 'name = "f"; programs = ({ name = "p"; command = "f.cfg"; workers = 2; });' >"$work/g.cfg"
expect 6 "$REEVE" check "$work/g.cfg"
expect_err "^$work/f.cfg:1: program 'p': unknown key 'worker', did you mean 'workers'?$"
expect_err "^$work/g.cfg:1: program 'p': a command has one worker, its guardian$"
expect_err "^$work/g.cfg:1: program 'p': its command has the name of the one that it is in, 'f': name one of them otherwise$"
echo 'programs = ({ name = "p"; command = "h.cfg"; exec = "x"; });' >"$work/i.cfg"
echo 'commands = ("f.cfg");' >"$work/h.cfg"
expect 6 "$REEVE" check "$work/i.cfg"
expect_err "has both exec and command: it can have only one of them"
expect_err "its command is a template with several commands: a program is one"
