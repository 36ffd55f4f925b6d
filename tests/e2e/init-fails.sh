#!/bin/sh
# SPDX-License-Identifier: MIT
# A work plugin whose init fails, or takes its process along, fails the start.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# failing CONFIG MESSAGE
failing()
{
	make_command q <<-END
		$usage
		programs = (
			{ name = "well"; work = "$plugins/probe.so"; },
			{ name = "bad"; work = "$plugins/probe.so"; workers = 2; config = { $1 }; }
		);
	END
	expect 1 "$work/q" start -d
	expect_no_out
	expect_err "$2"
	expect_clean
	expect 3 "$work/q" status
}

failing 'fail_init = "the cellar is flooded";' 'bad.[12]: the cellar is flooded'
failing 'exit_init = 7;' 'bad.[12]: exited with code 7'
# Work that ends before it is ready has not ended well, whatever its code: it would be refilled for ever.
failing 'exit_init = 0;' 'bad.[12]: exited with code 0'

# A run that fails is a crash: by then the start may be over, so it is looked for in the status.
make_command r <<-END
	$usage
	restart_delay = "1h"; check_interval = "1h";
	programs = ({ name = "bad"; work = "$plugins/probe.so"; workers = 1; execute_times = 0; execute_usleep = 50000;
		config = { fail_run = "out of flour"; fail_after = 10; }; });
END
expect 0 "$work/r" start -d
# That it is gone shows before the master knows why.
await looks "exit 1" "$work/r" workers.0.cause
same "$(look "$work/r" workers.0.state)" backoff state
expect 153 "$work/r" status
grep -q 'out of flour' "$REEVE_STATE_DIR/$tag.r/log/bad.err" || fail "no words in the log"
expect 0 "$work/r" stop
