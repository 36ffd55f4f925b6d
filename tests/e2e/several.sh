#!/bin/sh
# SPDX-License-Identifier: MIT
# Several commands in one template: each has its own master, actions go over all of them, -c picks some.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

mkdir "$work/parts"
cat >"$work/parts/$tag.a.cfg" <<-END
	usage = "<start|stop|status> -[d] -[j]";
	workers = 2;
	programs = ({ name = "sleeper"; exec = ["sleep", "1000"]; });
END
cat >"$work/$tag.cfg" <<-END
	usage = "<start|stop|restart|status|wakeup> -[d] -[j] -[n=N] -[config] -[c=NAME]";
	env = ["WHERE=top", "TOP=1"];
	workers = 3;
	commands = (
		"parts/$tag.a.cfg",
		{ name = "$tag.b"; env = ["WHERE=b"]; cwd = "$work";
		  programs = ({ name = "shell"; workers = 1; exec = ["sh", "-c", "echo \$WHERE \$TOP; exec sleep 1000"]; }); },
		{ name = "$tag.c"; programs = ({ name = "sleeper"; exec = ["sleep", "1000"]; }); }
	);
END
expect 0 "$REEVE" check "$work/$tag.cfg"
expect_out "valid: command '$tag.a', programs: 1, workers: 2\$"
expect_out "valid: command '$tag.b', programs: 1, workers: 1\$"
expect_out "valid: command '$tag.c', programs: 1, workers: 3\$"
# The command means the same wherever it lies; the files that it names stay where they are.
mkdir "$work/bin"
expect 0 "$REEVE" build "$work/$tag.cfg" -o "$work/bin/all"
all=$work/bin/all
cd / || exit 99

# part a|b|c FIELD: of the merged status, which is in the template's order.
part()
{
	"$all" status -j 2>/dev/null | json "commands.$(echo "$1" | tr abc 012).$2"
}

has()
{
	[ "$(part "$1" "$2")" = "$3" ]
}

expect 3 "$all" status
for name in a b c; do
	expect_out "^$tag.$name is not running\$"
done
expect 0 "$all" stop
expect_err "^all: command '$tag.c': not running\$"
expect 7 "$all" wakeup
expect_err "^all: '$tag.a' is not running\$"

# Together they can only be in the background.
expect 2 "$all" start
expect_err '3 commands can only be started in the background'
expect_clean
expect 0 "$all" start -d
expect_no_err
for name in a b c; do
	await eval '[ -n "$(ours "$tag.$name")" ]'
	[ -s "$REEVE_RUN_DIR/$tag.$name/pid" ] || fail "$tag.$name has no run directory"
done
expect 0 "$all" status
same "$(grep -c '^ *Master ' "$work/out") $(grep -c '^ *Guardian ' "$work/out") $(grep -c '^ *Worker ' "$work/out")" "3 3 6" rows
same "$(sed -n 's/  */ /g; 1p' "$work/out")" Master "first table"
expect 0 "$all" status -config
expect_out "process_m:Master:$tag.b  *--  *1  *shell"
same "$(cat "$REEVE_STATE_DIR/$tag.b/log/shell.out")" "b 1" "its environment"

# A second start finds them; a part is the same command when its file is run by itself.
expect 0 "$all" start -d
expect_err "^all: command '$tag.b': already running (pid [0-9]*)\$"
master=$(part a master.pid)
expect 0 "$REEVE" "$work/parts/$tag.a.cfg" status -j
same "$(json master.pid <"$work/out")" "$master" "master of a"
expect 0 "$all" status -c="$tag.a" -j
same "$(json command <"$work/out") $(json master.pid <"$work/out")" "$tag.a $master" "document of one"

# One document, in the template's order, with the documents of each.
expect 0 "$all" status -j
same "$(json schema <"$work/out") $(json exit <"$work/out") $(json 'commands.#' <"$work/out")" "1 0 3" document
same "$(json 'commands.*.command' <"$work/out" | tr '\n' ' ')" "$tag.a $tag.b $tag.c " order
same "$(json 'commands.*.schema' <"$work/out" | sort -u)" 1 "schemas"

# Chosen ones alone.
expect 0 "$all" stop -c "$tag.a,$tag.c"
expect_no_err
expect 3 "$all" status
expect_out "^$tag.a is not running\$"
expect_out "process_m:Worker:$tag.b.shell.1 "
same "$(grep -c '^ *Master ' "$work/out")" 1 masters
expect 7 "$all" wakeup
expect_err "^all: '$tag.c' is not running\$"
expect 0 "$all" wakeup -c="$tag.b"
expect 0 "$all" start -d -j
same "$(json 'commands.*.already' <"$work/out" | tr '\n' ' ')" 'false true false ' "who ran already"
same "$(json action <"$work/out") $(json exit <"$work/out")" "start 0" "the action"
for value in "$tag.d" "$tag.a,$tag.d" '' ,; do
	expect 2 "$all" stop -c="$value"
	expect_err "^all: there is no command '"
	expect_err '^Usage: '
done
expect 2 "$all" stop -c="$tag.aa"
expect_err "there is no command '$tag.aa', did you mean '$tag.a'?"
expect 2 "$all" status -c=zzzzzzzzzzzzzzzzzzzz -j
same "$(json error.code <"$work/out")" 2 "code in JSON"
expect 0 "$all" status

# -n means the programs of all of them, or those that have the name.
before=$(part a master.pid)
expect 0 "$all" restart -n sleeper=4
same "$(part a 'workers.#') $(part b 'workers.#') $(part c 'workers.#')" "4 1 4" workers
not alive "$before" || fail "the former master still lives"
expect 0 "$all" restart -n 1 -c="$tag.a,$tag.b"
same "$(part a 'workers.#') $(part b 'workers.#') $(part c 'workers.#')" "1 1 4" workers
expect 2 "$all" restart -n sleepr=4
expect_err "there is no program 'sleepr', did you mean 'sleeper'?"
expect 2 "$all" restart -n sleeper=4 -c="$tag.b"
expect_err "there is no program 'sleeper'"

# The death of one guardian, of one master, of both: the others do not notice.
others=$(part c 'workers.*.pid')
guardian=$(part a guardian.pid)
kill -KILL "$guardian"
await eval '! has a guardian.pid $guardian && has a guardian.state running'
master=$(part b master.pid)
kill -KILL "$master"
await eval '! has b master.pid $master && has b master.state running'
await eval '"$all" status >/dev/null'
worker=$(part a workers.0.pid)
kill_both "$(part a guardian.pid)" "$(part a master.pid)"
await has a master.state dead
expect 153 "$all" status
same "$(part a workers.0.pid)" "$worker" "worker of a"
expect 0 "$all" start -d
same "$(part a workers.0.pid) $(part a workers.0.adopted)" "$worker true" "worker of a, adopted"
same "$(part c 'workers.*.pid')" "$others" "workers of c"

# A master that stands still keeps nobody from telling.
master=$(part b master.pid)
kill -STOP "$master"
await has b master.state suspended
expect 0 "$all" status
expect_out "^ *Master  *$master .* suspended "
same "$(grep -c '^ *Worker ' "$work/out")" 7 workers
kill -CONT "$master"

# A single one in the foreground, the others beside it.
expect 0 "$all" stop -c="$tag.b"
"$all" start -c="$tag.b" >"$work/out" 2>"$work/err" &
guardian=$!
bystanders="$bystanders $guardian"
await has b guardian.pid "$guardian"
await eval '"$all" status >/dev/null'
expect 0 "$all" stop
code=0
wait "$guardian" || code=$?
last="start in the foreground"
expect_code 0

# They start in the order written, stop the other way round, and are restarted one after the other.
teller='["sh", "-c", "trap \"echo -$0 >>order; exit 0\" TERM; echo +$0 >>order; sleep 1000 & wait"'
{
	echo "usage = \"<start|stop|restart> -[d]\"; cwd = \"$work\"; start_grace = \"100ms\"; commands = ("
	for name in 1 2 3; do
		echo "{ name = \"$tag.$name\"; programs = ({ name = \"p\"; exec = $teller, \"$name\"]; }); }"
		[ $name = 3 ] || echo ,
	done
	echo ');'
} >"$work/order.cfg"
for action in 'start -d' restart stop; do
	expect 0 "$REEVE" "$work/order.cfg" $action
	echo . >>"$work/order"
done
same "$(tr '\n' ' ' <"$work/order")" '+1 +2 +3 . -1 +1 -2 +2 -3 +3 . -3 -2 -1 . ' order

# A built command is a template as well, and stays the one that it is.
expect 0 "$REEVE" build "$work/parts/$tag.a.cfg"
echo "commands = (\"./parts/$tag.a\");" >"$work/one.cfg"
expect 0 "$REEVE" "$work/one.cfg" start -d
expect 0 "$work/parts/$tag.a" start -d
expect_err 'already running'
expect 152 "$REEVE" "$work/parts/$tag.a.cfg" status
expect 0 "$REEVE" "$work/one.cfg" stop
