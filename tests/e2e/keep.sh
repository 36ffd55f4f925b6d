#!/bin/sh
# SPDX-License-Identifier: MIT
# What a worker keeps outlives it, its master and its guardian, whole, whenever they are killed; not a stop.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	restart_delay = "0s"; restart_window = "none";
	programs = ({ name = "p"; work = "$plugins/keeper.so"; workers = 1; execute_times = 0; execute_usleep = 0; cwd = "."; });
END
q=$work/q

begun()
{
	[ ! -e "$work/wrong" ] || fail "$(cat "$work/wrong")"
	[ -e "$work/begun" ] && [ "$(wc -l <"$work/begun")" -ge "$1" ]
}

advances()
{
	[ "$(od -An -t u8 "$work/acked")" -gt "$1" ]
}

expect 0 "$q" start -d
await begun 1
same "$(cat "$work/begun")" 0 "the first"

# The worker is killed in the middle of keeping, most of the times.
processes=1
while [ $processes -lt 150 ]; do
	pid=$(look "$q" workers.0.pid)
	[ -n "$pid" ] && kill -KILL "$pid" 2>/dev/null || continue
	processes=$((processes + 1))
	await begun $processes
done
await advances "$(tail -n 1 "$work/begun")"
[ "$(sort -nu "$work/begun" | wc -l)" -gt 100 ] || fail "not much was kept: $(tail "$work/begun")"
sort -n -c "$work/begun" || fail "it has gone back"

# kill_all PATH...: these and the worker, in one stroke.
kill_all()
{
	pids=$(for path in "$@" workers.0; do look "$q" "$path.pid"; done)
	kill -STOP $pids && kill -KILL $pids || fail "cannot kill $pids"
	processes=$((processes + 1))
}
for round in 1 2 3; do
	kill_all master
	await begun $processes
	await looks running "$q" master.state
	kill_all guardian
	await begun $processes
	await looks running "$q" master.state
	kill_all guardian master
	expect 0 "$q" start -d
	await begun $processes
done
sort -n -c "$work/begun" || fail "it has gone back"
! grep -qx 0 "$work/begun" || [ "$(grep -cx 0 "$work/begun")" = 1 ] || fail "begun anew: $(cat "$work/begun")"

# Nothing is left over but the one value and what a killed one was writing.
same "$(ls "$REEVE_RUN_DIR/$tag.q/kept.$(id -u)" | grep -v -x -e p.1:number -e 'p.1:number@0')" "" "left"

# One that runs as another user keeps by a descriptor: no path leads it there.
if [ "$(id -u)" = 0 ] &&
	setpriv --reuid "$(id -u nobody)" --clear-groups test -r "$plugins/keeper.so" 2>/dev/null; then
	mkdir "$work/other.d"
	chown nobody "$work/other.d"
	chmod 711 "$work"
	make_command other <<-END
		$usage
		restart_delay = "0s"; restart_window = "none";
		programs = ({ name = "p"; work = "$plugins/keeper.so"; workers = 1; execute_times = 0; execute_usleep = 0;
			cwd = "other.d"; user = "nobody"; });
	END
	expect 0 "$work/other" start -d
	for count in 1 2 3 4; do
		await eval '[ "$(cat "$work/other.d/begun" 2>/dev/null | wc -l)" -ge $count ]'
		kill -KILL "$(look "$work/other" workers.0.pid)"
	done
	[ ! -e "$work/other.d/wrong" ] || fail "$(cat "$work/other.d/wrong")"
	[ "$(tail -n 1 "$work/other.d/begun")" -gt 0 ] || fail "nothing kept by another user"
	expect 0 "$work/other" stop
fi

# A stop is the end of it.
expect 0 "$q" stop
expect_clean
rm "$work/acked"
expect 0 "$q" start -d
await begun $((processes + 1))
same "$(tail -n 1 "$work/begun")" 0 "after a stop"
# So is the one in a restart: the plugin remembers what it had kept, and misses it.
await advances 0
expect 1 "$q" restart
expect_err 'lost: 0 '

expect_clean
