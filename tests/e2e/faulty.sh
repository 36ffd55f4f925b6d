# SPDX-License-Identifier: MIT
# A command $work/q of two workers, in whose processes system calls fail, or are the last (faults.c). Read by ".".
. "$top_srcdir/tests/e2e/lib.sh"

if grep -qs '^#define REEVE_SANITIZED' "$top_builddir/config.h"; then
	skip "built with a sanitizer, which has calls of its own"
fi
shim=$top_builddir/tests/e2e/.libs/faults.so
[ -e "$shim" ] || skip "no shared object to preload"
LD_PRELOAD=$shim FAULT_ROLE=none sh -c 'exit 0' 2>/dev/null || skip "nothing can be preloaded"

# reeve-master, but with the shim: nothing of a caller's environment reaches it.
helpers=$work/helpers
mkdir "$helpers"
top=$(cd "$top_builddir" && pwd)
IFS=:
for directory in $(sed -n 's/^REEVE_HELPER_DIR=//p' "$REEVE"); do
	directory=$(echo "$directory" | sed "s,^\$top,$top,")
	[ -x "$directory/reeve-master" ] && real=$directory/reeve-master
done
unset IFS
cat >"$helpers/reeve-master" <<-END
	#!/bin/sh
	# All that stands there, and nothing that does not.
	set -a
	. $work/setting
	LD_PRELOAD=$shim
	exec $real
END
chmod +x "$helpers/reeve-master"
: >"$work/setting"
with_helpers "$helpers"

make_command q <<-END
	usage = "<start|stop|restart|status|upgrade> -[d] [program...]";
	programs = ({ name = "sleeps"; exec = ["sleep", "1000"]; workers = 2; start_grace = "0s"; });
END

no_fault()
{
	role=none
	: >"$work/setting"
}

# Those that execute our program: the children of a master before their exec are none.
count_sleeps()
{
	grep -lzs "^REEVE_COMMAND=$tag" /proc/[0-9]*/environ | sed 's,environ$,comm,' | xargs -r grep -lsx sleep | wc -l
}

is_whole()
{
	[ "$(count_sleeps)" = 2 ]
}

expect_no_doubles()
{
	sleeps=$(count_sleeps)
	[ "$sleeps" -le 2 ] || fail "$sleeps workers of 2: $last"
}

# A guardian that was started with the fault gives it to each of its masters: both are killed in one
# stroke, since they start each other again. Workers do not have it.
no_faulty()
{
	faulty=$(ours | while read -r pid; do
		grep -qzs '^FAULT_ROLE=' "/proc/$pid/environ" && echo "$pid"
	done)
	[ -z "$faulty" ] || { kill -KILL $faulty 2>/dev/null; false; }
}
