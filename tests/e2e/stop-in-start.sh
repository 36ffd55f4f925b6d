#!/bin/sh
# SPDX-License-Identifier: MIT
# What an operator stops while the command is still starting stays stopped, also if the master dies before the start is
# done; another start wants all of it again.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# Not ready before $work/go is there.
slow="{ name = \"slow\"; exec = [\"sleep\", \"1000\"]; ready = \"path:$work/go\"; ready_timeout = \"10m\"; }"

state()
{
	look "$q" workers.program="$1".state
}
is()
{
	[ "$(state "$1")" = "$2" ]
}

# The start is still under way, with a master that came in between.
with_another_master()
{
	kill_master "$q"
	await looks starting "$q" master.state
	await looks true "$q" workers.program=slow.adopted
	is slow starting || fail "slow is $(state slow)"
}

say "programs"
make_command flat <<-END
	usage = "<start|stop|status> -[d|j] [program...]"; start_grace = "0s";
	programs = ($slow, { name = "waiting"; exec = ["sleep", "1000"]; needs = ["slow"]; },
		{ name = "a"; exec = ["sleep", "1000"]; workers = 2; }, { name = "b"; exec = ["sleep", "1000"]; });
END
q=$work/flat
behind start "$q" start -d
await is b running
expect 0 "$q" stop a.2 waiting
with_another_master
: >"$work/go"
ended start 0
same "$(look "$q" 'workers.*.state' | tr '\n' ' ')" "running stopped running stopped running " "after the start"
same "$(look "$q" workers.program=b.restarts)" 0 "restarts of who was not stopped"

say "a start of what is left of it wants all of it again"
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
expect 0 "$q" start -d
same "$(look "$q" 'workers.*.state' | sort | uniq -c | tr -s ' ')" " 5 running" "after another start"
expect 0 "$q" stop
expect_clean

say "supervisors"
rm "$work/go"
make_command tree <<-END
	usage = "<start|stop|status> -[d|j] [program...]"; start_grace = "0s";
	supervisor = {
		supervisors = (
			{ name = "pair"; strategy = "one_for_all";
				programs = ({ name = "a"; exec = ["sleep", "1000"]; }, { name = "b"; exec = ["sleep", "1000"]; }); },
			{ name = "last"; programs = ($slow); });
	};
END
q=$work/tree
behind start "$q" start -d
await is slow starting
expect 0 "$q" stop pair
with_another_master
is a stopped && is b stopped || fail "started again: $(state a) $(state b)"
: >"$work/go"
ended start 0
same "$(state a) $(state b)" "stopped stopped" "after the start"
expect 0 "$q" start pair
same "$(state a) $(state b)" "running running" "when they are wanted again"
expect 0 "$q" stop
expect_clean
