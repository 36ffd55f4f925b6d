#!/bin/sh
# SPDX-License-Identifier: MIT
# status tells what is, from the scoreboard alone: while the master stands still and after its death.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	programs = (
		{ name = "sleeper"; exec = ["sleep", "1000"]; workers = 2; },
		{ name = "worker"; work = "$plugins/probe.so"; workers = 1; execute_times = 0; execute_usleep = 1000;
		  limit_seconds = 3600; check_interval = 60; }
	);
END
q=$work/q

expect 3 "$q" status
expect_out "is not running"
expect 3 "$q" status -j
same "$(json running <"$work/out") $(json 'workers.#' <"$work/out")" "false 0" "JSON of what is stopped"

expect 0 "$q" start -d
guardian=$(look "$q" guardian.pid)
master=$(look "$q" master.pid)
workers=$(look "$q" 'workers.*.pid')

# The tables of the original: names, order and cells; what is new stands to the right.
expect 0 "$q" status
same "$(sed -n 's/  */ /g; 1p' "$work/out")" Master "first table"
expect_out '^ *type  *pid  *title  *memory(m)  *start  *run(s)  *count '
expect_out '^ *type  *pid  *title  *memory(m)  *start  *run(s)  *work '
cell='[0-9]*\.[0-9][0-9][0-9]([0-9]*b)  *20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9:]\{8\}  *[0-9][0-9]*'
expect_out "^ *Master  *$master  *process_m:Master:$tag.q  *$cell  *3 "
expect_out "^ *Guardian  *$guardian  *process_m:Guardian:$tag.q  *$cell  *-- "
for pid in $workers; do
	expect_out "^ *Worker  *$pid  *process_m:Worker:$tag.q.[a-z]*.[12]  *$cell "
done
expect 0 "$q" status -config
expect_out '^ *title  *checkWorkerInterval  *maxWorkerNum'
expect_out '^ *title  *executeTimes  *executeUSleep  *limitSeconds'
expect_out "process_m:Master:$tag.q  *60  *1 "
expect_out "process_m:Worker:$tag.q.worker  *0  *1000  *3600"

# One document, with a schema number, and the same facts.
expect 0 "$q" status -j
same "$(json schema <"$work/out")" 1 schema
same "$(json command <"$work/out")" "$tag.q" command
same "$(json 'workers.*.pid' <"$work/out")" "$workers" workers
same "$(json 'workers.*.state' <"$work/out" | sort -u)" running states
for pid in $workers; do
	token=$(tr '\0' '\n' <"/proc/$pid/environ" | sed -n 's/^REEVE_TOKEN=//p')
	grep -q "\"pid\":$pid,.*\"token\":\"$token\"" "$work/out" || fail "token of $pid is not $token"
done
runs=$(look "$q" workers.program=worker.runs)
await eval '[ "$(look "$q" workers.program=worker.runs)" -gt "$runs" ]'

# The master stands still: status does not need it.
kill -STOP "$master"
await grep -q '^[^)]*) T' "/proc/$master/stat"
run "$q" status -j
same "$(json 'workers.*.pid' <"$work/out")" "$workers" "workers beside a stopped master"
same "$(json master.state <"$work/out")" suspended master
kill -CONT "$master"
await looks running "$q" master.state
expect 0 "$q" status

# A worker that is not as wanted.
kill -STOP "$master"
kill -KILL $(look "$q" workers.0.pid)
await not alive "$(echo "$workers" | head -n 1)"
expect 153 "$q" status
kill -CONT "$master"
await looks running "$q" workers.0.state
await eval '"$q" status >/dev/null'

# Guardian and master dead, workers alive.
master=$(look "$q" master.pid)
workers=$(look "$q" 'workers.*.pid')
kill_both "$guardian" "$master"
expect 153 "$q" status
expect_out "process_m:Worker:$tag.q.sleeper.1"
expect 153 "$q" status -j
same "$(json 'workers.*.pid' <"$work/out")" "$workers" "workers without a master"
same "$(json master.state <"$work/out")" dead master

# All dead: its pid file is left.
kill -KILL $workers
for pid in $workers; do
	await not alive "$pid"
done
expect 1 "$q" status
expect 1 "$q" status -j
expect 0 "$q" stop
expect 3 "$q" status
expect_clean
