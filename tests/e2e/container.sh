#!/bin/sh
# SPDX-License-Identifier: MIT
# As PID 1 of a pid namespace, which is what a container is to it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# In a namespace of users of its own, nobody would own the files of the system.
[ "$(id -u)" = 0 ] || skip "it needs root"
unshare="unshare --pid --fork --mount-proc --kill-child"
$unshare true 2>/dev/null || skip "no pid namespace can be had here"

# contained COMMAND SCRIPT: the command in the foreground as PID 1, and in the same container the script, which has
# the functions of lib.sh; what it says at its end is in $work/said.
contained()
{
	cat >"$work/inside" <<-END
		top_srcdir='$top_srcdir' top_builddir='$top_builddir'
		. '$work/functions'
		work='$work' tag='$tag' REEVE='$REEVE' q='$1'
		await looks running "\$q" master.state
		await looks running "\$q" workers.0.state
		$2
	END
	rm -f "$work/said"
	echo "sh '$work/inside' >'$work/said' 2>&1 & exec '$1' start" >"$work/first"
	run $unshare sh "$work/first"
	grep -q '^ended$' "$work/said" || [ "${3:-}" = cut ] || fail "the script in the container: $(cat "$work/said")"
	! grep '^FAILED' "$work/said" || fail "in the container: $(cat "$work/said")"
}
# Functions alone, without traps and directories.
sed -n '/^fail()/,$d; /^say()/,/^}/p' "$top_srcdir/tests/e2e/lib.sh" >"$work/functions"
cat >>"$work/functions" <<'END'
fail()
{
	echo "FAILED: $*"
	kill -TERM 1
	exit 1
}

# The last that a script does: the end of PID 1 is its own.
finish()
{
	echo ended
	kill -"$1" 1
}
END
for name in await not same json look looks alive; do
	sed -n "/^$name()/,/^}/p" "$top_srcdir/tests/e2e/lib.sh" >>"$work/functions"
done

make_command q <<-END
	$usage
	programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 2; });
END

say "signals of PID 1, status, a stop"
contained "$work/q" 'same "$(look "$q" guardian.pid)" 1 "guardian"; finish TERM'
expect_code 0
expect_clean
contained "$work/q" '"$q" status || fail status; "$q" stop' cut
expect_code 0
expect_clean

say "strangers are reaped"
contained "$work/q" '
	zombies() { grep -s "^[^)]*) Z" /proc/[0-9]*/stat; }
	sh -c "for i in 1 2 3 4 5 6 7 8 9 10; do (sleep 0 & sleep 0 & sleep 0 & exec true) & done; exec true"
	sh -c "setsid sleep 1001 & exec true"
	await eval "[ \"\$(pgrep -x -P 1 sleep | wc -l)\" = 1 ]"
	kill -KILL $(pgrep -x -P 1 sleep)
	await eval "[ -z \"\$(zombies)\" ]"
	await eval "[ -z \"\$(pgrep -x -P 1 sleep)\" ]"
	looks running "$q" workers.1.state || fail "the workers"
	finish INT'
expect_code 0

say "a master that is killed is replaced there, too, and adopts"
contained "$work/q" '
	worker=$(look "$q" workers.0.pid)
	master=$(look "$q" master.pid)
	kill -KILL "$master"
	await eval "[ \"\$(look \"\$q\" master.pid)\" != $master ] && looks running \"\$q\" master.state"
	same "$(look "$q" workers.0.pid)" "$worker" "adopted"
	kill -KILL 1; alive 1 || fail "the kernel lets PID 1 be killed from inside"
	finish TERM'
expect_code 0
expect_clean

say "the code of the container"
make_command main <<-END
	$usage
	exit_code_from = "main"; start_grace = "0s";
	programs = (
		{ name = "main"; exec = ["sh", "-c", "while [ ! -e '$work/go' ]; do sleep 0.05; done; exit 42"]; restart = "temporary"; },
		{ name = "other"; exec = ["sleep", "1000"]; }
	);
END
contained "$work/main" "touch '$work/go'" cut
expect_code 42
make_command fatal <<-END
	$usage
	on_fatal = "exit"; max_restarts = 0; start_grace = "0s";
	programs = (
		{ name = "other"; exec = ["sleep", "1000"]; },
		{ name = "fatal"; exec = ["sh", "-c", "while [ ! -e '$work/die' ]; do sleep 0.05; done; exit 42"]; }
	);
END
contained "$work/fatal" "touch '$work/die'" cut
expect_code 1
expect_clean

say "what a container left that was killed is nobody of the next one"
cat >"$work/first" <<-END
	('$work/q' status; echo \$\$ >'$work/up.new'; while ! '$work/q' status; do sleep 0.05; done; mv '$work/up.new' '$work/up'; exec sleep 1000) >/dev/null 2>&1 &
	exec '$work/q' start
END
$unshare sh "$work/first" >/dev/null 2>&1 &
container=$!
bystanders="$bystanders $container"
await test -e "$work/up"
kill -KILL "$container"
wait "$container" 2>/dev/null
await none_of "$tag"
[ -e "$REEVE_RUN_DIR/$tag.q/scoreboard" ] || fail "nothing was left: this tests nothing"
contained "$work/q" 'same "$(look "$q" "workers.*.state" | sort -u)" running state; same "$(look "$q" workers.0.restarts)" 0 restarts; finish TERM'
expect_code 0
expect_clean

say "as nobody whom the system knows, without a home"
chmod 755 "$work"
if setpriv --reuid 4242 --regid 4242 --clear-groups test -x "$top_builddir/src/tool/.libs/reeve"; then
	mkdir "$work/4242"
	chown 4242:4242 "$work/4242"
	unknown="setpriv --reuid 4242 --regid 4242 --clear-groups env -u HOME -u REEVE_RUN_DIR -u REEVE_STATE_DIR"
	run $unknown "$work/q" start -d
	[ "$code" != 0 ] || fail "it has a run directory from somewhere"
	expect_err 'REEVE_RUN_DIR'
	unknown="$unknown REEVE_RUN_DIR=$work/4242/run REEVE_STATE_DIR=$work/4242/state"
	for action in 'start -d' status stop; do
		run $unknown "$work/q" $action
		expect_code 0
	done
fi
