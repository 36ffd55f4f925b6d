#!/bin/sh
# SPDX-License-Identifier: MIT
# A killed worker is replaced, exactly once; nobody else notices.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/kills.sh"

start_bystander one
make_fleet fleet
master=$(look "$fleet" master.pid)
note_size
round=0
while [ $round -lt "$kills" ]; do
	victim=$(look "$fleet" workers.$((round % 8)).pid)
	kill -KILL "$victim" || fail "cannot kill '$victim'"
	await is_full "$victim"
	round=$((round + 1))
done
expect_starts $((8 + kills))
same "$(look "$fleet" master.pid)" "$master" "master"
same "$(look "$fleet" 'workers.*.restarts' | head -n 8 | awk '{ n += $1 } END { print n }')" "$kills" \
	"restarts"
await has_size
dismiss_fleet
expect_unharmed "$bystander"
