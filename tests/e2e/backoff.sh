#!/bin/sh
# SPDX-License-Identifier: MIT
# reeve_backoff_wait(): work that tries again by itself, and does not keep a stop waiting.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

record=$work/record

# retrier CONFIG
retrier()
{
	: >"$record"
	rm -f "$work/needed"
	make_command q <<-END
		$usage
		programs = ({ name = "p"; work = "$plugins/retrier.so"; workers = 1; execute_times = 0; execute_usleep = 1000;
			stop_timeout = "1h"; config = { record = "$record"; needs = "$work/needed"; $1 }; });
	END
	expect 0 "$work/q" start -d
}

# It goes on trying in the same process, and finds what it needs.
retrier ''
await grep -qx 'wait 7' "$record"
pid=$(look "$work/q" workers.0.pid)
touch "$work/needed"
await grep -qx 'found 0' "$record"
same "$(look "$work/q" workers.0.pid)" "$pid" "who has found it"
expect 0 "$work/q" stop
same "$(head -n 7 "$record" | tr '\n' ' ')" "wait 1 wait 2 wait 3 wait 4 wait 5 wait 6 wait 7 " "the waits"

# A stop ends the wait at once: fini and the end of the master are not an hour away.
retrier 'delay = 3600000000L; max = 36000000000L;'
await grep -qx 'wait 1' "$record"
expect 0 "$work/q" stop
same "$(tail -n 1 "$record")" "stopped 1001" "the last of it"

expect_clean
