#!/bin/sh
# SPDX-License-Identifier: MIT
# Who does not even end by KILL: stop says who that is and ends with 150, and is done once that is gone.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# The only way to such a process that needs no broken device.
freezer=/sys/fs/cgroup/freezer/reeve-$tag
[ "$(id -u)" = 0 ] && mkdir "$freezer" 2>/dev/null && [ -e "$freezer/freezer.state" ] || {
	rmdir "$freezer" 2>/dev/null
	skip "no freezer of cgroup v1 that can be written"
}
before_leaving()
{
	echo THAWED >"$freezer/freezer.state"
	await rmdir "$freezer" 2>/dev/null
}

make_command q <<-END
	$usage
	start_grace = "0s"; stop_timeout = "0s";
	programs = ({ name = "p"; exec = ["sleep", "1000"]; });
END
q=$work/q
expect 0 "$q" start -d
pid=$(look "$q" workers.0.pid)
echo "$pid" >"$freezer/cgroup.procs" || fail "cannot freeze $pid"
echo FROZEN >"$freezer/freezer.state"
await grep -q FROZEN "$freezer/freezer.state"
expect 150 "$q" stop
expect_err "still stopping: pid $pid ('sleep', cannot be interrupted now); it goes on"
echo THAWED >"$freezer/freezer.state"
expect 0 "$q" stop
expect_clean
