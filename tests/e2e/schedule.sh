#!/bin/sh
# SPDX-License-Identifier: MIT
# Programs that are started, or replaced, at times of the wall clock: under one that the test sets.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

if grep -qs '^#define REEVE_SANITIZED' "$top_builddir/config.h"; then
	skip "built with a sanitizer, which has to be loaded first"
fi
shim=$top_builddir/tests/e2e/.libs/clock.so
[ -e "$shim" ] || skip "no shared object to preload"
[ "$(getconf LONG_BIT)" = 64 ] || skip "the shim speaks to a kernel of 64 bits"
TZ=UTC0
export TZ

helpers=$work/helpers
mkdir "$helpers"
cat >"$helpers/reeve-master" <<END
#!/bin/sh
export LD_PRELOAD=$(cd "$top_builddir" && pwd)/tests/e2e/.libs/clock.so CLOCK_FILE=$work/shift
exec $(real_helper reeve-master)
END
chmod +x "$helpers/reeve-master"
with_helpers "$helpers"

# it_is TIME: for masters from now on.
it_is()
{
	echo "$(($(date -d "$1" +%s) - $(date +%s)))" >"$work/shift"
}

another_master()
{
	before=$(look "$1" master.pid)
	kill -KILL "$before" || fail "cannot kill '$before'"
	await is_another "$1" "$before"
}
is_another()
{
	now=$(look "$1" master.pid) && [ -n "$now" ] && [ "$now" != "$2" ] && looks running "$1" master.state
}

ran()
{
	[ "$(cat "$work/runs" 2>/dev/null | wc -l)" = "$1" ]
}

cat >"$work/job.sh" <<'END'
echo >>"$1/runs"
while [ -e "$1/hold" ]; do
	sleep 0.05
done
END
make_command night <<END
$usage
programs = (
	{ name = "purge"; exec = ["sh", "$work/job.sh", "$work"]; schedule = "0 1 * * *"; start_grace = 0; },
	{ name = "nightly"; exec = ["sleep", "1000"]; cron = ["0 1 * * *", "0 1 1 1 *"]; start_grace = 0; }
);
END

# Not with the command; the next time is known.
it_is '2026-11-21 00:30:00'
expect 0 "$work/night" start -d
same "$(look "$work/night" workers.0 state next skipped)" "waiting 2026-11-21T01:00:00.000Z 0"
same "$(look "$work/night" workers.1 state next)" "running 2026-11-21T01:00:00.000Z"
expect 0 "$work/night" status
expect_out 'waiting .*waits until .*01:00'
nightly=$(look "$work/night" workers.1.pid)

# The next master is there when it has passed: that is made up for, once.
touch "$work/hold"
it_is '2026-11-21 01:10:00'
another_master "$work/night"
await ran 1
await looks running "$work/night" workers.0.state
await looks cron "$work/night" workers.1.cause
await looks running "$work/night" workers.1.state
[ "$(look "$work/night" workers.1.pid)" != "$nightly" ] || fail "not replaced"
same "$(look "$work/night" workers.1.exits)" 0 exits
same "$(look "$work/night" workers.0.next)" 2026-11-22T01:00:00.000Z "next time"

# Another day, and it still runs.
it_is '2026-11-22 01:00:01'
another_master "$work/night"
await looks 1 "$work/night" workers.0.skipped
ran 1 || fail "a second one was started"
grep -q 'purge\.1: its time has come while it still runs: skipped, 1 so far$' \
	"$REEVE_STATE_DIR/$tag.night/log/reeve.log" || fail "no reason in the log"
rm "$work/hold"
await looks waiting "$work/night" workers.0.state
look "$work/night" workers.0.cause | grep -q '^exit 0; waits until .*01:00; 1 skipped$' ||
	fail "cause: $(look "$work/night" workers.0.cause)"

# A clock that is set by days was wrong.
it_is '2026-12-24 12:00:00'
another_master "$work/night"
await looks 2026-12-25T01:00:00.000Z "$work/night" workers.0.next
ran 1 || fail "what a wrong clock has passed over was made up for"
expect 0 "$work/night" stop
expect_clean

# A start of the command makes up for nothing either, and does not run it.
it_is '2026-12-25 01:00:30'
expect 0 "$work/night" start -d
same "$(look "$work/night" workers.0 state next)" "waiting 2026-12-26T01:00:00.000Z"
ran 1 || fail "started with the command"
expect 0 "$work/night" stop

# With nobody's help, when the minute is over. A failure is tried again where it is told to.
cat >"$work/fails.sh" <<'END'
echo >>"$1/tries"
[ "$(cat "$1/tries" | wc -l)" -ge 3 ]
END
make_command minutes <<END
$usage
programs = ({ name = "often"; exec = ["sh", "$work/fails.sh", "$work"]; schedule = "* * * * *";
	restart = "transient"; restart_delay = "1ms"; start_grace = 0; });
END
it_is '2026-11-21 08:59:58'
expect 0 "$work/minutes" start -d
tried()
{
	[ "$(cat "$work/tries" 2>/dev/null | wc -l)" = 3 ]
}
await tried
await looks waiting "$work/minutes" workers.0.state
same "$(look "$work/minutes" workers.0.exits)" 2 exits
expect 0 "$work/minutes" stop
expect_clean

# What cannot be is refused, and check tells when it comes.
expect 0 "$REEVE" check "$work/night.cfg"
expect_out "program 'purge': schedule: ... 20..-..-.. 01:00 UTC, ... 20..-..-.. 01:00 UTC, ... 20"
refuse()
{
	printf 'name = "x"; programs = ({ name = "p"; exec = ["true"]; %s });\n' "$1" >"$work/x.cfg"
	expect 6 "$REEVE" check "$work/x.cfg"
	expect_err "x.cfg:1: program 'p': $2"
}
refuse 'schedule = "0 25 * * *";' "'schedule' has \"0 25 \* \* \*\": the hour '25' is not one of 0 to 23$"
refuse 'cron = ["@daily", "0 0 30 2 *"];' "'cron' has \"0 0 30 2 \*\": never comes: there is no 30 Feb$"
refuse 'cron = [];' "'cron' must be a time or a list of up to 64$"
refuse 'schedule = "@daily"; restart = "permanent";' 'restart = "permanent" does not go with schedule'
refuse 'schedule = "@daily"; cron = "@daily";' "'cron' does not go with schedule"
