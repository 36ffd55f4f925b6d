#!/bin/sh
# SPDX-License-Identifier: MIT
# When guardian and master are both killed the workers live on, and the next start adopts them.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/kills.sh"

start_bystander one
make_fleet fleet
round=0
while [ $round -lt "$kills" ]; do
	guardian=$(look "$fleet" guardian.pid)
	master=$(look "$fleet" master.pid)
	kill_both "$guardian" "$master"
	# Now and then a worker dies while nobody looks.
	lost=0
	if [ $((round % 10)) = 5 ]; then
		lost=$(look "$fleet" workers.$((round / 10 % 8)).pid)
		kill_outright "$lost"
	fi
	expect 0 "$fleet" start -d
	await is_led "$master"
	await is_full "$lost"
	round=$((round + 1))
done
expect_starts $((8 + (kills + 4) / 10))
dismiss_fleet
expect_unharmed "$bystander"
