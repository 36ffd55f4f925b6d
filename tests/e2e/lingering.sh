#!/bin/sh
# SPDX-License-Identifier: MIT
# A worker's set of processes outlives its leader, and perhaps its masters: nothing of it is left beside a
# fresh worker, or after a stop.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# All but guardian and master.
members()
{
	grep -lzs "^REEVE_COMMAND=$tag" /proc/[0-9]*/environ | xargs -r grep -Lzs '^REEVE_ROLE=' |
		sed 's,/proc/\([0-9]*\)/.*,\1,'
}

has_members()
{
	[ "$(members | wc -l)" = "$1" ]
}

kill_both()
{
	both=$(look "$1" guardian.pid && look "$1" master.pid)
	kill -STOP $both && kill -KILL $both || fail "cannot kill $both"
	for pid in $both; do
		await not alive "$pid"
	done
}

# The leader dies, child and grandchild ignore what they get. A master that lives ends them at once.
orphan()
{
	leader=$(look "$1" workers.0.pid)
	left=$(members | grep -vx "$leader")
	same "$(echo "$left" | wc -l)" 2 "child and grandchild"
	kill -KILL "$leader" || fail "no leader to kill"
	await not alive "$leader"
}

expect_fresh()
{
	await looks running "$1" workers.0.state
	await has_members 3
	for pid in $left; do
		not alive "$pid" || fail "$pid lives beside the fresh worker"
	done
}

make_command patient <<-END
	$usage
	start_grace = "0s";
	programs = ({ name = "a"; exec = ["$actor", "family"]; stop_timeout = "1h"; });
END
q=$work/patient
say "the master is killed while the set is being ended"
expect 0 "$q" start -d
await has_members 3
orphan "$q"
await looks stopping "$q" workers.0.state
before=$(look "$q" master.pid)
guardian=$(look "$q" guardian.pid)
kill -KILL "$before"
await eval 'now=$(look "$q" master.pid) && [ "$now" != "$before" ] && looks stopping "$q" workers.0.state'
has_members 2 || fail "members: $(members)"
kill -INT "$guardian"
await looks stopped "$q" workers.0.wanted
kill -INT "$guardian"
await none_of
expect_clean

make_command quick <<-END
	$usage
	start_grace = "0s";
	programs = ({ name = "a"; exec = ["$actor", "family"]; stop_timeout = "100ms"; });
END
q=$work/quick
say "the leader dies while nobody looks, then a start"
expect 0 "$q" start -d
await has_members 3
kill_both "$q"
orphan "$q"
expect 0 "$q" start -d
expect_fresh "$q"

say "a worker that was started again can be stopped"
orphan "$q"
expect_fresh "$q"
expect 0 "$q" stop
expect_clean

say "the leader dies while nobody looks, then a stop"
expect 0 "$q" start -d
await has_members 3
kill_both "$q"
orphan "$q"
expect 0 "$q" stop
expect_clean

say "the template has the program no more"
expect 0 "$q" start -d
await has_members 3
kill_both "$q"
left=$(members)
sed 's/name = "a"/name = "b"/' "$work/quick.cfg" >"$work/other.cfg"
mv "$work/other.cfg" "$work/quick.cfg"
expect 0 "$REEVE" build "$work/quick.cfg" -o "$q"
expect 0 "$q" start -d
expect_fresh "$q"
expect 0 "$q" stop

say "a member is born after its leader's end"
mkfifo "$work/go" "$work/born"
make_command late <<-END
	$usage
	start_grace = "0s";
	stop_timeout = "1h";
	programs = ({ name = "a"; exec = ["sh", "-c",
		"trap '' TERM; (read line <$work/born; $actor stubborn &) & read line <$work/go; exit 3"]; });
END
q=$work/late
expect 0 "$q" start -d
leader=$(look "$q" workers.0.pid)
echo >"$work/go"
await not alive "$leader"
await looks stopping "$q" workers.0.state
echo >"$work/born"
await eval 'has_members 1 && tr "\0" " " <"/proc/$(members)/cmdline" | grep -q stubborn'
same "$(look "$q" workers.0.state)" stopping "the set is not empty"
guardian=$(look "$q" guardian.pid)
kill -INT "$guardian"
await looks stopped "$q" workers.0.wanted
kill -INT "$guardian"
await none_of
