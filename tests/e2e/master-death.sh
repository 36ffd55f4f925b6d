#!/bin/sh
# SPDX-License-Identifier: MIT
# on_master_death: a worker lives on without its master, or gets its stop signal.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

mkdir "$work/d"
make_command q <<-END
	$usage
	start_grace = "0s"; restart_delay = "0s";
	programs = (
		{ name = "keeps"; exec = ["sleep", "1000"]; },
		{ name = "follows"; exec = ["sleep", "1000"]; on_master_death = "stop"; },
		{ name = "told"; exec = ["sh", "-c", "trap 'echo told >>$work/d/told; exit 0' USR1; echo \$\$; while :; do sleep 0.05; done"];
			on_master_death = "stop"; stop_signal = "USR1"; },
		{ name = "works"; work = "$plugins/probe.so"; workers = 1; execute_times = 0; execute_usleep = 1000;
			on_master_death = "stop"; config = { dir = "$work/d"; record = true; }; }
	);
END
q=$work/q

# Of worker N (from 0): its pid, from before.
pid_of()
{
	sed -n "$(($1 + 1))p" "$work/before"
}

all_run()
{
	[ "$(look "$q" 'workers.*.state' | sort -u)" = running ]
}

note_pids()
{
	await all_run
	look "$q" 'workers.*.pid' >"$work/before"
	# It has its trap.
	await grep -qx "$(pid_of 2)" "$REEVE_STATE_DIR/$tag.q/log/told.out"
}

follow()
{
	for worker in 1 2 3; do
		await not alive "$(pid_of $worker)"
	done
	alive "$(pid_of 0)" || fail "the one that lives on does not"
	await grep -q told "$work/d/told"
	await grep -q "^fini" "$work/d/record"
	rm "$work/d/told" "$work/d/record"
}

say "the master alone: the next one starts them anew"
expect 0 "$q" start -d
note_pids
kill -KILL "$(look "$q" master.pid)"
follow
note_pids
same "$(head -n 1 "$work/before")" "$(look "$q" workers.0.pid)" "kept"

say "guardian and master: nobody starts them, the next start does"
both=$(look "$q" guardian.pid && look "$q" master.pid)
kill -STOP $both && kill -KILL $both || fail "cannot kill $both"
follow
kept=$(pid_of 0)
expect 153 "$q" status
expect 0 "$q" start -d
note_pids
same "$(pid_of 0)" "$kept" "kept"

say "the guardian alone: its master lives on, and so do they"
guardian=$(look "$q" guardian.pid)
kill -KILL "$guardian"
await eval 'now=$(look "$q" guardian.pid) && [ "$now" != "$guardian" ] && [ "$now" != null ]'
await looks running "$q" master.state
look "$q" 'workers.*.pid' >"$work/after"
cmp "$work/before" "$work/after" || fail "other workers"
expect 0 "$q" stop
expect_clean
