#!/bin/sh
# SPDX-License-Identifier: MIT
# ready: an exec program is ready when its port accepts, or its file has come to be, whoever is master then; what
# was waited for in vain is named.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

listener=$(cd "$top_builddir" && pwd)/tests/e2e/listener
port=$("$listener" free)
when="until [ -e $work/go ]; do sleep 0.02; done"
: >"$work/stale"

make_command q <<-END
	$usage
	restart_delay = "0s"; restart_window = "none"; ready_timeout = "10m";
	programs = (
		{ name = "web"; ready = "port:$port"; exec = ["sh", "-c", "$when; exec $listener at 127.0.0.1 $port"]; },
		{ name = "there"; ready = "port:127.0.0.2:$port"; exec = ["sh", "-c", "$when; exec $listener at 127.0.0.2 $port"]; },
		{ name = "file"; ready = "path:made"; exec = ["sh", "-c", "until [ -e $work/make ]; do sleep 0.02; done; mkdir $work/made; exec sleep 1000"]; },
		{ name = "stale"; ready = "path:$work/stale"; exec = ["sh", "-c", "$when; rm $work/stale; : >$work/stale; exec sleep 1000"]; }
	);
END
q=$work/q
"$q" start -d >"$work/start.out" 2>&1 &
starter=$!

starting()
{
	for name in "$@"; do
		looks starting "$q" workers.program=$name.state || fail "$name is '$(look "$q" workers.program=$name.state)'"
	done
}
await looks starting "$q" workers.program=stale.state
: >"$work/make"
await looks running "$q" workers.program=file.state
starting web there stale

# Another master goes on looking.
master=$(look "$q" master.pid)
kill -KILL "$master"
await not looks "$master" "$q" master.pid
starting web there stale
: >"$work/go"
await looks running "$q" workers.program=web.state
await looks running "$q" workers.program=there.state
await looks running "$q" workers.program=stale.state
wait "$starter" || fail "the start: $(cat "$work/start.out")"

# A fresh process has to show it again: what the former one has left is not its own.
pid=$(look "$q" workers.program=stale.pid)
rm "$work/go"
kill -KILL "$pid"
await not looks "$pid" "$q" workers.program=stale.pid
await looks starting "$q" workers.program=stale.state
kill -KILL "$(look "$q" workers.program=web.pid)"
await looks starting "$q" workers.program=web.state
starting stale
: >"$work/go"
await looks running "$q" workers.program=stale.state
await looks running "$q" workers.program=web.state
expect 0 "$q" stop
expect_clean

# It fails the start.
make_command p <<-END
	$usage
	programs = ({ name = "mute"; ready = "port:$port"; ready_timeout = "100ms"; exec = ["sleep", "1000"]; });
END
expect 1 "$work/p" start -d
expect_err "mute.1: accepted no connection to port $port of localhost within 100ms (ready_timeout)"
make_command s <<-END
	$usage
	programs = ({ name = "mute"; ready = "port:[::1]:$port"; ready_timeout = "100ms"; exec = ["sleep", "1000"]; });
END
expect 1 "$work/s" start -d
expect_err "mute.1: accepted no connection to port $port of ::1 within 100ms (ready_timeout)"
make_command f <<-END
	$usage
	programs = ({ name = "mute"; ready = "path:stale"; ready_timeout = "100ms"; exec = ["sleep", "1000"]; });
END
expect 1 "$work/f" start -d
expect_err "mute.1: did not make '$work/stale' within 100ms (ready_timeout)"

# What can be said is said again in the text in force.
forms="port:8080 port:127.0.0.1:8080 port:[::1]:8080 path:/run/x"
for form in $forms; do
	printf 'programs = ({ name = "p"; exec = ["sleep"]; ready = "%s"; });\n' "$form" >"$work/form.cfg"
	expect 0 "$REEVE" check "$work/form.cfg"
done

# What cannot work is refused.
wrong()
{
	printf 'programs = ({ name = "p"; %s });\n' "$1" >"$work/wrong.cfg"
	expect 6 "$REEVE" check "$work/wrong.cfg"
	expect_err "$2"
}
wrong 'exec = ["sleep"]; ready = "port:0";' "'ready' must be \"port:N\" or \"port:ADDRESS:N\" with a port of 1 to 65535"
wrong 'exec = ["sleep"]; ready = "port:65536";' 'with a port of 1 to 65535'
wrong 'exec = ["sleep"]; ready = "port:example.org:80";' 'not "port:example.org:80"'
wrong 'exec = ["sleep"]; ready = "port:::1:80";' 'not "port:::1:80"'
wrong 'exec = ["sleep"]; ready = "path:";' 'not "path:"'
wrong 'exec = ["sleep"]; ready = "prot:80";' 'did you mean "port:8080"?'
wrong 'work = "spool"; ready = "port:80";' "'ready' is for programs with exec, not work"

expect_clean

# Nobody is told by a link what is in a directory that he may not look into.
if [ "$(id -u)" = 0 ]; then
	chmod 711 "$work"
	mkdir "$work/theirs" "$work/hidden" && chown 64999:64999 "$work/theirs" && chmod 700 "$work/hidden" || fail "no directories"
	spied()
	{
		make_command "$1" <<-END
			$usage
			programs = ({ name = "touch"; exec = ["sh", "-c", "while :; do touch $work/hidden/file; sleep 0.02; done"]; },
				{ name = "spy"; user = "64999"; group = "64999"; ready = "path:$work/theirs/link"; ready_timeout = "$2";
					exec = ["sh", "-c", "ln -s $work/hidden/file $work/theirs/link; $3 exec sleep 1000"]; });
		END
		rm -f "$work/theirs/link"
	}
	spied spy 500ms ''
	expect 1 "$work/spy" start -d
	expect_err "spy.1: .*$work/theirs/link"
	spied own 10m "rm $work/theirs/link; : >$work/theirs/link;"
	expect 0 "$work/own" start -d
	expect 0 "$work/own" stop
fi
