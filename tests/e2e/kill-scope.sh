#!/bin/sh
# SPDX-License-Identifier: MIT
# kill_scope: what ends with a worker.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# A worker with, beside itself: one of its group that listens to TERM, one that left by setsid and ignores all,
# and a family that did so too, and has lost its parent besides.
cat >"$work/tree" <<END
#!/bin/sh
echo \$\$ >>'$work/pids.'\$REEVE_PROGRAM.leader
sh -c 'echo \$\$ >>"\$1"; trap "echo told >>\"\$2\"; exit" TERM; while :; do sleep 0.05; done' sh \\
	'$work/pids.'\$REEVE_PROGRAM.group '$work/told.'\$REEVE_PROGRAM &
setsid '$actor' stubborn &
(setsid '$actor' family &)
exec sleep 1000
END
chmod 755 "$work/tree"
[ -r "/proc/$$/task/$$/children" ] || skip "the kernel shows no children"

make_command q <<-END
	$usage
	start_grace = "0s"; restart_delay = "0s"; stop_timeout = "100ms";
	programs = (
		{ name = "tree"; exec = ["$work/tree"]; },
		{ name = "group"; exec = ["$work/tree"]; kill_scope = "group"; },
		{ name = "mixed"; exec = ["$work/tree"]; kill_scope = "mixed"; },
		{ name = "process"; exec = ["$work/tree"]; kill_scope = "process"; }
	);
END
q=$work/q

# All that was started by workers of a program, whatever has become of its parents.
members()
{
	for pid in $(grep -lzs "^REEVE_PROGRAM=$1$" /proc/[0-9]*/environ | cut -d/ -f3); do
		grep -qzs "^REEVE_COMMAND=$tag.q$" "/proc/$pid/environ" && alive "$pid" && echo "$pid"
	done
}
# has PROGRAM N: so many of them.
has()
{
	[ "$(members "$1" | grep -v -x "$(sleepers "$1")" | wc -l)" = "$2" ]
}
# What the one of the group is just waiting for.
sleepers()
{
	pgrep -P "$(tail -n 1 "$work/pids.$1.group" 2>/dev/null || echo 0)" 2>/dev/null | tr '\n' ' ' | sed 's/ *$//; s/^$/none/; s/ /\\|/g'
}
# The leader, the one of its group, the one by setsid, and a family of three.
whole=6
begin()
{
	for program in tree group mixed process; do
		await has $program $whole
	done
}

expect 0 "$q" start -d
begin

say "a worker that is killed takes along what its scope says, before it is started again"
for program in tree group mixed process; do
	members $program | sort >"$work/before.$program"
	leader=$(look "$q" "workers.program=$program.pid")
	kill -KILL "$leader"
	await eval 'now=$(look "$q" workers.program=$program.pid) && [ "$now" != "$leader" ] && [ "$now" != null ]'
done
# Those that live on of what was there before.
remain()
{
	members "$1" | sort | comm -12 - "$work/before.$1" | grep -v -x "$(sleepers "$1")" | wc -l
}
same "$(remain tree)" 0 "of the tree"
same "$(remain mixed)" 0 "of the tree, mixed"
same "$(remain group)" 4 "what left the group"
[ "$(remain process)" -ge 5 ] || fail "of the process: $(remain process)"
grep -q told "$work/told.tree" || fail "the group heard no TERM"
[ ! -e "$work/told.process" ] || fail "the others heard of it"

say "no bystander hears anything"
start_bystander a
expect 0 "$q" stop
expect_unharmed "$bystander" a
for program in tree group mixed; do
	none=$(members $program)
	[ -z "$none" ] || fail "$program: left after a stop: $none"
done
[ "$(members process | wc -l)" -ge 10 ] || fail "of the process not all live on: $(members process)"
[ ! -e "$work/told.process" ] || fail "the others heard of it"
kill -KILL $(members process)
await eval '[ -z "$(members process)" ]'

say "mixed: the stop signal is for the worker alone"
make_command mixed <<-END
	$usage
	programs = ({ name = "m"; kill_scope = "mixed"; stop_timeout = "1h";
		exec = ["sh", "-c", "'$work/listens' & pid=\$!; trap 'echo leader >>$work/order; kill \$pid; wait; exit' TERM; touch $work/up; while :; do sleep 0.05; done"]; });
END
printf '#!/bin/sh\ntrap "echo child >>%s/order; exit" TERM\nwhile :; do sleep 0.05; done\n' "$work" >"$work/listens"
chmod 755 "$work/listens"
expect 0 "$work/mixed" start -d
await test -e "$work/up"
expect 0 "$work/mixed" stop
same "$(tr '\n' ' ' <"$work/order")" "leader child " "who was told, in what order"
expect_clean

say "a master that comes after another ends them, too"
expect 0 "$q" start -d
begin
kill -KILL "$(look "$q" master.pid)"
await looks running "$q" master.state
expect 0 "$q" stop
for program in tree group mixed; do
	none=$(members $program)
	[ -z "$none" ] || fail "$program: left after a stop: $none"
done
kill -KILL $(members process)
await eval '[ -z "$(members process)" ]'
expect_clean
