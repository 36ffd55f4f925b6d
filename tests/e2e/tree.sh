#!/bin/sh
# SPDX-License-Identifier: MIT
# templates/tree.cfg: who is started again with whom, seen by pids; giving up and what the supervisor above makes
# of it; a stop in order; and masters that are killed in the middle of all that.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

template=$top_srcdir/templates/tree.cfg
expect 0 "$REEVE" check "$template"

# make_shop NAME SED...: the template with a name of its own, as a command in $q.
make_shop()
{
	q=$work/$1 name=$tag.$1
	log=$REEVE_STATE_DIR/$name/log/reeve.log
	shift
	sed "s/^name = .*/name = \"$name\";/; $*" "$template" >"$q.cfg"
	expect 0 "$REEVE" build "$q.cfg" -o "$q"
	expect 0 "$q" start -d
}

# pid NAME.N
pid()
{
	look "$q" 'workers.*' program instance pid | awk -v name="$1" '$1 "." $2 == name { print $3 }'
}

supervisor()
{
	look "$q" 'supervisors.*' name "$2" | sed -n "s/^$1 //p"
}

# settled: every supervisor runs and every worker of a permanent program does.
settled()
{
	[ "$(look "$q" 'workers.*' program state | grep -v "^images" | cut -d ' ' -f 2 | sort -u)" = running ] &&
		[ "$(look "$q" 'supervisors.*.state' | sort -u)" = running ]
}

# note_pids: all of them, to be compared with later.
note_pids()
{
	await settled
	look "$q" 'workers.*' program instance pid | grep -v "^images" | tr ' ' . >"$work/pids"
}

# replaced: the workers whose process is another since note_pids, each once.
replaced()
{
	look "$q" 'workers.*' program instance pid | grep -v "^images" | tr ' ' . | diff "$work/pids" - |
		sed -n 's/^> \(.*\)\.[0-9]*$/\1/p' | tr '\n' ' '
}

# expect_replaced VICTIM WORKER...: kills it, and these and no others are others then.
expect_replaced()
{
	note_pids
	victim=$(pid "$1")
	kill -KILL "$victim" || fail "cannot kill '$1', '$victim'"
	await is_replaced "$1" "$victim"
	await settled
	same "$(replaced)" "$2" "started again with $1"
}

is_replaced()
{
	now=$(pid "$1")
	[ -n "$now" ] && [ "$now" != null ] && [ "$now" != "$2" ]
}

consumers='consumer.1 consumer.2 consumer.3 consumer.4 '

# It starts in order, and says so.
make_shop shop 's/intensity = 3;/intensity = 20;/; s/intensity = 2;/intensity = 3;/'
await settled
expect 0 "$q" status
expect_out '^Supervisor$'
expect_out "^  $name  *rest_for_one  *running  *0  *database, broker, backend, frontend  *--$"
expect_out '^      jobs  *simple_one_for_one  *running  *0  *consumer (4)  *--$'
same "$(look "$q" 'workers.*' program supervisor | sort -u | tr ' \n' ': ')" \
	"api:backend broker:$name cache:backend consumer:jobs database:$name images:frontend web:frontend " supervisors
same "$(supervisor jobs supervisor)" backend "the one above jobs"

# One for one, all for one, the rest for one.
expect_replaced web.1 'web.1 '
expect_replaced consumer.2 'consumer.2 '
expect_replaced api.1 "cache.1 api.1 $consumers"
look "$q" 'workers.*' program cause >"$work/out"
grep -q "^cache ended with its supervisor's others because of api.1$" "$work/out" || fail "no cause"
expect_replaced broker.1 "broker.1 cache.1 api.1 ${consumers}web.1 "
expect_replaced database.1 "database.1 broker.1 cache.1 api.1 ${consumers}web.1 "
grep -q "supervisor '$name': those behind database.1 are started again with it$" "$log" || fail "no word in the log"

# Masters are killed one after the other while the whole tree is started again: it comes back whole, each worker
# once.
for round in 1 2 3; do
	note_pids
	victim=$(pid database.1) master=$(look "$q" master.pid)
	kill -KILL "$victim" && kill -KILL "$master" || fail "cannot kill"
	await is_replaced database.1 "$victim"
	kill -KILL "$(look "$q" master.pid)" 2>/dev/null
	await is_replaced web.1 "$(sed -n 's/^web\.1\.//p' "$work/pids")"
	await settled
	same "$(replaced)" "database.1 broker.1 cache.1 api.1 ${consumers}web.1 " "after masters died"
	same "$(ours "$name" | wc -l)" 11 "processes: guardian, master and nine workers"
done

# A master that stands still sees all of it afterwards, and does no more than is due.
note_pids
master=$(look "$q" master.pid)
kill -STOP "$master" || fail "cannot stop the master"
for name_ in database.1 web.1 api.1 consumer.3; do
	victim=$(sed -n "s/^$name_\.//p" "$work/pids")
	kill -KILL "$victim" || fail "cannot kill '$name_', '$victim'"
	await not alive "$victim"
done
kill -CONT "$master"
await is_replaced database.1 "$(sed -n 's/^database\.1\.//p' "$work/pids")"
await is_replaced web.1 "$(sed -n 's/^web\.1\.//p' "$work/pids")"
await settled
same "$(replaced)" "database.1 broker.1 cache.1 api.1 ${consumers}web.1 " "after the master stood still"
same "$(look "$q" master.pid)" "$master" "the master"
same "$(ours "$name" | wc -l)" 11 "processes after the master stood still"

# A stop goes from the last to the first.
expect 0 "$q" stop
expect_clean

# backend gives up at its fourth restart; it and what is behind it come back, what stands before it does not notice.
make_shop gives-up 's/intensity = 2;/intensity = 1;/'
note_pids
for round in 1 2; do
	victim=$(pid cache.1)
	kill -KILL "$victim" || fail "cannot kill '$victim'"
	await is_replaced cache.1 "$victim"
	await settled
done
same "$(replaced)" "cache.1 api.1 ${consumers}web.1 " "after backend gave up"
same "$(supervisor backend restarts)" 1 "restarts of backend"
same "$(supervisor backend cause)" "gave up: 2 restarts within 10s because of cache.1" cause
grep -q "supervisor 'backend' gave up: 2 restarts within 10s, the last because of cache.1$" "$log" || fail "no word in the log"

# What was counted outlives the master: the outermost one tolerates three restarts, one is counted.
kill -KILL "$(look "$q" master.pid)" || fail "cannot kill the master"
await settled
for round in 1 2; do
	victim=$(pid database.1)
	kill -KILL "$victim" || fail "cannot kill '$victim'"
	await is_replaced database.1 "$victim"
	await settled
done
kill -KILL "$(pid broker.1)" || fail "cannot kill the broker"
await none_of "$name"
expect 3 "$q" status
grep -q "supervisor '$name' gave up: 4 restarts within 1m, the last because of broker.1$" "$log" || fail "no word in the log"
expect_clean

# A supervisor of many has a row that can be read: some by name, the others by number.
{
	echo "name = \"$tag.many\"; usage = \"<start|stop|status> -[d]\"; supervisor = { start_order = \"parallel\"; programs = ("
	for i in 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29; do
		echo "${comma:-} { name = \"shopping-$i\"; exec = [\"sleep\", \"1000\"]; start_grace = 0; }"
		comma=,
	done
	echo "); };"
} >"$work/many.cfg"
expect 0 "$REEVE" run "$work/many.cfg" start -d
expect 0 "$REEVE" run "$work/many.cfg" status
expect_out "  shopping-10, shopping-11, shopping-12, shopping-13, shopping-14 and 15 more  *--$"
expect 0 "$REEVE" run "$work/many.cfg" stop
expect_clean
