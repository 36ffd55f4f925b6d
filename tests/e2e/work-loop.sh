#!/bin/sh
# SPDX-License-Identifier: MIT
# The work loop: init once, run again and again, fini once, as many times and as long as the template says.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

mkdir "$work/d"
record=$work/d/record

# work NAME KEYS: one worker with a record.
work()
{
	: >"$record"
	make_command "$1" <<-END
		$usage
		programs = ({ name = "p"; work = "$plugins/probe.so"; workers = 1; $2
			config = { dir = "$work/d"; record = true; }; });
	END
	expect 0 "$work/$1" start -d
}

lines()
{
	[ "$(grep -c "^$1" "$record")" -ge "$2" ]
}

# One line per process: how often it began, ran and ended. The last one was stopped at some point.
lives()
{
	awk '{ n[$4 " " $1]++; if (!($4 in seen)) { seen[$4] = 1; order[++m] = $4 } }
		END { for (i = 1; i < m; i++)
			print n[order[i] " init"] + 0, n[order[i] " run"] + 0, n[order[i] " fini"] + 0 }' "$record"
}

# execute_times: that many runs, then a fresh process at once, without counting as a crash.
work times 'execute_times = 3; execute_usleep = 1000;'
await lines init 4
expect 0 "$work/times" stop
same "$(lives | sort -u)" "1 3 1" "lives with execute_times = 3"
[ -s "$REEVE_STATE_DIR/$tag.times/log/reeve.log" ] &&
	! grep -v 'stop asked for' "$REEVE_STATE_DIR/$tag.times/log/reeve.log" || fail "an end was an event"

# By default once, with a rest after it.
work once ''
await lines init 3
expect 0 "$work/once" status
expect 0 "$work/once" stop
same "$(lives | sort -u)" "1 1 1" "lives by default"

# Over before the master has looked: it was ready all the same, and the start is none that failed.
make_command short <<-END
	$usage
	programs = ({ name = "p"; work = "$plugins/probe.so"; workers = 4; execute_usleep = 0; },
		{ name = "q"; exec = ["sleep", "1000"]; });
END
for round in 1 2 3; do
	expect 0 "$work/short" start -d
	expect 0 "$work/short" stop
done

# 0: no limit. The runs are counted exactly; a stop ends after the run in progress, with fini.
work forever 'execute_times = 0; execute_usleep = 0;'
await lines run 1000
await eval '[ "$(look "$work/forever" workers.0.runs)" -ge 1000 ]'
same "$(look "$work/forever" workers.0.restarts)" 0 restarts
pid=$(look "$work/forever" workers.0.pid)
kill -STOP "$pid"
await grep -q '^[^)]*) T' "/proc/$pid/stat"
counted=$(look "$work/forever" workers.0.runs)
recorded=$(grep -c '^run' "$record")
[ $((recorded - counted)) -ge 0 ] && [ $((recorded - counted)) -le 1 ] ||
	fail "$counted runs counted, $recorded recorded"
expect 0 "$work/forever" stop
same "$(grep -c -e ^init "$record") $(grep -c -e ^fini "$record")" "1 1" "one life"
same "$(tail -n 1 "$record" | cut -d ' ' -f 1)" fini "last"

# limit_seconds of life, whatever it does.
work limit 'execute_times = 0; execute_usleep = 1000; limit_seconds = "100ms";'
await lines init 4
expect 0 "$work/limit" stop
same "$(lives | awk '{ print $1, ($2 > 0), $3 }' | sort -u)" "1 1 1" "lives with a limit"

# A pause is slept through by nobody who is to stop.
work pause 'execute_times = 0; execute_usleep = "1h"; stop_timeout = "1h";'
await lines run 1
expect 0 "$work/pause" stop
same "$(cut -d ' ' -f 1 "$record" | tr '\n' ' ')" "init run fini " "a life with a pause"

# Who asks for a stop himself rests all the same before another takes his place, and an hour of it keeps no
# stop of others waiting.
for where in init run; do
	: >"$record"
	make_command self <<-END
		$usage
		programs = ({ name = "p"; work = "$plugins/probe.so"; workers = 1; execute_times = 0; execute_usleep = "1h";
			stop_timeout = "1h"; config = { dir = "$work/d"; record = true; stop = "$where"; }; },
			{ name = "q"; work = "$plugins/probe.so"; workers = 1; execute_times = 1; execute_usleep = "50ms"; });
	END
	expect 0 "$work/self" start -d
	# The time that it takes another program to be filled again a few times.
	await eval '[ "$(look "$work/self" workers.program=q.restarts)" -ge 5 ]'
	same "$(look "$work/self" workers.program=p.restarts)" 0 "restarts of who stops in $where"
	expect 0 "$work/self" stop
	[ $where = init ] && lived="init fini " || lived="init run fini "
	same "$(cut -d ' ' -f 1 "$record" | tr '\n' ' ')" "$lived" "a life that ends itself in $where"
done

# check_interval of 0 and less: never refilled, and the master ends with its last worker.
for interval in 0 -1; do
	work "check$interval" "execute_times = 2; execute_usleep = 1000; check_interval = $interval;"
	await none_of "$tag.check"
	expect 3 "$work/check$interval" status
	expect_clean
	same "$(cut -d ' ' -f 1 "$record" | tr '\n' ' ')" "init run run fini " "a life without refill"
done

# A crash waits for the check, where the policy has given up.
: >"$record"
make_command crash <<-END
	$usage
	max_restarts = 0; restart_delay = "0s"; check_interval = "100ms";
	programs = ({ name = "p"; work = "$plugins/probe.so"; workers = 1; execute_times = 0; execute_usleep = 1000;
		config = { dir = "$work/d"; record = true; fail_run = "no"; fail_after = 3; }; });
END
expect 0 "$work/crash" start -d
await lines init 3
expect 0 "$work/crash" stop
same "$(lives | sort -u)" "1 4 1" "lives that end in a crash"

# One worker's mischief with the file that all share ends a worker once, not for ever. The file is whole again
# with the first that is replaced; who slept meanwhile lives on.
make_command cut <<-END
	$usage
	restart_delay = "0s";
	restart_window = "0s";
	programs = ({ name = "a"; work = "$plugins/probe.so"; workers = 2; execute_times = 0; execute_usleep = 1000;
		# It is to die of this signal: no report of a sanitizer instead.
		env = ["ASAN_OPTIONS=handle_sigbus=0"]; });
END
expect 0 "$work/cut" start -d
look "$work/cut" 'workers.*.pid' >"$work/before"
truncate -s 0 "$REEVE_RUN_DIR/$tag.cut/counters.$(id -u)"
works_again()
{
	look "$work/cut" 'workers.*' pid state runs >"$work/after" &&
		awk 'NR == FNR { old[$1] = 1; next } !old[$1] && $3 > 0 { new++ } $2 == "running" { running++ }
			END { exit !(new && running == 2) }' "$work/before" "$work/after"
}
await works_again
expect 0 "$work/cut" stop

expect_clean
