#!/bin/sh
# SPDX-License-Identifier: MIT
# A killed master is replaced by its guardian; the workers live on, and none is started twice.
# A few kills each of many fleets: a guardian whose masters die young waits longer each time.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/kills.sh"

start_bystander one
round=0
while [ $round -lt "$kills" ]; do
	if [ $((round % 4)) = 0 ]; then
		[ $round = 0 ] || dismiss_fleet
		make_fleet fleet$round
		guardian=$(look "$fleet" guardian.pid)
	fi
	victim=$(look "$fleet" master.pid)
	kill -KILL "$victim" || fail "cannot kill '$victim'"
	await is_led "$victim"
	expect_starts 8
	same "$(look "$fleet" guardian.pid)" "$guardian" "guardian"
	round=$((round + 1))
done
dismiss_fleet
expect_unharmed "$bystander"
