#!/bin/sh
# SPDX-License-Identifier: MIT
# Strangers with the very pids of a worker, a guardian and a master that are dead: they are neither shown as
# ours, nor adopted, nor signalled; nor while a master looks away. Each pid is forced (clone3) in a pid
# namespace of its own.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
if [ "${1:-}" != inside ]; then
	unshare -pf --mount-proc true 2>/dev/null || {
		echo "pid-reuse: skipped: no pid namespace can be made here"
		exit 77
	}
	export top_srcdir
	exec unshare -pf --mount-proc "$0" inside
fi
. "$top_srcdir/tests/e2e/lib.sh"
reuse=$top_builddir/tests/e2e/reuse

is_free()
{
	! [ -e "/proc/$1" ]
}

# take PID: a bystander has it from now on.
take()
{
	await is_free "$1"
	code=0
	"$reuse" "$1" "$actor" bystander "$work/signals.$1" 2>"$work/err" || code=$?
	[ "$code" != 77 ] || skip "no pid can be chosen here: $(cat "$work/err")"
	same "$code" 0 "reuse: $(cat "$work/err")"
	await test -e "$work/signals.$1"
	bystanders="$bystanders $1"
	[ -r "/proc/$1/stat" ] || fail "nobody has pid $1"
}

expect_all_unharmed()
{
	for one in $bystanders; do
		expect_unharmed "$one"
	done
}

release_all()
{
	kill -KILL $bystanders
	for one in $bystanders; do
		await is_free "$one"
	done
	rm -f "$work"/signals.*
	bystanders=
}

# All dead, and all their pids others'.
replace_all()
{
	expect 0 "$1" start -d
	guardian=$(look "$1" guardian.pid) master=$(look "$1" master.pid) worker=$(look "$1" workers.0.pid)
	kill_both "$guardian" "$master"
	kill -KILL "$worker"
	for pid in "$worker" "$guardian" "$master"; do
		take "$pid"
	done
}

try_all()
{
	say "$1: status and stop"
	replace_all "$1"
	run "$1" status
	[ "$code" != 0 ] || fail "strangers are shown as ours"
	expect 0 "$1" stop
	expect_all_unharmed
	expect_clean
	release_all

	say "$1: start"
	replace_all "$1"
	former=$worker
	expect 0 "$1" start -d
	await looks running "$1" workers.0.state
	[ "$(look "$1" workers.0.pid)" != "$former" ] || fail "a stranger was adopted"
	same "$(look "$1" workers.0.adopted)" false adopted
	expect 0 "$1" restart
	expect 0 "$1" stop
	expect_all_unharmed
	expect_clean
	release_all

	say "$1: while a master that has adopted it looks away"
	expect 0 "$1" start -d
	worker=$(look "$1" workers.0.pid)
	kill_both "$(look "$1" guardian.pid)" "$(look "$1" master.pid)"
	expect 0 "$1" start -d
	same "$(look "$1" workers.0.pid)" "$worker" "the worker that was adopted"
	master=$(look "$1" master.pid)
	kill -STOP "$master"
	await grep -q '^State:.T' "/proc/$master/status"
	kill -KILL "$worker"
	take "$worker"
	"$1" stop >"$work/out" 2>"$work/err" &
	stopping=$!
	kill -CONT "$master"
	code=0
	wait "$stopping" || code=$?
	same "$code" 0 "stop: $(cat "$work/err")"
	expect_all_unharmed
	expect_clean
	release_all
}

make_command q <<-END
	$usage
	programs = ({ name = "sleeps"; exec = ["sleep", "1000"]; start_grace = "0s"; });
END
try_all "$work/q"

# As if pidfds had no inodes of their own: start times have to do.
old=$top_builddir/tests/e2e/old-kernel
[ -x "$old/reeve-master" ] || exit 0
with_helpers "$(cd "$old" && pwd)"
make_command old <<-END
	$usage
	programs = ({ name = "sleeps"; exec = ["sleep", "1000"]; start_grace = "0s"; });
END
try_all "$work/old"
