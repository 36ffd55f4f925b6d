#!/bin/sh
# SPDX-License-Identifier: MIT
# reeve build --c: a project in C that builds without a warning, passes its own test, and is the command of its
# template, which is part of it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"
. "$top_srcdir/tests/e2e/installed.sh"

use_installed
cd "$work" || exit 1
# Where libreeve is built with a sanitizer, its runtime comes first.
LDFLAGS=$(sed -n 's/^REEVE_LDFLAGS = .*\(-fsanitize=[a-z,]*\).*/\1/p' "$top_builddir/Makefile")
export LDFLAGS
strict='-O1 -std=c99 -pedantic -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror'
q=$tag.q

# template [MORE...]: what is missing is to be written; what is installed is not.
template()
{
	cat >"$work/q.cfg" <<-END
		#!/usr/bin/env reeve
		name = "$q";
		usage = "<start|stop|restart|status|kick> -[d] -[j] -[softly]";
		programs = ({ name = "p"; work = "consume"; workers = 2; execute_times = 0; execute_usleep = "10ms"; },
			{ name = "same"; work = "consume"; workers = 1; execute_times = 0; },
			{ name = "other"; work = "con-sume"; workers = 1; execute_times = 0; },
			{ name = "here"; exec = ["./program"]; cwd = "."; });
		$*
	END
}

q()
{
	"./$q" status -j | json "$@"
}

printf '#!/bin/sh\npwd >"%s/where"\nexec sleep 1000\n' "$work" >program
chmod 755 program
template
expect 0 reeve build --c q.cfg -o project
expect_no_err
for file in main.c work-consume.c work-con-sume.c action-kick.c option-softly.c "$q.cfg" Makefile check.sh README.md; do
	[ -f "project/$file" ] || fail "no $file"
done
same "$(ls project/work-*.c | wc -l)" 2 "works to be written"
! grep -r -e '@[A-Z]' -e '^@' project || fail "not filled in"
expect_out "^to be written: the work 'consume'\$"
expect_out "^    make\$"

cd project || exit 1
expect 0 make CFLAGS="$strict"
expect_no_err
expect 0 make check
expect_out '^check: all as it should be$'
expect_clean

# The command, from elsewhere: relative paths mean what they meant.
mkdir "$work/away"
cp "$q" "$work/away"
cd "$work/away" || exit 1
expect 0 "./$q" --help
expect_out "^Usage: $q <start|stop|restart|status|kick>"
expect_out '^  kick  *to be written$'
expect 1 "./$q" kick
expect_err 'kick is still to be written'
expect 3 "./$q" status
expect 0 "./$q" start -d -softly
await test -s "$work/where"
same "$(cat "$work/where")" "$work" "where it ran"
same "$(readlink "/proc/$(q workers.0.pid)/exe")" "$work/away/$q" "what a worker executes"
expect 0 "./$q" start -d
expect_err 'already running'
# anew WHAT OLD
anew()
{
	new=$(q "$1.pid")
	[ -n "$new" ] && [ "$new" != null ] && [ "$new" != "$2" ]
}
for what in workers.0 master workers.0 guardian; do
	pid=$(q $what.pid)
	kill -KILL "$pid"
	await anew $what "$pid"
done
expect 0 "./$q" restart
expect 0 "./$q" status
# The same program elsewhere is another template under the same name.
expect 152 "$work/project/$q" stop
expect_err "belongs to the template '$work/away/$q'"
expect 0 "./$q" stop
expect_clean

# What is edited counts after make; faults are told by the file and line of the template.
cd "$work/project" || exit 1
sed -i "s/^programs/sumary = \"x\";\nprograms/" "$q.cfg"
expect 0 make
expect 6 "./$q" status
expect_err "^$q.cfg:[0-9]*: unknown key 'sumary', did you mean 'summary'?\$"
line=$(grep -n sumary "$q.cfg")
expect_err "^$q.cfg:${line%%:*}: "
sed -i 's/^sumary.*/@include "more.cfg"/' "$q.cfg"
expect 0 make
expect 6 "./$q" status
expect_err "a template that is part of a program cannot include files"
sed -i '/^@include/d; /^base/d' "$q.cfg"
sed -i 's/state->done++;/return reeve_worker_fail(worker, "no work today");/' work-consume.c
cp "$work/program" .
expect 0 make
expect 1 "./$q" start -d
expect_err 'no work today'
expect_clean
expect 2 make check
expect_err 'check: FAILED'

# Below a prefix, and without what made it.
sed -i '/no work today/d' work-consume.c
expect 0 make
expect 0 make install PREFIX="$work/there" DESTDIR=
expect 0 make install prefix=/usr DESTDIR="$work/a package"
[ -x "$work/a package/usr/bin/$q" ] || fail "DESTDIR has no program"
expect 0 make clean
[ ! -e "$q" ] && [ ! -e main.o ] || fail "left by clean"
cp program "$work/there/bin"
cd "$work/there/bin" || exit 1
expect 0 "./$q" start -d
await grep -qx "$work/there/bin" "$work/where"
expect 0 "./$q" stop
expect_clean

# What is there is not touched, whatever it is; all of it is named.
cd "$work" || exit 1
echo mine >project/main.c
rm project/README.md
expect 1 reeve build --c q.cfg -o project
expect_err "cannot make 'project/main.c': it is there already"
expect_err "cannot make 'project/check.sh': it is there already"
same "$(cat project/main.c)" mine "a file of mine"
[ ! -e project/README.md ] || fail "half a project was made"

# A word that is near to what there is may be meant so.
echo "name = \"$tag.near\"; usage = \"<start|stpo> -[d]\"; programs = ({ name = \"s\"; exec = [\"true\"]; });" >near.cfg
expect 0 reeve build --c near.cfg
expect_out "^to be written: the action 'stpo', or did you mean 'stop'?\$"

# A template with faults makes nothing.
template 'colour = "red";'
expect 6 reeve build --c q.cfg -o none
expect_err "q.cfg:8: unknown key 'colour'"
sed -i 's/^colour.*//; s/"con-sume"/".\/con-sume.so"/' q.cfg
expect 5 reeve build --c q.cfg -o none
expect_err "q.cfg:6: .*con-sume.so"
template
sed -i 's/^name = .*/name = "check";/' q.cfg
expect 2 reeve build --c q.cfg -o none
expect_err "a command called 'check' cannot be made so"
expect 2 reeve build q.cfg -static
expect_err "only with --c there is '-static'"
[ ! -e none ] || fail "something was made"

# By default beside the template, under its name; with includes in place, and built from a built command too.
mkdir plain
echo "name = \"$tag.plain\";" >plain/name.cfg
printf '@include "name.cfg"\nprograms = ({ name = "s"; exec = ["sleep", "1000"]; });\n' >plain/plain.cfg
expect 0 reeve build plain/plain.cfg -o plain/built
expect 0 reeve build --c plain/built -o plain/again
expect 0 reeve build --c plain/plain.cfg
for directory in plain/plain plain/again; do
	expect 0 make -C $directory CFLAGS="$strict"
	expect_no_err
	expect 0 make -C $directory check
	expect_out '^check: all as it should be$'
done
expect_clean

# Several commands: those of groups and those of files, which stay where they are.
cd "$work" || exit 1
echo 'programs = ({ name = "p"; exec = ["./program"]; cwd = "."; });' >"$tag.one.cfg"
cat >"$tag.all.cfg" <<-END
	usage = "<start|stop|status> -[d] -[c=NAME] -[j]";
	commands = ("$tag.one.cfg", { name = "$tag.two"; programs = ({ name = "w"; work = "consume"; execute_times = 0; }); });
END
expect 0 reeve build --c "$tag.all.cfg" -o all
expect_out "^to be written: the work 'consume'\$"
cd all || exit 1
expect 0 make CFLAGS="$strict"
expect 0 make check
expect_out '^check: all as it should be$'
expect 0 "./$tag.all" start -d
expect 0 "./$tag.all" status -j
same "$(json 'commands.*.workers.*.program' <"$work/out" | tr '\n' ' ')" 'p w w w w ' programs
expect 0 "./$tag.all" stop
expect_clean
cd "$work" || exit 1

# With automake, out of the source directory.
command -v autoreconf >/dev/null && command -v automake >/dev/null || exit 0
template
mkdir tree
expect 0 reeve build --c q.cfg -o tree/part --automake
[ ! -e tree/part/Makefile ] || fail "a Makefile beside Makefile.am"
cat >tree/configure.ac <<-END
	AC_INIT([tree], [1])
	AM_INIT_AUTOMAKE([foreign])
	AC_PROG_CC
	PKG_CHECK_MODULES([REEVE], [reeve])
	AC_CONFIG_FILES([Makefile part/Makefile])
	AC_OUTPUT
END
echo 'SUBDIRS = part' >tree/Makefile.am
expect 0 autoreconf -fi tree
mkdir objects
cd objects || exit 1
expect 0 ../tree/configure -q CFLAGS="$strict"
expect 0 make check
grep -q '^check: all as it should be$' part/check.sh.log || fail "its test did not run"
expect_clean
