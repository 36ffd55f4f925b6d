#!/bin/sh
# SPDX-License-Identifier: MIT
# With a control group for each worker, nothing that it has started escapes: also what has forked twice, leads a
# session of its own and has cleared its environment, whoever of reeve was killed meanwhile.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# A group of this test's, in the one that we are in, or at the top. Its name has blanks and more.
mount=$(grep -m 1 ' - cgroup2 ' /proc/self/mountinfo | cut -d ' ' -f 5)
own=$(sed -n 's/^0:://p' /proc/self/cgroup)
[ -n "$mount" ] || skip "no control groups of version 2"
group=
for place in "$mount${own%/}" "$mount"; do
	group="$place/reeve test \$$tag"
	mkdir "$group" 2>/dev/null && [ -e "$group/cgroup.events" ] && break
	group=
done
[ -n "$group" ] || skip "no control group that can be written in '$mount'"

members()
{
	find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null
}
# What has escaped and is nobody's, as with kill_scope = "group" after the death of all.
forget_escaped()
{
	for pid in $(cat "$work"/escaped.* 2>/dev/null); do
		! grep -aqs "^$actor.stubborn" "/proc/$pid/cmdline" || kill -KILL "$pid"
	done
	rm -f "$work"/escaped.*
}

before_leaving()
{
	forget_escaped
	rounds=0
	while [ -n "$(members)" ] && [ $rounds -lt 500 ]; do
		kill -KILL $(members) 2>/dev/null
		sleep 0.02
		rounds=$((rounds + 1))
	done
	find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null
}

# Nothing of ours is left there.
expect_no_groups()
{
	left=$(find "$group" -mindepth 1 -type d)
	[ -z "$left" ] || fail "left: $left"
}

# A worker with one that escapes all but its group.
cat >"$work/escape" <<END
echo \$\$ >>'$work/escaped.'"\$1"
exec '$actor' stubborn
END
cat >"$work/worker" <<END
(setsid env -i sh '$work/escape' "\$1" &)
exec sleep 1000
END
escaped()
{
	tail -n 1 "$work/escaped.$1" 2>/dev/null
}
# escapes NAME N: so many times by now, and the last one lives.
escapes()
{
	[ "$(cat "$work/escaped.$1" 2>/dev/null | wc -l)" = "$2" ] && alive "$(escaped "$1")" &&
		tr '\0' ' ' <"/proc/$(escaped "$1")/cmdline" | grep -q stubborn
}

settings="start_grace = \"0s\"; restart_delay = \"0s\"; stop_timeout = \"100ms\"; cgroup = \"$group\";"
make_command q <<-END
	$usage
	$settings
	programs = (
		{ name = "tree"; exec = ["sh", "$work/worker", "tree"]; },
		{ name = "mixed"; exec = ["sh", "$work/worker", "mixed"]; kill_scope = "mixed"; },
		{ name = "group"; exec = ["sh", "$work/worker", "group"]; kill_scope = "group"; }
	);
END
q=$work/q
in_group()
{
	grep -q '^0::.*\.reeve/' "/proc/$1/cgroup"
}

say "it ends with its worker, not before and not after"
expect 0 "$q" start -d
for program in tree mixed group; do
	await escapes $program 1
done
for program in tree mixed; do
	in_group "$(escaped $program)" || fail "$program: in $(cat "/proc/$(escaped $program)/cgroup")"
done
not in_group "$(escaped group)" || fail "kill_scope = group: has a group of its own"
for program in tree mixed group; do
	before=$(escaped $program)
	kill -KILL "$(look "$q" workers.program=$program.pid)"
	await escapes $program 2
	if [ $program = group ]; then
		alive "$before" || fail "it is not in the scope"
	else
		not alive "$before" || fail "$program: $before lives beside the fresh worker"
	fi
done

say "a stop leaves nothing"
start_bystander a
expect 0 "$q" stop
expect_unharmed "$bystander" a
for program in tree mixed; do
	not alive "$(escaped $program)" || fail "$program: lives on"
done
expect_clean
expect_no_groups

say "in the foreground, too"
forget_escaped
start_foreground "$q"
await escapes tree 1
kill -TERM "$guardian"
end_foreground 0
not alive "$(escaped tree)" || fail "lives on after the end in the foreground"
expect_no_groups

say "a master and a guardian are killed, then both"
forget_escaped
expect 0 "$q" start -d
await escapes tree 1
pid=$(look "$q" workers.program=tree.pid)
kill_master "$q"
guardian=$(look "$q" guardian.pid)
kill -KILL "$guardian"
await eval 'now=$(look "$q" guardian.pid) && [ "$now" != "$guardian" ] && [ "$now" != null ] && looks running "$q" master.state'
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
expect 0 "$q" start -d
same "$(look "$q" workers.program=tree.pid)" "$pid" "adopted"
escapes tree 1 || fail "what it has started is dead"
same "$(find "$group" -mindepth 1 -maxdepth 1 -type d | wc -l)" 1 "groups of the command"
expect 0 "$q" stop
not alive "$(escaped tree)" || fail "lives on after the stop of an adopted worker"
expect_clean
expect_no_groups

if [ "$(id -u)" = 0 ] && command -v setpriv >"$work/out"; then
	say "who has become another user is proven by its group"
	make_command other <<-END
		$usage
		$settings
		programs = ({ name = "o"; exec = ["setpriv", "--reuid=65534", "--clear-groups", "sleep", "1000"]; });
	END
	q=$work/other
	expect 0 "$q" start -d
	pid=$(look "$q" workers.0.pid)
	await eval '[ "$(stat -c %u "/proc/$pid")" = 65534 ]'
	kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
	expect 0 "$q" start -d
	same "$(look "$q" workers.0.pid) $(look "$q" workers.0.state)" "$pid running" "adopted"
	expect 0 "$q" stop
	expect_clean
	expect_no_groups
fi

make_command one <<-END
	$usage
	$settings
	programs = ({ name = "one"; exec = ["sh", "$work/worker", "one"]; });
END
q=$work/one
# Guardian, master and worker are dead: all that lives has nothing by which it could be known.
leave_one()
{
	forget_escaped
	expect 0 "$q" start -d
	await escapes one 1
	leader=$(look "$q" workers.0.pid)
	kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
	kill -KILL "$leader"
	await none_of
}

say "all are killed but what has escaped: a start ends that before it starts anything"
leave_one
left=$(escaped one)
expect 0 "$q" start -d
await escapes one 2
not alive "$left" || fail "$left lives beside the fresh worker"
expect 0 "$q" stop
expect_clean
expect_no_groups

say "all are killed but what has escaped: a stop ends that"
leave_one
expect 0 "$q" stop
not alive "$(escaped one)" || fail "lives on after a stop"
expect_clean
expect_no_groups

say "all are killed, and the scoreboard is lost"
leave_one
left=$(escaped one)
rm "$REEVE_RUN_DIR/$tag.one/scoreboard"
expect 0 "$q" stop
not alive "$left" || fail "lives on after a stop"
expect_clean
expect_no_groups

say "the template has the program no more"
leave_one
left=$(escaped one)
sed 's/name = "one"/name = "other"/' "$work/one.cfg" >"$work/one.new"
grep -q other "$work/one.new" && mv "$work/one.new" "$work/one.cfg"
expect 0 "$REEVE" build "$work/one.cfg" -o "$q"
expect 0 "$q" start -d
not alive "$left" || fail "of a program that is no more: $left lives"
expect 0 "$q" stop
expect_clean
expect_no_groups

say "on_master_death = stop: guardian and master are killed"
make_command follows <<-END
	$usage
	$settings
	on_master_death = "stop";
	programs = ({ name = "f"; exec = ["sh", "$work/worker", "f"]; });
END
q=$work/follows
expect 0 "$q" start -d
await escapes f 1
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
await not alive "$(escaped f)"
await none_of
expect 0 "$q" stop
expect_clean
expect_no_groups

say "groups that a worker has made in its own"
make_command nested <<-END
	$usage
	$settings
	programs = ({ name = "n"; exec = ["sh", "$work/nest"]; });
END
cat >"$work/nest" <<END
mine='$mount'\$(sed -n 's/^0:://p' /proc/self/cgroup)
mkdir -p "\$mine/a/b" && (setsid env -i sh -c "echo 0 >'\$mine/a/b/cgroup.procs' && exec sh '$work/escape' n" &)
exec sleep 1000
END
q=$work/nested
if [ "$own" != / ] || [ "$(id -u)" = 0 ]; then
	expect 0 "$q" start -d
	await escapes n 1
	grep -q '/a/b$' "/proc/$(escaped n)/cgroup" || fail "not in a group of its own"
	expect 0 "$q" stop
	not alive "$(escaped n)" || fail "lives on in a group of its own"
	expect_clean
	expect_no_groups
fi

say "given: the guardian is in a group that is marked as systemd marks it"
make_command given <<-END
	$usage
	start_grace = "0s"; stop_timeout = "100ms";
	programs = ({ name = "g"; exec = ["sh", "$work/worker", "g"]; });
END
q=$work/given
# with_guardian_in GROUP COMMAND...
with_guardian_in()
{
	expect 0 sh -c 'echo 0 >"$0/cgroup.procs" && exec "$@"' "$@"
}
mkdir "$group/unit"
with_guardian_in "$group/unit" "$q" start -d
await escapes g 1
not in_group "$(escaped g)" || fail "nobody has given it to us"
expect 0 "$q" stop
"$actor" give "$group/unit" || fail "cannot mark '$group/unit'"
rm -f "$work/escaped.g"
# Linux then kills who is born in another.
[ ! -e "$group/unit/cgroup.kill" ] || echo 1 >"$group/unit/cgroup.kill"
with_guardian_in "$group/unit" "$q" start -d
await escapes g 1
in_group "$(escaped g)" || fail "it was given to us: $(cat "/proc/$(escaped g)/cgroup")"
same "$(cat "$group/unit/cgroup.subtree_control")" "" "controllers"
expect 0 "$q" stop

say "a command that a worker starts in the background is not that worker's"
make_command outer <<-END
	$usage
	start_grace = "0s"; stop_timeout = "100ms";
	programs = ({ name = "o"; exec = ["sh", "$work/inner"]; });
END
cat >"$work/inner" <<END
export REEVE_RUN_DIR='$REEVE_RUN_DIR' REEVE_STATE_DIR='$REEVE_STATE_DIR'
'$q' start -d && touch '$work/begun'
exec sleep 1000
END
with_guardian_in "$group/unit" "$work/outer" start -d
await test -e "$work/begun"
master=$(look "$q" master.pid)
guardian=$(look "$q" guardian.pid)
pid=$(look "$work/outer" workers.0.pid)
kill -KILL "$pid"
await eval 'now=$(look "$work/outer" workers.0.pid) && [ "$now" != "$pid" ] && looks running "$work/outer" workers.0.state'
same "$(look "$q" guardian.pid) $(look "$q" master.pid)" "$guardian $master" "the inner one was ended with the outer one's worker"
expect 0 "$q" stop
expect 0 "$work/outer" stop
expect_clean
rmdir "$group/unit" || fail "something is left in the unit: $(find "$group/unit" -type d)"

say "off: also where it was given"
sed 's/^usage/cgroup = "off"; &/' "$work/given.cfg" >"$work/off.new"
mkdir "$group/unit"
"$actor" give "$group/unit"
mv "$work/off.new" "$work/given.cfg"
expect 0 "$REEVE" build "$work/given.cfg" -o "$q"
rm -f "$work/escaped.g"
with_guardian_in "$group/unit" "$q" start -d
await escapes g 1
not in_group "$(escaped g)" || fail "it is off"
expect 0 "$q" stop
rmdir "$group/unit"

say "one that cannot be had is named"
bad()
{
	make_command bad <<-END
		$usage
		cgroup = "$1";
		programs = ({ name = "b"; exec = ["sleep", "1000"]; });
	END
	expect 1 "$work/bad" start -d
	expect_err "$2"
	expect_clean
}
bad "$group/none" "cgroup: cannot open '.*/none': No such file or directory"
bad "$work" "cgroup: '$work' is no control group of version 2"

say "no room for groups: workers run without"
make_command full <<-END
	$usage
	$settings
	programs = ({ name = "f"; workers = 2; exec = ["sleep", "1000"]; });
END
q=$work/full
echo 2 >"$group/cgroup.max.descendants"
expect 0 "$q" start -d
looks running "$q" workers.0.state && looks running "$q" workers.1.state || fail "they do not run"
grep -q "f.2 is started without a control group of its own: " "$REEVE_STATE_DIR/$tag.full/log/reeve.log" ||
	fail "the log does not say so"
expect 0 "$q" stop
expect_clean
expect_no_groups
echo 0 >"$group/cgroup.max.descendants"
expect 1 "$q" start -d
expect_err "cgroup: cannot make a control group in '"
echo max >"$group/cgroup.max.descendants"
expect_clean
expect_no_groups
