#!/bin/sh
# SPDX-License-Identifier: MIT
# When the guardian is killed the master takes its place and starts another master.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/kills.sh"

start_bystander one
make_fleet fleet
round=0
while [ $round -lt "$kills" ]; do
	victim=$(look "$fleet" guardian.pid)
	master=$(look "$fleet" master.pid)
	kill -KILL "$victim" || fail "cannot kill '$victim'"
	await is_led "$master"
	await looks "$master" "$fleet" guardian.pid
	expect_starts 8
	round=$((round + 1))
done
dismiss_fleet
expect_unharmed "$bystander"
