#!/bin/sh
# SPDX-License-Identifier: MIT
# add and delete in a tree of supervisors, in their order; in the middle of them master and guardian are killed, and
# others want something else.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

q=$work/q
# slow NAME: a program that waits for its leave to be ready and to go, and writes down when it went.
slow()
{
	echo "{ name = \"$1\"; ready = \"path:$work/$1.ready\"; ready_timeout = \"50s\"; stop_timeout = \"50s\";
		exec = [\"sh\", \"-c\", \"trap 'touch $work/$1.asked' TERM; touch $work/$1.up;
		while test -e $work/$1.hold; do sleep 0.02; done; touch $work/$1.ready;
		until test -e $work/$1.asked -a -e $work/$1.go; do sleep 0.02; done; echo $1 >>$work/gone\"]; }"
}

template()
{
	{
		printf '#!/bin/sh\n//usr/bin/env "%s" "$0" "$@"; exit $?\n' "$(realpath "$REEVE")"
		echo "name = \"$tag.q\"; start_grace = \"0s\";"
		echo "usage = \"<start|stop|restart|status|plan|reload|scale|add|delete> -[d|j] [program...]\";"
		cat
	} >"$q.new"
	chmod +x "$q.new"
	mv "$q.new" "$q"
}

fleet()
{
	look "$q" 'workers.*' program instance state | tr '\n' ',' | sed 's/,$//'
}

has()
{
	fleet | grep -q "$1"
}

# Everybody but this program has the pid that it had.
note_others()
{
	look "$q" 'workers.*' program instance pid | grep -v "^$1 " >"$work/others"
}

expect_others()
{
	look "$q" 'workers.*' program instance pid | grep -v "^$1 " | cmp -s - "$work/others" || fail "somebody else was touched"
}

is_pending()
{
	[ -e "$REEVE_RUN_DIR/$tag.q/template.next" ]
}

# kill_one master|guardian: returns when there is another.
kill_one()
{
	if [ "$1" = master ]; then
		kill_master "$q"
		return
	fi
	killed=$(look "$q" guardian.pid)
	kill -KILL "$killed"
	await has_another_guardian "$killed"
}

has_another_guardian()
{
	now=$(look "$q" guardian.pid) && [ -n "$now" ] && [ "$now" != null ] && [ "$now" != "$1" ]
}

tree()
{
	template <<-END
		supervisor = {
			strategy = "rest_for_one";
			programs = ({ name = "a"; exec = ["sleep", "1000"]; }, $(slow first), $(slow second),
				{ name = "b"; exec = ["sleep", "1000"]; workers = 2; });
			supervisors = ({ name = "pool"; strategy = "one_for_all";
				programs = ($(slow inner), { name = "mate"; exec = ["sleep", "1000"]; }); });
		};
	END
}

# renew NAME...: as if it had never run.
renew()
{
	for name; do
		rm -f "$work/$name.up" "$work/$name.asked" "$work/$name.go"
	done
}

tree
expect 0 "$q" start -d
await test -e "$work/first.up"
await test -e "$work/second.up"
await test -e "$work/inner.up"
whole=$(fleet)
supervisors=$(look "$q" 'supervisors.*' name state)

for whom in master guardian; do
	say "$whom killed in the middle of a delete"
	note_others inner
	behind delete "$q" delete inner
	await test -e "$work/inner.asked"
	is_pending || fail "it would be forgotten"
	kill_one $whom
	expect_others inner
	has 'inner 1 stopping' || fail "not gone on with: $(fleet)"
	touch "$work/inner.go"
	ended delete 0
	not has inner || fail "inner is in force: $(fleet)"
	expect_others inner
	same "$(find "$REEVE_RUN_DIR/$tag.q" -name 'template.*')" '' 'what is pending'

	say "$whom killed after it: it stays deleted; then in the middle of an add"
	kill_one $whom
	not has inner || fail "inner is in force: $(fleet)"
	expect_others inner
	renew inner
	touch "$work/inner.hold"
	behind add "$q" add inner
	await test -e "$work/inner.up"
	inner=$(look "$q" 'workers.*' program pid | grep inner)
	kill_one $whom
	has 'inner 1 starting' || fail "not gone on with: $(fleet)"
	rm "$work/inner.hold"
	ended add 0
	expect_others inner
	same "$(look "$q" 'workers.*' program pid | grep inner)" "$inner" 'who was begun'
	same "$(fleet)" "$whole" workers
	same "$(look "$q" 'supervisors.*' name state)" "$supervisors" supervisors
	expect 0 "$q" plan
	expect_out '^  inner  *-*  *-*  *-*  *none$'
done

say "in their order: the last first"
note_others 'nobody'
behind delete "$q" delete second first inner
await test -e "$work/inner.asked"
not test -e "$work/second.asked" || fail "second was asked before inner was gone"
touch "$work/inner.go"
await test -e "$work/second.asked"
kill_one master
not test -e "$work/first.asked" || fail "first was asked before second was gone"

say "who starts one of them meanwhile is told so; a second one waits"
expect 1 "$q" start second
expect_err 'second'
behind other "$q" delete mate
behind more "$q" delete first
touch "$work/second.go"
await test -e "$work/first.asked"
touch "$work/first.go"
ended delete 0
ended other 0
ended more 1
same "$(tr '\n' ' ' <"$work/gone" | sed 's/.*inner second/inner second/')" 'inner second first ' order
same "$(fleet)" 'a 1 running,b 1 running,b 2 running' workers
same "$(look "$q" 'supervisors.*' name)" "$tag.q" 'a supervisor that has nothing goes as well'

say "a supervisor with all below it; a stop in the middle"
renew inner first second
expect 0 "$q" add pool
same "$(fleet)" 'a 1 running,b 1 running,b 2 running,inner 1 running,mate 1 running' workers
await test -e "$work/inner.up"
behind delete "$q" delete pool
await test -e "$work/inner.asked"
behind stop "$q" stop
touch "$work/inner.go"
ended stop 0
await test -s "$work/delete.code"
expect_clean
