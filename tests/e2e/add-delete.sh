#!/bin/sh
# SPDX-License-Identifier: MIT
# add and delete: programs come into what runs and go out of it, one by one, and nobody else notices.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

q=$work/q
# A script that is the template: edits of it count at once.
template()
{
	{
		printf '#!/bin/sh\n//usr/bin/env "%s" "$0" "$@"; exit $?\n' "$(realpath "$REEVE")"
		echo "name = \"$tag.q\"; start_grace = \"0s\";"
		echo "usage = \"<start|stop|restart|status|plan|reload|scale|add|delete> -[d|j|rolling] [program...]\";"
		cat
	} >"$q.new"
	chmod +x "$q.new"
	mv "$q.new" "$q"
}

fleet()
{
	look "$q" 'workers.*' program instance state | tr '\n' ',' | sed 's/,$//'
}

pids_of()
{
	look "$q" 'workers.*' program pid | sed -n "s/^$1 //p"
}

# Everybody but these programs has the pid that it had.
note_others()
{
	look "$q" 'workers.*' program instance pid | grep -v -e "^${1:-no} " -e "^${2:-no} " >"$work/others"
}

expect_others()
{
	look "$q" 'workers.*' program instance pid | grep -v -e "^${1:-no} " -e "^${2:-no} " | cmp -s - "$work/others" ||
		fail "somebody else was touched"
}

template <<-END
	programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 2; },
		{ name = "deaf"; exec = ["sh", "-c", "trap '' TERM; touch $work/deaf; while :; do sleep 0.05; done"];
			stop_timeout = "300ms"; },
		{ name = "asked"; exec = ["sh", "-c", "trap 'echo asked; exit' INT; touch $work/asked; while :; do sleep 0.05; done"];
			stop_sequence = ["INT 50s"]; },
		{ name = "wide"; exec = ["sleep", "1000"]; },
		{ name = "round"; exec = ["sh", "-c", "touch $work/round.up; while test -e $work/hold; do sleep 0.02; done;
			echo >&3; exec sleep 1000"]; ready = "fd"; ready_timeout = "50s"; workers = 2;
			reload = "rolling"; },
		{ name = "db"; exec = ["sh", "-c", "trap 'echo db >>$work/order; exit' TERM; touch $work/db;
			while :; do sleep 0.02; done"]; },
		{ name = "web"; exec = ["sh", "-c", "trap 'sleep 0.2; echo web >>$work/order; exit' TERM; touch $work/web;
			while :; do sleep 0.02; done"]; needs = ["db"]; },
		{ name = "log"; exec = ["sleep", "1000"]; after = ["db"]; },
		{ name = "z"; work = "$plugins/probe.so"; workers = 2; execute_times = 0; execute_usleep = 1000; });
END
expect 7 "$q" add a
expect_err 'is not running'
expect 7 "$q" delete a
expect 0 "$q" start -d
await test -e "$work/deaf"
await test -e "$work/asked"
whole=$(fleet)

say "what cannot be"
expect 2 "$q" add
expect_err 'no program is named'
expect 2 "$q" delete
expect 1 "$q" add a
expect_err "program 'a' is in force already: 'reload a' is for what has changed of it"
expect 2 "$q" add wbe
expect_err "there is no program 'wbe', did you mean 'web'?"
expect 2 "$q" delete aksed
expect_err "there is no program 'aksed', did you mean 'asked'?"
expect 2 "$q" delete a.1
expect 1 "$q" delete db
expect_err "program 'db' cannot go alone, 'web' (needs), 'log' (after) wait for it: delete those too"
expect 1 "$q" delete all
expect_err "'stop' ends it"
expect 1 "$q" delete a deaf asked wide round db web log z
expect 0 "$q" add all
expect_err 'nothing has changed'
same "$(fleet)" "$whole" workers

say "deleted as each wants to be stopped"
deaf=$(pids_of deaf)
note_others deaf asked
expect 0 "$q" delete deaf asked
expect_no_out
expect_no_err
expect_others
not alive "$deaf" || fail "deaf lives"
grep -q asked "$REEVE_STATE_DIR/$tag.q/log/asked.out" || fail "it was not asked by its own signal"
! "$q" status | grep -q -e deaf -e asked || fail "status shows them"
expect 1 "$q" delete deaf
expect_err "'deaf' is not in force"
expect 0 "$q" plan
expect_out '^  deaf  *workers  *--  *1  *added$'
expect 0 "$q" delete -j log
same "$(json 'programs.*' name effect <"$work/out" | grep removed)" 'log removed' document
expect 2 "$q" stop log
expect_err "there is no program 'log'"

say "added where they stand in the template"
rm "$work/deaf"
note_others
expect 0 "$q" add deaf
expect_others deaf
await test -e "$work/deaf"
expect 0 "$q" add all
same "$(fleet)" "$whole" 'workers as they were'

say "scaled, rolling, stopped; several at once; who is needed goes with those who need it, after them"
expect 0 "$q" scale wide=4
expect 0 "$q" stop a
note_others wide round
wide=$(pids_of wide)
expect 0 "$q" delete wide round
expect_others
for pid in $wide; do
	not alive "$pid" || fail "wide: $pid lives"
done
expect 0 "$q" delete a
expect 0 "$q" add wide round a
same "$(fleet)" "$whole" 'as the template says'
await test -e "$work/db"
await test -e "$work/web"
expect 0 "$q" delete db web log
same "$(tr '\n' ' ' <"$work/order")" 'web db ' order
expect 1 "$q" add web
expect_err "program 'web' has 'db' in 'needs', which is not in force: name both"
expect 0 "$q" add web db
expect 0 "$q" reload
same "$(fleet)" "$whole" 'as the template says'

say "in the middle of a round"
note_others round
touch "$work/hold"
rm "$work/round.up"
behind roll "$q" restart -rolling round
await test -e "$work/round.up"
round=$(pids_of round)
expect 0 "$q" delete round
expect_others round
for pid in $round; do
	not alive "$pid" || fail "round: $pid lives"
done
await test -s "$work/roll.code"
rm "$work/hold"
expect 0 "$q" add round
same "$(fleet)" "$whole" 'as the template says'

say "a new program that fails"
sed 's/name = "z"/name = "bad"; exec = ["sh", "-c", "exit 3"]; start_grace = "1s"; }, { name = "z"/' "$q" >"$work/edited"
cat "$work/edited" >"$q"
note_others
expect 1 "$q" add bad
expect_err 'bad.1: exited with code 3'
expect_others bad
expect 0 "$q" delete bad
expect_others
expect 0 "$q" delete a
expect 0 "$q" stop
expect_clean

say "two people at once: one of them has done it"
template <<-END
	programs = ({ name = "a"; exec = ["sleep", "1000"]; }, { name = "b"; exec = ["sleep", "1000"]; },
		{ name = "c"; exec = ["sleep", "1000"]; });
END
expect 0 "$q" start -d
for word in delete add; do
	behind one "$q" $word b
	behind other "$q" $word b
	behind third "$q" $word c
	ended third 0
	await test -s "$work/one.code" -a -s "$work/other.code"
	same "$(cat "$work/one.code" "$work/other.code" | sort | tr '\n' ' ')" '0 1 ' "codes of $word"
	grep -q 'in force' "$work/one.err" "$work/other.err" || fail "the second $word does not say why"
	rm "$work/one.code" "$work/other.code"
done
same "$(fleet)" 'a 1 running,b 1 running,c 1 running' workers
same "$(ours | wc -l)" 5 processes
expect 0 "$q" stop

say "the file is not looked at; the last one stays"
template <<-END
	programs = ({ name = "a"; exec = ["sleep", "1000"]; }, { name = "b"; exec = ["sleep", "1000"]; });
END
expect 0 "$q" start -d
echo 'nice = 77;' >>"$q"
expect 0 "$q" delete b
expect 6 "$q" add b
expect_err "'nice' must be"
sed -i '/^nice/d' "$q"
expect 1 "$q" delete a
expect_err "program 'a' is the only one that is left: 'stop' ends it"
expect 0 "$q" stop

say "several commands: all of them, or those of one"
template <<-END
	options = { c = "command"; };
	commands = ({ name = "$tag.one"; programs = ({ name = "a"; exec = ["sleep", "1000"]; }, { name = "b"; exec = ["sleep", "1000"]; }); },
		{ name = "$tag.two"; programs = ({ name = "a"; exec = ["sleep", "1000"]; }, { name = "c"; exec = ["sleep", "1000"]; }); });
END
sed -i 's/rolling\]/& -[c=NAME]/' "$q"
expect 0 "$q" start -d
expect 2 "$q" delete a
expect_err "programs of which command? Choose one of the 2 (-c=$tag.one)"
expect 0 "$q" delete -c="$tag.one" a
expect 0 "$q" delete -c="$tag.two" c
expect 1 "$q" delete all
expect 0 "$q" add all
same "$(look "$q" 'commands.*.workers.*' program | tr '\n' ' ')" 'a b a c ' workers
expect 0 "$q" stop
