#!/bin/sh
# SPDX-License-Identifier: MIT
# A master is killed when a restart is announced and there is no process yet: the next master makes it, and it is counted once.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/faulty.sh"

make_command q <<-END
	$usage
	programs = ({ name = "sleeps"; exec = ["sleep", "1000"]; workers = 2; start_grace = "0s"; restart_delay = "0s"; });
END
printf '%s\n' FAULT_ROLE=master FAULT_CALL=clone FAULT_AT=1 FAULT_ERROR=kill "FAULT_HIT=$work/hit" FAULT_ONCE=1 \
	"FAULT_AFTER=$work/armed" >"$work/setting"
expect 0 "$work/q" start -d
await is_whole
: >"$work/armed"
worker=$(look "$work/q" workers.0.pid)
kill_outright "$worker"
await test -e "$work/hit"
grep -q clone "$work/hit" || fail "killed before another call: $(cat "$work/hit")"
await is_whole
same "$(look "$work/q" workers.0 restarts exits | tr '\n\t' '  ')" "1 1 " "restarts, exits"
expect 0 "$work/q" stop
expect_clean
