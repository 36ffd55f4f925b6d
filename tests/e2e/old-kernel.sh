#!/bin/sh
# SPDX-License-Identifier: MIT
# What hangs on the kernel's age, as if it were older than 6.9: groups that are signalled member by member,
# processes that are known again by their start time alone.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

old=$(cd "$top_builddir/tests/e2e/old-kernel" && pwd) || skip "not built"
with_helpers "$old"

make_command q <<-END
	$usage
	programs = ({ name = "sleeps"; exec = ["sleep", "1000"]; });
END
expect 0 "$work/q" start -d
same "$(readlink "/proc/$(look "$work/q" guardian.pid)/exe")" "$old/reeve-master" "guardian"
expect 0 "$work/q" stop

for theme in cgroup kill-guardian kill-both kill-worker lingering ignores-term takeover; do
	say "$theme"
	run env REEVE="$REEVE" REEVE_KILLS=5 top_srcdir="$top_srcdir" top_builddir="$top_builddir" \
		"$top_srcdir/tests/e2e/$theme.sh"
	[ "$code" = 0 ] || [ "$code" = 77 ] || fail "$theme"
done
