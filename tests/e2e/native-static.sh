#!/bin/sh
# SPDX-License-Identifier: MIT
# reeve build --c -static: one file, which lives where nothing of reeve is, nor of any library.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"
. "$top_srcdir/tests/e2e/installed.sh"

before_leaving()
{
	umount "$work/machine/proc" 2>/dev/null
	umount "$work/machine/dev/null" 2>/dev/null
	:
}

use_installed
pkg-config --exists reeve-static || skip "built without the archive for static programs"
libraries=$(pkg-config --static --libs reeve-static | sed 's/-L[^ ]*reeve[^ ]*//; s/-lreeve-static//')
echo 'int main(void) { return 0; }' >"$work/empty.c"
${CC:-cc} -static "$work/empty.c" -o "$work/empty" $libraries 2>/dev/null ||
	skip "the libraries for static programs are not installed"
cd "$work" || exit 1
q=$tag.q

cat >q.cfg <<-END
	name = "$q";
	usage = "<start|stop|restart|status|wakeup|upgrade|kick> -[d] -[j] -[n=N] -[config]";
	programs = ({ name = "p"; work = "consume"; workers = 2; execute_times = 0; execute_usleep = "10ms"; });
END
expect 0 reeve build --c -static q.cfg -o project
expect_no_err
expect 0 make -C project CFLAGS='-O1 -std=c99 -pedantic -Wall -Wextra -Werror'
! grep -v -e getpwuid_r -e 'in function' "$work/err" || fail "warnings"
! ldd "project/$q" >"$work/out" 2>&1 || grep -q 'statically linked' "$work/out" || fail "it needs shared libraries"
expect 0 make -C project check
expect_out '^check: all as it should be$'
expect_clean

# A plugin that is a file cannot become part of it.
cp "$plugins/probe.so" .
sed 's,"consume",".\/probe.so",' q.cfg >file.cfg
expect 5 reeve build --c --static file.cfg -o none
expect_err "work '$work/probe.so' is a file of its own, and a static program cannot load one"
[ ! -e none ] || fail "something was made"
# One and the same project either way.
expect 0 reeve build --c q.cfg -o other
expect 0 make -C other
expect 0 make -C other STATIC=yes
! ldd "other/$q" >"$work/out" 2>&1 || grep -q 'statically linked' "$work/out" || fail "it was not linked again"

# A machine with nothing on it.
[ "$(id -u)" = 0 ] || skip "the rest needs root, to go where nothing else is"
machine=$work/machine
mkdir -p "$machine/proc" "$machine/dev" "$machine/run" "$machine/var" "$machine/tmp"
mount -t proc proc "$machine/proc" 2>/dev/null || skip "the rest needs a /proc to mount"
: >"$machine/dev/null"
mount --bind /dev/null "$machine/dev/null" 2>/dev/null || skip "the rest needs a /dev/null to mount"
mv "project/$q" "$machine"
enter="env -i $(command -v chroot) $machine /$q"
there()
{
	wanted=$1
	shift
	expect "$wanted" $enter "$@"
}
q()
{
	$enter status -j | json "$@"
}
# anew WHAT OLD
anew()
{
	new=$(q "$1.pid")
	[ -n "$new" ] && [ "$new" != null ] && [ "$new" != "$2" ]
}
there 0 --help
expect_out '^  wakeup '
there 3 status
there 0 start -d -n=p=3
there 0 status -config
same "$(q workers.2.program)" p "a worker of -n"
for what in workers.0 master guardian workers.0 master; do
	pid=$(q $what.pid)
	same "$(readlink "/proc/$pid/exe")" "$machine/$q" "what $what executes"
	kill -KILL "$pid"
	await anew $what "$pid"
done
there 0 wakeup
master=$(q master.pid) guardian=$(q guardian.pid)
cp "$machine/$q" "$machine/new"
mv "$machine/new" "$machine/$q"
same "$(readlink "/proc/$master/exe")" "$machine/$q (deleted)" "what the master executes"
there 0 upgrade
same "$(q master.pid) $(q guardian.pid)" "$master $guardian" "master and guardian"
for pid in $master $guardian; do
	same "$(readlink "/proc/$pid/exe")" "$machine/$q" "what $pid executes"
done
there 0 restart
there 1 kick
expect_err 'kick is still to be written'
there 0 stop
there 3 status
none_of "$tag" || fail "left running: $(ours "$tag")"
same "$(find "$machine/run" "$machine/tmp" -type f ! -name lock ! -name '*.note')" "" "left behind"
