#!/bin/sh
# SPDX-License-Identifier: MIT
# wakeup, and ALRM, fill the empty slots at once.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	restart_delay = "1h"; check_interval = "1h";
	programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 2; });
END
q=$work/q
expect 7 "$q" wakeup
expect 0 "$q" start -d

# crash: a worker dies and waits for its next start.
crash()
{
	kill -KILL "$(look "$q" workers.0.pid)"
	await looks backoff "$q" workers.0.state
	expect 153 "$q" status
}

crash
expect 0 "$q" wakeup
expect_no_err
await looks running "$q" workers.0.state

crash
kill -ALRM "$(look "$q" guardian.pid)"
await looks running "$q" workers.0.state

crash
kill -ALRM "$(look "$q" master.pid)"
await looks running "$q" workers.0.state
expect 0 "$q" wakeup
expect 0 "$q" status
same "$(look "$q" workers.0.restarts)" 3 restarts
expect 0 "$q" stop
