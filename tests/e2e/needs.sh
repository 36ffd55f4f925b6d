#!/bin/sh
# SPDX-License-Identifier: MIT
# needs: programs that wait for others at the start, whoever is master, and are stopped before them; who fails
# keeps the others back, and everybody can see why.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# Each notes its birth, waits to be let go on, and notes its end: $work/order has all of them.
cat >"$work/program" <<-END
	#!/bin/sh
	trap 'echo "end \$1" >>$work/order; exit 0' TERM
	echo "begin \$1" >>$work/order
	until [ -e $work/\$1.go ]; do sleep 0.02; done
	[ "\$2" = once ] && exit \$(cat $work/\$1.go)
	: >$work/\$1.ready.\$\$
	mv $work/\$1.ready.\$\$ $work/\$1.ready
	while :; do sleep 0.02; done
END
chmod +x "$work/program"
programs="
	{ name = \"web\"; ready = \"path:web.ready\"; exec = [\"./program\", \"web\"]; needs = [\"migrate:completed\", \"cache:started\"]; },
	{ name = \"db\"; ready = \"path:db.ready\"; exec = [\"./program\", \"db\"]; },
	{ name = \"cache\"; ready = \"path:cache.ready\"; exec = [\"./program\", \"cache\"]; after = [\"db\"]; },
	{ name = \"migrate\"; exec = [\"./program\", \"migrate\", \"once\"]; start_grace = 0; restart = \"temporary\"; needs = [\"db\"]; },
	{ name = \"logs\"; exec = [\"./program\", \"logs\"]; start_grace = 0; after = [\"web\"]; }"
make_command q <<-END
	$usage
	cwd = "$work"; ready_timeout = "10m"; stop_timeout = "10m"; on_start_failure = "keep"; restart_window = "none"; restart_delay = 0;
	programs = ($programs);
END
q=$work/q
state()
{
	looks "$2" "$q" workers.program=$1.state
}
cause()
{
	same "$(look "$q" workers.program=$1.cause)" "$2" "why $1 waits"
}

"$q" start -d >"$work/start.out" 2>"$work/start.err" &
starter=$!
await state db starting
await grep -q 'begin db' "$work/order"
for name in web cache migrate logs; do
	state $name waiting || fail "$name is '$(look "$q" workers.program=$name.state)'"
done
cause web 'needs migrate:completed'
cause migrate 'needs db:ready'
cause cache 'after db'
cause logs 'after web'
same "$(look "$q" exit)" 0 "the exit code while it starts"

# Another master goes on waiting.
master=$(look "$q" master.pid)
kill -KILL "$master"
await not looks "$master" "$q" master.pid
await state db starting
await state web waiting
same "$(cat "$work/order")" "begin db" "who was started"
: >"$work/db.go"
await grep -q 'begin cache' "$work/order"
await grep -q 'begin migrate' "$work/order"
await state migrate running
state web waiting || fail "web did not wait for the migration"
: >"$work/cache.go"
echo 0 >"$work/migrate.go"
await grep -q 'begin web' "$work/order"
state logs waiting || fail "logs did not wait"

# What has been done is not done again in the same start.
master=$(look "$q" master.pid)
kill -KILL "$master"
await not looks "$master" "$q" master.pid
await looks starting "$q" master.state
state migrate exited || fail "migrate is '$(look "$q" workers.program=migrate.state)'"
state logs waiting || fail "logs did not wait"
: >"$work/web.go"
: >"$work/logs.go"
wait "$starter" || fail "the start: $(cat "$work/start.err")"
grep -q 'begin logs' "$work/order" || await grep -q 'begin logs' "$work/order"

same "$(grep -c 'begin migrate' "$work/order")" 1 "migrations"

# The end of one that is needed touches nobody else.
pid=$(look "$q" workers.program=web.pid)
: >"$work/order"
kill -KILL "$(look "$q" workers.program=db.pid)"
await grep -q 'begin db' "$work/order"
await state db running
looks "$pid" "$q" workers.program=web.pid || fail "web is another one"
same "$(cat "$work/order")" "begin db" "who was started again"

# The other way round.
: >"$work/order"
expect 0 "$q" stop
same "$(sed -n 1,2p "$work/order" | tr '\n' ' ')" "end logs end web " "who ended first"
same "$(tail -n 1 "$work/order")" "end db" "who ended last"
expect_clean

# Another start does all of it again.
: >"$work/order"
rm -f "$work"/*.ready
expect 0 "$q" start -d
same "$(grep -c 'begin migrate' "$work/order")" 1 "migrations of the second start"
expect 0 "$q" stop
expect_clean

# Who fails keeps the others back, and the verdict says so.
rm -f "$work"/*.go "$work"/*.ready
: >"$work/db.go"
: >"$work/cache.go"
echo 3 >"$work/migrate.go"
expect 153 "$q" start -d
expect_err 'migrate.1: exited with code 3; not started because of that: web, logs'
state web waiting || fail "web is '$(look "$q" workers.program=web.state)'"
cause web 'needs migrate:completed, which has exited'
run "$q" status
expect_code 153
: >"$work/order"
expect 0 "$q" stop
not grep -q web "$work/order" || fail "web was started"
expect_clean

# What cannot be is refused.
wrong()
{
	printf 'programs = ({ name = "web"; exec = ["x"]; %s }, { name = "db"; exec = ["x"]; %s });\n' "$1" "$2" >"$work/wrong.cfg"
	expect 6 "$REEVE" check "$work/wrong.cfg"
	expect_err "$3"
}
wrong 'needs = "db";' 'after = ["web"];' "wrong.cfg:1: program 'web': waits for itself: web -> db -> web"
wrong 'needs = "bd";' '' "'needs': there is no program 'bd', did you mean 'db'?"
wrong 'needs = ["web"];' '' "'needs' names the program itself"
wrong 'needs = "db:raedy";' '' "has \"db:raedy\", which ends in none of .* did you mean ':ready'?"
wrong 'needs = "db:completed";' '' "'db' is never completed: restart = \"permanent\" starts it again"
wrong 'after = "db:ready";' '' "is a name alone"
wrong 'needs = "db";' 'schedule = "@daily";' "'db' is started at the times of its schedule"
printf 'supervisor = { programs = ({ name = "a"; exec = ["x"]; }, { name = "b"; exec = ["x"]; needs = "a"; }); };\n' >"$work/wrong.cfg"
expect 6 "$REEVE" check "$work/wrong.cfg"
expect_err "'needs' is not for programs in a supervisor"

expect_clean
