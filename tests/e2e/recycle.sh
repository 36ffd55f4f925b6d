#!/bin/sh
# SPDX-License-Identifier: MIT
# A worker that is too large or too old is replaced, and nothing counts that against it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

replaced()
{
	[ "$(look "$1" workers.0.restarts)" -ge "$2" ] 2>/dev/null && looks running "$1" workers.0.state
}

# Grows when it is told to.
cat >"$work/grow.sh" <<'END'
trap "ballast=\$(head -c 40000000 /dev/zero | tr '\\0' x)" USR1
while :; do
	sleep 1000 &
	: >"$1"
	wait
done
END
grow()
{
	await test -e "$work/listens"
	rm "$work/listens"
	kill -USR1 "$(look "$work/large" workers.0.pid)"
}

make_command large <<END
$usage
max_restarts = "none"; max_memory = "20M"; memory_interval = "20ms"; start_grace = 0;
programs = (
	{ name = "grows"; exec = ["sh", "$work/grow.sh", "$work/listens"]; },
	{ name = "other"; exec = ["sleep", "1000"]; }
);
END
expect 0 "$work/large" start -d
other=$(look "$work/large" workers.1.pid)
grow
await replaced "$work/large" 1
look "$work/large" workers.0.cause | grep -q '^memory [2-9][0-9]M$' || fail "the cause is $(look "$work/large" workers.0.cause)"
same "$(look "$work/large" workers.0.exits)" 0 exits
same "$(look "$work/large" workers.1.pid)" "$other" "the other one"
grep -q 'grows\.1: is replaced: [2-9][0-9]M of 20M resident$' "$REEVE_STATE_DIR/$tag.large/log/reeve.log" ||
	fail "no reason in the log"
# The fresh one is small and stays; another master looks after it too.
fresh=$(look "$work/large" workers.0.pid)
await test -e "$work/listens"
kill -KILL "$(look "$work/large" master.pid)"
await looks true "$work/large" workers.0.adopted
same "$(look "$work/large" workers.0.pid)" "$fresh" "after the master's death"
grow
await replaced "$work/large" 2
expect 0 "$work/large" stop

# It is not looked at before it runs, or it would never come to that.
make_command heavy <<END
$usage
max_memory = "64K"; memory_interval = "10ms"; start_grace = "300ms";
programs = ({ name = "p"; exec = ["sleep", "1000"]; });
END
expect 0 "$work/heavy" start -d
await replaced "$work/heavy" 1
expect 0 "$work/heavy" stop

make_command old <<END
$usage
max_restarts = "none"; max_age = "50ms"; start_grace = 0;
programs = ({ name = "ages"; exec = ["sleep", "1000"]; });
END
expect 0 "$work/old" start -d
await replaced "$work/old" 3
same "$(look "$work/old" workers.0.cause)" age cause
same "$(look "$work/old" workers.0.exits)" 0 exits
grep -q 'ages\.1: is replaced: has run for max_age, 50ms$' "$REEVE_STATE_DIR/$tag.old/log/reeve.log" ||
	fail "no reason in the log"
expect 0 "$work/old" stop
expect_clean
