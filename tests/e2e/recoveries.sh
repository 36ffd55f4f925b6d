#!/bin/sh
# SPDX-License-Identifier: MIT
# The recoveries and tests that a PM2 guide promises of its two services, with templates/ecosystem.cfg: each in
# virtual time, and once for real with stand-ins for the services, within the guide's times. ecosystem.sh has the
# policy in detail.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

template=$top_srcdir/templates/ecosystem.cfg

# simulated PATTERN: what the events on standard input come to, without blanks.
simulated()
{
	"$REEVE" simulate "$template" -events=- >"$work/out" || fail "cannot simulate"
	sed 's/  */ /g; s/^ //' "$work/out" | grep -e "$1"
}

# Stand-ins: the API server throws where it is told to, once or always, and leaks where it is told to.
mkdir -p "$work/app/bin"
cat >"$work/app/bin/node" <<'END'
#!/bin/sh
[ ! -e broken ] || { echo "Error: Test crash" >&2; exit 1; }
echo started >>starts
trap 'exit 0' TERM
trap "ballast=\$(head -c 40000000 /dev/zero | tr '\\0' x)" USR1
trap 'echo "Error: Test crash" >&2; exit 1' USR2
while :; do
	sleep 1000 &
	: >listens
	wait
done
END
printf '#!/bin/sh\nexec sleep 1000\n' >"$work/app/bin/npx"
chmod +x "$work/app/bin/node" "$work/app/bin/npx"
PATH=$work/app/bin:$PATH

# install NAME SED...
install()
{
	q=$work/app/$1
	sed "s/^summary/name = \"$tag.$1\"; summary/; $2" "$template" >"$q.cfg"
	expect 0 "$REEVE" build "$q.cfg" -o "$q"
}

both_run()
{
	[ "$(look "$q" 'workers.*.state' | tr '\n' ' ')" = "running running " ]
}

# since BEGIN SECONDS WHAT
since()
{
	[ $(($(date +%s) - $1)) -le "$2" ] || fail "$3 took more than $2 seconds"
}

# back N VICTIM SECONDS: the Nth worker is another, and both run.
back()
{
	await not looks "$2" "$q" "workers.$1.pid"
	await both_run
}

listens()
{
	await test -e "$work/app/listens"
	rm -f "$work/app/listens"
}

say "1 and 2: a service falls: back after 4 seconds, the other one notices nothing"
for name in api-server nextjs-server; do
	same "$(echo "1h $name signal KILL" | simulated '^36' | sed 's/\.1//' | cut -d ' ' -f 1-3)" \
		"3600.000s $name backoff
3604.000s $name starting
3604.200s $name running" "$name in virtual time"
done
install eco 's/^memory_interval.*/memory_interval = "20ms";/; s/^max_memory.*/max_memory = "20M";/'
expect 0 "$q" start -d
await both_run
for number in 0 1; do
	victim=$(look "$q" workers.$number.pid) other=$(look "$q" workers.$((1 - number)).pid) begin=$(date +%s)
	kill -KILL "$victim" || fail "cannot kill '$victim'"
	back $number "$victim"
	since "$begin" $((15 - 5 * number)) "recovery $((number + 1))"
	same "$(look "$q" workers.$((1 - number)).pid)" "$other" "the other one"
done

say "4: a leak: ended in order, replaced at once, and nothing counts that against it"
same "$(echo '1h api-server memory' | simulated '^36' | cut -d ' ' -f 1-5)" "3600.000s api-server.1 stopping TERM is
3600.000s api-server.1 starting too large
3600.200s api-server.1 running" "a leak in virtual time"
exits=$(look "$q" workers.0.exits) victim=$(look "$q" workers.0.pid) begin=$(date +%s)
listens
kill -USR1 "$victim" || fail "cannot tell '$victim'"
back 0 "$victim"
since "$begin" 15 "recovery 4"
look "$q" workers.0.cause | grep -q '^memory ' || fail "the cause is $(look "$q" workers.0.cause)"
same "$(look "$q" workers.0.exits)" "$exits" "unplanned exits"

say "test 1: what an operator has stopped stays so; the guide expects it back, PM2 does not do that either"
same "$(printf '%s\n' '1h api-server stop' '2h end' | simulated '^3[6-9]\|^[4-7]...' | tail -n 1)" \
	"3600.000s api-server.1 stopped signal TERM" "an operator's stop"

say "test 2: it throws after a while, and is back"
same "$(printf '%s\n' '0 api-server lives 30s exit 1' '1m end' | simulated 'api-server.*starting\|again' | head -n 3)" \
	"0.000s api-server.1 starting
30.000s api-server.1 backoff exit 1; again in 4s
34.000s api-server.1 starting" "a throw after 30 s"
victim=$(look "$q" workers.0.pid) begin=$(date +%s)
listens
kill -USR2 "$victim" || fail "cannot tell '$victim'"
back 0 "$victim"
since "$begin" 15 "test 2"
grep -q '^Error: Test crash$' "$REEVE_STATE_DIR/$tag.eco/log/api-server.err" || fail "no last words"
grep -q 'api-server\.1: exited with code 1$' "$REEVE_STATE_DIR/$tag.eco/log/reeve.log" || fail "no reason in the log"
expect 0 "$q" stop
expect_clean

# What a container's runtime does: after any end, it starts the command again after 5 seconds (here: 1).
rm -f "$work/app/starts"
install boxed 's/^restart_delay = .*/restart_delay = "1ms";/; s/^backoff_max = .*/backoff_max = "10ms";/'
cat >"$work/runtime" <<'END'
trap 'exit 0' TERM
while [ ! -e "$1/over" ]; do
	"$1/app/boxed" start </dev/null >>"$1/box.log" 2>&1
	echo $? >>"$1/codes"
	sleep 1
done
END
: >"$work/codes"
sh "$work/runtime" "$work" &
bystanders=$!
await both_run

# again CODE: the container has ended with that code, and runs again.
again()
{
	await grep -q "^$1\$" "$work/codes"
	await both_run
}

say "3: the whole container falls"
begin=$(date +%s)
guardian=$(look "$q" guardian.pid)
kill -KILL $(ours "$tag.boxed") 2>/dev/null
again 137
since "$begin" 60 "recovery 3"
same "$(wc -l <"$work/app/starts")" 2 "starts of the API server"
same "$(ours "$tag.boxed" | wc -l)" 5 "processes: guardian, master, two services, the sleep of one"

say "5: ten crashes in a row: given up, the command ends with 1, the container is started again"
same "$(printf '%s\n' '1m api-server lives 1s exit 1' | simulated 'given up\|gives up\|finished' | cut -d ' ' -f 2-)" \
	"api-server.1 fatal exit 1; given up: 10 short lives in a row
gives up api-server.1
finished" "ten crashes in virtual time"
begin=$(date +%s)
touch "$work/app/broken"
kill -KILL "$(look "$q" workers.0.pid)" || fail "cannot kill the API server"
await grep -q '^1$' "$work/codes"
grep -q 'given up after 10 lives in a row of less than 10s$' "$work/box.log" || fail "no reason in the log"
rm "$work/app/broken"
await both_run
since "$begin" 60 "recovery 5"

say "test 3: everything is stopped: the container ends, and runs again"
begin=$(date +%s)
expect 0 "$q" stop
again 0
since "$begin" 90 "test 3"
touch "$work/over"
expect 0 "$q" stop
expect_clean
