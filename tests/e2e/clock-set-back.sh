#!/bin/sh
# SPDX-License-Identifier: MIT
# The clock is set back by an hour while a command runs: it goes on as if nothing had happened, since it
# counts no time by it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

if grep -qs '^#define REEVE_SANITIZED' "$top_builddir/config.h"; then
	skip "built with a sanitizer, which has to be loaded first"
fi
shim=$top_builddir/tests/e2e/.libs/clock.so
[ -e "$shim" ] || skip "no shared object to preload"

helpers=$work/helpers
mkdir "$helpers"
cat >"$helpers/reeve-master" <<END
#!/bin/sh
export LD_PRELOAD=$(cd "$top_builddir" && pwd)/tests/e2e/.libs/clock.so CLOCK_FILE=$work/shift CLOCK_LIVE=1
exec $(real_helper reeve-master)
END
chmod +x "$helpers/reeve-master"
with_helpers "$helpers"

make_command shop <<END
$usage
programs = (
	{ name = "db"; exec = ["sleep", "1000"]; start_grace = 0; },
	{ name = "loop"; exec = ["false"]; restart_delay = "20ms"; max_restarts = "unlimited"; start_grace = 0; },
	{ name = "probe"; exec = ["false"]; max_restarts = 1; restart_window = "1m"; retry_after = "20ms"; start_grace = 0; },
	{ name = "old"; exec = ["sleep", "1000"]; max_age = "50ms"; start_grace = 0; }
);
on_start_failure = "keep";
END

# more INDEX COUNT: that worker has been started again more often than that.
more()
{
	[ "$(look "$work/shop" "workers.$1.restarts")" -gt "$2" ]
}
goes_on()
{
	for worker in 1 2 3; do
		await more "$worker" "$(($(look "$work/shop" "workers.$worker.restarts") + 3))"
	done
	same "$(look "$work/shop" workers.0 state restarts pid)" "running 0 $db" db
	lived=$(look "$work/shop" workers.0.run_seconds)
	[ "$lived" -ge 0 ] && [ "$lived" -lt 1800 ] || fail "db is said to have run for $lived seconds"
}

# A failing start is to be expected of two of them.
echo 3600 >"$work/shift"
run "$work/shop" start -d
await looks running "$work/shop" workers.0.state
db=$(look "$work/shop" workers.0.pid)
goes_on

echo 0 >"$work/shift"
goes_on

# Its next master, too, which finds what was written before.
before=$(look "$work/shop" master.pid)
kill -KILL "$before"
is_another()
{
	now=$(look "$work/shop" master.pid) && [ -n "$now" ] && [ "$now" != "$before" ]
}
await is_another
await looks running "$work/shop" workers.0.state
goes_on
expect 0 "$work/shop" stop
expect_clean
