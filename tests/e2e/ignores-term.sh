#!/bin/sh
# SPDX-License-Identifier: MIT
# A worker that ignores the stop signal is killed when its time is over, and all that it started with it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	stop_timeout = "200ms";
	programs = (
		{ name = "alone"; exec = ["$actor", "stubborn"]; workers = 2; },
		{ name = "family"; exec = ["$actor", "family"]; },
		{ name = "stopped"; exec = ["sleep", "1000"]; },
		{ name = "other"; exec = ["$actor", "bystander", "$work/other"]; stop_signal = "USR1"; }
	);
END
q=$work/q
start_bystander one
expect 0 "$q" start -d
# guardian, master, 2 alone, 3 of a family, 2 others
await eval '[ "$(ours | wc -l)" = 9 ]'
await test -e "$work/other"
# Who stands still gets to see the signal all the same.
stopped=$(look "$q" workers.program=stopped.pid)
kill -STOP "$stopped"
expect 0 "$q" stop
expect_clean
log=$REEVE_STATE_DIR/$tag.q/log/reeve.log
same "$(sed -n 's/.*: \(.*\): did not end within 200ms and is killed$/\1/p' "$log" | sort | tr '\n' ' ')" \
	'alone.1 alone.2 family.1 other.1 ' "those that were killed"
grep -qx 10 "$work/other" || fail "no stop signal of its own: $(cat "$work/other")"
expect_unharmed "$bystander"

# A restart gets past them too.
expect 0 "$q" start -d
expect 0 "$q" restart
same "$(look "$q" 'workers.#')" 5 workers
expect 0 "$q" stop

# A master that stands still can stop nobody: who waited for it learns what would help.
expect 0 "$q" start -d
master=$(look "$q" master.pid)
kill -STOP "$master"
await looks suspended "$q" master.state
expect 150 "$q" stop
expect_err "still stopping: its master is suspended; 'kill -CONT $master' lets it go on"
kill -CONT "$master"
expect 0 "$q" stop
expect_clean
