#!/bin/sh
# SPDX-License-Identifier: MIT
# What guardian and master do on a signal; each passes for the other.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 2; },
		{ name = "b"; work = "$plugins/probe.so"; workers = 1; execute_times = 0; });
END
q=$work/q
start_bystander one

for signal in TERM INT QUIT; do
	for whom in guardian master; do
		expect 0 "$q" start -d
		kill -$signal "$(look "$q" $whom.pid)"
		await none_of
		expect 3 "$q" status
		expect_clean
	done
done

# These end nothing.
expect 0 "$q" start -d
workers=$(look "$q" 'workers.*.pid')
guardian=$(look "$q" guardian.pid)
master=$(look "$q" master.pid)
for signal in HUP USR1 USR2 ALRM PIPE CHLD; do
	kill -$signal "$guardian"
	kill -$signal "$master"
done
expect 0 "$q" wakeup
same "$(look "$q" guardian.pid)" "$guardian" guardian
same "$(look "$q" master.pid)" "$master" master
same "$(look "$q" 'workers.*.pid')" "$workers" workers

# A work worker: TERM is its normal end, and it is replaced at once.
victim=$(look "$q" workers.program=b.pid)
kill -TERM "$victim"
await eval '[ "$(look "$q" workers.program=b.pid)" != "$victim" ] && looks running "$q" workers.program=b.state'
expect 0 "$q" status
expect 0 "$q" stop
expect_unharmed "$bystander"
