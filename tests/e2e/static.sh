#!/bin/sh
# SPDX-License-Identifier: MIT
# A program that is linked statically with all of reeve: it is its own guardian, master and workers, brings the
# built-in plugins along, and loads none.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

archive=$top_builddir/libreeve-static.a
[ -f "$archive" ] || skip "built without the archive for static programs"
libraries=$(sed -n 's/^Requires: //p' "$top_builddir/reeve-static.pc")
libraries=$(pkg-config --static --libs $libraries) || skip "no pkg-config, or not what it needs"
echo 'int main(void) { return 0; }' >"$work/empty.c"
${CC:-cc} -static "$work/empty.c" -o "$work/empty" $libraries 2>/dev/null ||
	skip "the libraries for static programs are not installed"

# What is reeve's own is not seen from outside: these would clash.
cat >"$work/clash.c" <<-END
	int buffer_add(void) { return 1; }
	int refuse(void) { return 1; }
	int builtin_plugins(void) { return 1; }
END
${CC:-cc} -static -I"$top_srcdir/src/include" -I"$top_builddir/src/include" "$top_srcdir/tests/e2e/host.c" \
	"$work/clash.c" -o "$work/host" "$archive" $libraries 2>"$work/err" || fail "cannot link"
! readelf -l "$work/host" 2>/dev/null | grep -q INTERP || fail "it has an interpreter"
REEVE_PLUGIN_DIR=/nonexistent REEVE_HELPER_DIR=/nonexistent
export REEVE_PLUGIN_DIR REEVE_HELPER_DIR

cat >"$work/q.cfg" <<-END
	name = "$tag.q";
	usage = "<start|stop|restart|status|wakeup|kick|kcik> -[d] -[j] -[n=N] -[config] -[softly]";
	programs = ({ name = "p"; work = "consume"; workers = 2; execute_times = 0; execute_usleep = 1000; },
		{ name = "s"; exec = ["sleep", "1000"]; });
END
host()
{
	wanted=$1
	shift
	expect "$wanted" "$work/host" "$work/q.cfg" "$@"
}
q()
{
	"$work/host" "$work/q.cfg" status -j | json "$@"
}
# anew WHAT OLD
anew()
{
	new=$(q "$1.pid")
	[ -n "$new" ] && [ "$new" != null ] && [ "$new" != "$2" ]
}

host 3 status
host 0 start -d -n=3
host 0 kick -softly
expect_out '^kicked softly$'
same "$(q workers.2.program)" p "a worker of -n=3"
for pid in $(ours); do
	case $(readlink "/proc/$pid/exe") in
	"$work/host" | */sleep | *busybox*) ;;
	*) fail "$pid is $(readlink "/proc/$pid/exe")" ;;
	esac
done
for what in workers.0 master guardian workers.0 master; do
	pid=$(q $what.pid)
	kill -KILL "$pid"
	await anew $what "$pid"
done
host 0 restart
host 0 status
host 0 stop
expect_clean
host 5 kcik
expect_err "plugin 'kcik' is not part of this program, which is linked statically and cannot load one, did you mean 'kick'?"
sed -i 's/"consume"/"\/x\/probe.so"/' "$work/q.cfg"
host 1 start -d
expect_err "plugin '/x/probe.so' is not part of this program"
expect_clean

# Without reeve_main() it would be nothing: it says so.
cat >"$work/mute.c" <<-END
	#include <reeve/reeve.h>
	int main(int argc, char **argv) { return reeve_command_main(argv[1], argc - 1, argv + 1); }
END
${CC:-cc} -static -I"$top_srcdir/src/include" -I"$top_builddir/src/include" "$work/mute.c" -o "$work/mute" \
	"$archive" $libraries 2>"$work/err" || fail "cannot link"
expect 1 "$work/mute" "$work/q.cfg" status
expect_err 'this program is linked statically and did not call reeve_main()'

# Each plugin that reeve comes with is in it: what has another kind than is wanted was found.
for plugin in "$top_builddir"/commands/*.la; do
	name=$(basename "$plugin" .la)
	cat >"$work/one.cfg" <<-END
		name = "$tag.one"; usage = "<x> -[y]";
		actions = { x = "$name"; }; options = { y = "$name"; };
		programs = ({ name = "s"; exec = ["sleep", "1000"]; });
	END
	expect 5 "$work/host" "$work/one.cfg" x -y
	expect_err "plugin '$name' (linked in) is an\? .*, an .* is wanted here"
done

# A program without a template is so too.
${CC:-cc} -static -I"$top_srcdir/src/include" -I"$top_builddir/src/include" "$top_srcdir/tests/e2e/manager.c" \
	-o "$work/manager" "$archive" $libraries 2>"$work/err" || fail "cannot link"
expect 0 "$work/manager" "$tag.m" set workers 1 set execute_times 0 init work background start
expect 0 "$work/manager" "$tag.m" status
for pid in $(ours "$tag.m"); do
	same "$(readlink "/proc/$pid/exe")" "$work/manager" "what $pid is"
done
expect 0 "$work/manager" "$tag.m" set workers 1 work restart
expect 0 "$work/manager" "$tag.m" stop
