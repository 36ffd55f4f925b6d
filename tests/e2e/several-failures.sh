#!/bin/sh
# SPDX-License-Identifier: MIT
# What goes wrong with one of several commands is said of that one, and the others go on.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command all <<-END
	usage = "<start|stop|restart|status|wakeup> -[d] -[j] -[n=N] -[c=NAME]";
	commands = (
		{ name = "$tag.a"; programs = ({ name = "sleeper"; exec = ["sleep", "1000"]; }); },
		{ name = "$tag.b"; programs = ({ name = "bad"; exec = ["sh", "-c", "echo no \$0 >&2; exit 3", "luck"]; }); },
		{ name = "$tag.c"; programs = ({ name = "sleeper"; exec = ["sleep", "1000"]; }); }
	);
END
all=$work/all

# The second does not start: the first stays, the third is started.
expect 1 "$all" start -d
expect_err "^all: command '$tag.b': .*bad.* exit"
expect_err '^all: its last words: no luck'
expect_err '^all: 1 of 3 commands failed, the others run$'
none_of "$tag.b" || fail "something of b is left"
expect 3 "$all" status
same "$("$all" status -j | json 'commands.*.running' | tr '\n' ' ')" 'true false true ' "who runs"
expect 1 "$all" start -d -j
same "$(json exit <"$work/out") $(json 'commands.*.already' <"$work/out" | tr '\n' ' ')" '1 true true ' "who ran already"
same "$(json commands.1.error.code <"$work/out")" 1 "its code"
json commands.1.error.text <"$work/out" | grep -q 'no luck' || fail "its reason"
expect 1 "$all" restart
expect_err '^all: 1 of 3 commands failed, the others run$'
expect 0 "$all" status -c="$tag.a,$tag.c"
expect 1 "$all" start -d -c="$tag.b"
expect_err "^all: command '$tag.b': "
! grep -q 'of 1 commands' "$work/err" || fail "a sentence about one"
expect 1 "$all" start -d -j -c="$tag.b"
same "$(json error.code <"$work/out")" 1 "document of one that failed"

# A run directory that others can write.
chmod 777 "$REEVE_RUN_DIR/$tag.c"
expect 152 "$all" status
expect_err "^all: command '$tag.c': .*mode 0777"
expect_out "process_m:Worker:$tag.a.sleeper.1 "
expect_out "^$tag.b is not running\$"
! grep -q "$tag.c" "$work/out" || fail "something of c is shown"
expect 152 "$all" status -j
same "$(json exit <"$work/out") $(json commands.2.error.code <"$work/out")" "152 152" codes
same "$(json commands.0.running <"$work/out") $(json commands.2.running <"$work/out")" "true null" "what is known"
expect 152 "$all" status -c="$tag.c" -j
same "$(json error.code <"$work/out")" 152 "document of one that cannot be told"
expect 152 "$all" stop
expect_err "^all: command '$tag.c': .*mode 0777"
none_of "$tag.a" || fail "a still runs"
chmod 711 "$REEVE_RUN_DIR/$tag.c"
expect 0 "$all" stop
expect_clean

# A name that another template's command has.
make_command other <<-END
	$usage
	programs = ({ name = "sleeper"; exec = ["sleep", "1000"]; });
END
sed "s/$tag\.b/$tag.other/; s/\"sh\".*\"luck\"/\"sleep\", \"1000\"/" "$all" >"$work/third"
chmod 755 "$work/third"
expect 0 "$work/other" start -d
expect 152 "$work/third" start -d
expect_err "^third: '$tag.other' belongs to the template '$work/other'"
expect 152 "$work/third" status
expect_err "^third: '$tag.other' belongs to the template '$work/other'"
expect 152 "$work/third" stop
expect 0 "$work/other" status
expect 0 "$work/other" stop
expect_clean

# Who starts is killed while the second starts: the first stays, what was begun goes on, and can be stopped.
sed "s/\"sh\".*\"luck\".*/\"sleep\", \"1000\"]; start_grace = \"1h\"; }); },/" "$all" >"$work/slow"
chmod 755 "$work/slow"
"$work/slow" start -d >"$work/out" 2>"$work/err" &
starter=$!
bystanders="$bystanders $starter"
await eval '[ "$("$work/slow" status -j | json commands.1.workers.0.state)" = starting ]'
kill -KILL $starter
wait $starter
expect 3 "$work/slow" status
same "$("$work/slow" status -j | json 'commands.*.running' | tr '\n' ' ')" 'true true false ' "who runs"
expect 0 "$work/slow" stop
expect_clean

# Two who start at the same time: each command runs once, and both are told so.
sed "s/\"sh\".*\"luck\".*/\"sleep\", \"1000\"]; }); },/" "$all" >"$work/twice"
chmod 755 "$work/twice"
"$work/twice" start -d >"$work/one" 2>&1 &
starter=$!
expect 0 "$work/twice" start -d
wait $starter || fail "the other start: $(cat "$work/one")"
expect 0 "$work/twice" status
same "$(grep -c '^ *Master ' "$work/out") $(grep -c '^ *Worker ' "$work/out")" "3 3" rows
await eval '[ "$(ours | wc -l)" = 9 ]'
expect 0 "$work/twice" stop
