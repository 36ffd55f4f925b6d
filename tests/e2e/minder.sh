#!/bin/sh
# SPDX-License-Identifier: MIT
# on_master_death = "stop" where guardian and master are both killed: nothing is left of the worker and of what it has
# started, whatever that ignores and whatever session it is in.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# A worker, one of its group, one that left by setsid, and a family of three that has lost its parent besides: only
# the worker listens to signals.
cat >"$work/tree.sh" <<END
'$actor' stubborn &
setsid '$actor' stubborn &
(setsid '$actor' family &)
exec sleep 1000
END
make_command q <<-END
	$usage
	start_grace = "0s"; restart_delay = "0s"; on_master_death = "stop"; stop_timeout = "100ms";
	programs = (
		{ name = "tree"; exec = ["sh", "$work/tree.sh"]; },
		{ name = "group"; exec = ["sh", "$work/tree.sh"]; kill_scope = "group"; },
		{ name = "process"; exec = ["sh", "$work/tree.sh"]; kill_scope = "process"; },
		{ name = "deaf"; exec = ["$actor", "stubborn"]; },
		{ name = "keeps"; exec = ["sh", "$work/tree.sh"]; on_master_death = "keep"; }
	);
END
q=$work/q

# has PROGRAM N: so many living processes that its workers have started, themselves among them.
has()
{
	count=0
	for pid in $(grep -lzs "^REEVE_PROGRAM=$1$" /proc/[0-9]*/environ | cut -d / -f 3); do
		grep -qzs "^REEVE_COMMAND=$tag.q$" "/proc/$pid/environ" && alive "$pid" && count=$((count + 1))
	done
	[ "$count" = "$2" ]
}

have()
{
	for program in tree=$1 group=$2 process=$3 deaf=$4 keeps=$5; do
		await has "${program%=*}" "${program#*=}"
	done
}

minders()
{
	for pid in $(ours); do
		grep -qzsx 'REEVE_ROLE=minder' "/proc/$pid/environ" && echo "$pid"
	done
}

has_minder()
{
	minder=$(minders)
	[ "$(echo $minder | wc -w)" = 1 ] && [ "$minder" != "${1:-}" ]
}

say "both"
start_bystander one
expect 0 "$q" start -d
have 6 6 6 1 6
await has_minder
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
# What is not to end with its worker has nobody to end it.
have 0 4 5 0 6
await not has_minder
kept=$(look "$q" workers.program=keeps.pid)
expect 0 "$q" start -d
have 6 10 11 1 6
same "$(look "$q" workers.program=keeps.pid)" "$kept" keeps

say "one after the other, and a minder that was killed before"
await has_minder
kill -KILL "$minder"
await has_minder "$minder"
former=$minder master=$(look "$q" master.pid)
kill -KILL "$master"
await not looks "$master" "$q" master.pid
await looks running "$q" master.state
have 6 14 16 1 6
await has_minder
same "$minder" "$former" "the minder after its master's death"
guardian=$(look "$q" guardian.pid) master=$(look "$q" master.pid)
tree=$(look "$q" workers.program=tree.pid)
kill -KILL "$guardian"
await looks "$master" "$q" guardian.pid
await looks running "$q" master.state
same "$(look "$q" workers.program=tree.pid)" "$tree" "after the guardian's death alone"
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
have 0 12 15 0 6
await not has_minder

say "a stop ends the minder"
expect 0 "$q" start -d
await has_minder
expect 0 "$q" stop
[ -z "$(minders)" ] || fail "a minder is left"
expect_unharmed "$bystander"
# What kill_scope has spared.
end_all
