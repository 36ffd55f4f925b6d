#!/bin/sh
# SPDX-License-Identifier: MIT
# A program that links libreeve is its own workers: plugins that are linked in are found by name, and the
# master executes the program in place of reeve-worker.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# It knows its library, but not where plugins and helpers of the build tree are.
cp "$top_builddir/tests/e2e/.libs/host" "$work/host"
REEVE_PLUGIN_DIR=$top_builddir/commands/.libs
REEVE_HELPER_DIR=$top_builddir/src/master:$top_builddir/src/worker/.libs
export REEVE_PLUGIN_DIR REEVE_HELPER_DIR

# template NAME WORDS PROGRAM...
template()
{
	cat >"$work/$1.cfg" <<-END
		name = "$tag.$1";
		usage = "<start|stop|restart|status|$2> -[d] -[j] -[softly]";
		inherit = ["HOST_BARE"];
		programs = ($3);
	END
}

host()
{
	expect "$1" "$work/host" "$work/$2.cfg" $3
}

template q 'kick|wakeup|empty|silent|kcik|vanish|begin' '{ name = "p"; work = "consume"; workers = 2; execute_times = 0; execute_usleep = 1000; },
	{ name = "s"; exec = ["sleep", "1000"]; }'
host 0 q kick
expect_out '^kicked$'
host 0 q 'kick -softly'
expect_out '^kicked softly$'
host 0 q wakeup
expect_out '^kicked$'
host 0 q --help
expect_out '^  kick  *kick the workers$'
expect_out '^  wakeup  *wake up, here$'
expect_out '^  start  *start process$'

# The same checks as of a file, and the nearest name of both kinds.
host 5 q empty
expect_err "q.cfg:2: action 'empty': plugin 'empty' (linked in) has no 'run'"
host 5 q silent
expect_err "plugin 'silent' (linked in) has no summary"
host 5 q kcik
expect_err "plugin 'kcik' not found .*did you mean 'kick'?"
template wrong kick '{ name = "p"; work = "kick"; }'
host 1 wrong 'start -d'
expect_err "plugin 'kick' (linked in) is an action, a work is wanted here"
# A path is a file, whatever is linked in.
template path kick '{ name = "p"; work = "./consume.so"; }'
host 1 path 'start -d'
expect_err "'$work/consume.so'"

# A life: titles, counts, and what dies comes back.
host 0 q 'start -d'
q()
{
	"$work/host" "$work/q.cfg" status -j | json "$@"
}
worker=$(q workers.0.pid)
master=$(q master.pid)
same "$(tr '\0' '\n' <"/proc/$worker/cmdline")" "process_m:Worker:$tag.q.p.1" "title of a worker"
same "$(readlink "/proc/$worker/exe")" "$work/host" "what a worker executes"
tr '\0' '\n' <"/proc/$worker/environ" | grep -q "^REEVE_COMMAND=$tag.q\$" || fail "no REEVE_COMMAND in a worker"
for pid in $(ours); do
	case $(readlink "/proc/$pid/exe") in
	"$work/host" | */reeve-master | */sleep | *busybox*) ;;
	*) fail "$pid is $(readlink "/proc/$pid/exe")" ;;
	esac
done
await eval '[ "$(q workers.0.runs)" -gt 10 ]'
# anew WHAT OLD: another process is there in its place; its pid is then in $new.
anew()
{
	new=$(q "$1.pid")
	[ -n "$new" ] && [ "$new" != null ] && [ "$new" != "$2" ]
}
kill -KILL "$worker"
await anew workers.0 "$worker"
await grep -q "was killed by signal 9 (KILL) in 'run' of plugin 'consume' ($work/host)" "$REEVE_STATE_DIR/$tag.q/log/reeve.log"

# A master that is started again has read the host in the text in force.
kill -KILL "$master"
await anew master "$master"
worker=$(q workers.0.pid)
kill -KILL "$worker"
await anew workers.0 "$worker"
same "$(readlink "/proc/$new/exe")" "$work/host" "what a new worker executes"
host 0 q restart
host 0 q status
host 0 q stop
expect_clean

# With privileges that its caller does not have, it neither becomes a worker nor starts any.
cp "$work/host" "$work/privileged"
if [ "$(id -u)" = 0 ] && chmod 755 "$work" && chmod 4755 "$work/privileged" && mkdir -m 777 "$work/other" &&
	caller="setpriv --reuid=65534 --regid=65534 --clear-groups env REEVE_RUN_DIR=$work/other REEVE_STATE_DIR=$work/other" &&
	$caller "$work/privileged" "$work/q.cfg" --version >/dev/null 2>&1; then
	expect 0 $caller REEVE_SLOT=0 REEVE_GENERATION=1 "$work/privileged" "$work/q.cfg" kick
	expect_out '^kicked$'
	expect 152 $caller "$work/privileged" "$work/q.cfg" begin
	expect_err 'more privileges than who called it'
else
	say "not tried: set-user-ID"
fi

# What init says is what start says.
template fails kick '{ name = "p"; work = "consume"; config = { fail = "no queue here"; }; }'
host 1 fails 'start -d'
expect_err 'p.[1-4]: no queue here'
expect_clean

# Elsewhere the plugin is not linked in.
expect 5 "$REEVE" check "$work/q.cfg"
expect_err "plugin 'consume' not found"

# It says what it lacks, also where the master finds another program than was started.
HOST_BARE=1 && export HOST_BARE
host 1 q 'start -d'
expect_err "plugin 'consume' not found"
unset HOST_BARE
expect_clean

expect 1 env HOST_UNSIZED=1 "$work/host" "$work/q.cfg" kick
expect_err 'reeve_main: the size of the host is 0, not sizeof(struct reeve_host)'

# A path need not be UTF-8.
latin=$work/caf$(printf '\351')
mkdir "$latin"
cp "$work/host" "$latin/host"
expect 0 "$latin/host" "$work/q.cfg" start -d
same "$(readlink "/proc/$(q workers.0.pid)/exe")" "$latin/host" "what a worker executes"
kill -KILL "$(q workers.0.pid)"
await grep -q "(KILL) in 'run' of plugin 'consume' ($work/caf.xe9/host)" "$REEVE_STATE_DIR/$tag.q/log/reeve.log"
expect 0 "$latin/host" "$work/q.cfg" stop
expect_clean

# A program that is not where it was cannot be executed again.
host 1 q vanish
expect_err "this program, which is to be executed again, is not at '$work/host' any more"
expect_clean
