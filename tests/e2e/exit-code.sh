#!/bin/sh
# SPDX-License-Identifier: MIT
# exit_code_from: in the foreground the code of one program is that of the command.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# ends CODE SCRIPT SETTINGS: the program runs that as a shell's, beside one that goes on.
number=0
ends()
{
	number=$((number + 1))
	make_command q$number <<-END
		$usage
		exit_code_from = "job"; start_grace = "0s";
		programs = (
			{ name = "job"; exec = ["sh", "-c", "$2"]; $3 },
			{ name = "other"; exec = ["sleep", "1000"]; }
		);
	END
	expect "$1" "$work/q$number" start
	expect_clean
}

ends 0 true 'restart = "temporary";'
expect_err 'job has ended, and the command with it'
ends 7 'exit 7' 'restart = "temporary";'
ends 255 'exit 255' 'restart = "temporary";'
ends 137 'kill -KILL $$' 'restart = "temporary";'
ends 139 'kill -SEGV $$' 'restart = "temporary";'
say "the last life counts, and what is given up has ended"
ends 4 "[ -e '$work/once' ] && exit 4; touch '$work/once'; exit 3" 'max_restarts = 1; restart_delay = "0s";'
ends 78 'exit 78' ''
ends 9 'exit 9' 'max_restarts = 0; on_fatal = "exit";'
say "what never started"
ends 5 'exit 5' 'restart = "permanent"; start_grace = "1h";'
expect_err 'job.1: exited with code 5'
ends 3 "[ \$REEVE_INSTANCE = 2 ] || exit 0; while [ ! -e '$work/done.\$REEVE_COMMAND' ]; do sleep 0.05; touch '$work/done.\$REEVE_COMMAND'; done; exit 3" \
	'workers = 2; restart = "temporary";'
make_command none <<-END
	$usage
	exit_code_from = "job";
	programs = ({ name = "job"; exec = ["$work/no-such-program"]; });
END
expect 127 "$work/none" start
expect_err 'job.1: cannot execute'
make_command other <<-END
	$usage
	exit_code_from = "job";
	programs = ({ name = "job"; exec = ["sleep", "1000"]; }, { name = "other"; exec = ["sh", "-c", "exit 9"]; });
END
expect 1 "$work/other" start
expect_err 'other.1: exited with code 9'

say "a stop asks the program, too"
make_command polite <<-END
	$usage
	exit_code_from = "job";
	programs = (
		{ name = "job"; exec = ["sh", "-c", "trap 'exit 12' TERM; echo ready; while :; do sleep 0.05; done"]; },
		{ name = "other"; exec = ["sleep", "1000"]; }
	);
END
start_foreground "$work/polite"
await grep -q ready "$work/fg.out"
kill -TERM "$guardian"
end_foreground 12
make_command plain <<-END
	$usage
	exit_code_from = "job";
	programs = ({ name = "job"; exec = ["sleep", "1000"]; });
END
start_foreground "$work/plain"
expect 0 "$work/plain" stop
end_foreground 143

say "a master that is killed takes nothing along"
start_foreground "$work/polite"
await grep -q ready "$work/fg.out"
master=$(look "$work/polite" master.pid)
job=$(look "$work/polite" workers.program=job.pid)
kill -KILL "$master"
await eval 'now=$(look "$work/polite" master.pid) && [ "$now" != "$master" ] && looks running "$work/polite" master.state'
looks "$job" "$work/polite" workers.program=job.pid || fail "not adopted"
kill -INT "$guardian"
end_foreground 12

say "a program that is not there"
printf 'exit_code_from = "jop"; programs = ({ name = "job"; exec = ["true"]; });\n' >"$work/wrong.cfg"
expect 6 "$REEVE" check "$work/wrong.cfg"
expect_err "wrong.cfg:1: 'exit_code_from': there is no program 'jop', did you mean 'job'?"
