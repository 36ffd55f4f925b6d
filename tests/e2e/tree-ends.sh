#!/bin/sh
# SPDX-License-Identifier: MIT
# How commands with a tree of supervisors begin and end: a start that fails in the middle of it, auto_shutdown, giving
# up, a supervisor that is not started again, and a start that finds what dead masters left.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# Its work is done when its significant program has ended: exit code 0.
make_command done <<END
$usage
supervisor = {
  auto_shutdown = "any_significant";
  programs = ( { name = "proxy"; exec = ["sleep", "1000"]; start_grace = 0; } );
  supervisors = ( { name = "job"; restart = "temporary"; significant = true; auto_shutdown = "all_significant";
    programs = ( { name = "one"; exec = ["sh", "-c", "while ! [ -e $work/go ]; do sleep 0.05; done"]; restart = "transient"; significant = true; },
                 { name = "two"; exec = ["true"]; restart = "temporary"; significant = true; start_grace = 0; } ); } );
};
END
touch "$work/go"
expect 0 "$work/done" start
expect_err "supervisor 'job' ends, because [a-z]*.1 has (auto_shutdown)"
expect_err "supervisor '$tag.done' ends, because [a-z]*.1 has (auto_shutdown)"
expect 3 "$work/done" status
expect_clean
rm "$work/go"
expect 0 "$work/done" start -d
expect 0 "$work/done" status
touch "$work/go"
await none_of "$tag.done"
expect_clean

# Given up: exit code 1, and the reason is said.
make_command loop <<END
$usage
restart_delay = 0; start_grace = 0;
supervisor = {
  intensity = "none";
  supervisors = ( { name = "s"; intensity = 2; programs = ( { name = "p"; exec = ["sh", "-c", "sleep 0.1; exit 3"]; } ); } );
};
END
expect 1 "$work/loop" start
expect_err "p.1: exited with code 3; its supervisor gives up$"
expect_err "supervisor 's' gave up: 3 restarts within 5s, the last because of p.1$"
expect_err "supervisor '$tag.loop' gave up: 1 restart within 5s, the last because of p.1$"
expect_err "the command gives up, because of p.1: all is being stopped$"
expect_clean

# One that gave up and is not started again leaves the others alone; status says that something is missing.
make_command partly <<END
$usage
restart_delay = 0; start_grace = 0;
supervisor = {
  programs = ( { name = "other"; exec = ["sleep", "1000"]; } );
  supervisors = ( { name = "s"; restart = "transient"; intensity = "none"; strategy = "one_for_all";
    programs = ( { name = "p"; exec = ["sleep", "1000"]; }, { name = "q"; exec = ["sleep", "1000"]; } ); } );
};
END
q=$work/partly
expect 0 "$q" start -d
other=$(look "$q" workers.0.pid)
kill -KILL "$(look "$q" workers.1.pid)" || fail "cannot kill p.1"
await looks exited "$q" supervisors.1.state
expect 153 "$q" status
expect_out '^    s  *one_for_all  *exited  .*gave up: 1 restart within 5s because of p.1$'
same "$(look "$q" workers.0.pid)" "$other" "the other one"
same "$(look "$q" 'workers.*.state' | tr '\n' ' ')" "running fatal stopped " states
# So it is after the master's death, too.
master=$(look "$q" master.pid)
kill -KILL "$master" || fail "cannot kill the master"
await not looks "$master" "$q" master.pid
await looks true "$q" master.ready
same "$(look "$q" 'workers.*.state' | tr '\n' ' ')" "running fatal stopped " "states after the master's death"
same "$(look "$q" supervisors.1.state)" exited "the supervisor after the master's death"
# Guardian and master at once: what lives is adopted by the next start, and the rest is started.
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
expect 0 "$q" start -d
same "$(look "$q" workers.0.pid)" "$other" "adopted"
expect 0 "$q" status
expect 0 "$q" restart
expect 0 "$q" status
expect 0 "$q" stop
expect_clean

# A start that fails deep in it: what was started is stopped in order, nothing is left.
make_command fails <<END
$usage
supervisor = {
  programs = ( { name = "first"; exec = ["sleep", "1000"]; start_grace = 0; } );
  supervisors = ( { name = "s"; programs = ( { name = "bad"; exec = ["$work/none"]; }, { name = "never"; exec = ["touch", "$work/started"]; } ); } );
};
END
expect 1 "$work/fails" start -d
expect_err "bad.1: cannot execute '$work/none': No such file"
[ ! -e "$work/started" ] || fail "what comes after it was started"
expect_clean

# What has been done in a start is not done again by another master, but by another start.
make_command once <<END
$usage
supervisor = {
  programs = ( { name = "first"; restart = "transient"; exec = ["sh", "-c", "echo first >>$work/ran"]; } );
  supervisors = ( { name = "s"; programs = (
    { name = "second"; restart = "temporary"; exec = ["sh", "-c", "echo second >>$work/ran"]; },
    { name = "slow"; ready = "fd"; exec = ["sh", "-c", "until [ -e $work/slow.go ]; do sleep 0.02; done; echo >&3; exec sleep 1000"]; } ); } );
};
END
q=$work/once
behind once "$q" start -d
await looks starting "$q" workers.program=slow.state
await looks exited "$q" workers.program=second.state
for round in 1 2; do
	kill_master "$q"
	await looks starting "$q" workers.program=slow.state
	looks starting "$q" master.state || fail "the start is over"
done
touch "$work/slow.go"
ended once 0
same "$(tr '\n' ' ' <"$work/ran")" "first second " "what ran"
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
expect 0 "$q" start -d
same "$(sort "$work/ran" | tr '\n' ' ')" "first first second second " "what ran in the second start"
expect 0 "$q" stop
expect_clean
