#!/bin/sh
# SPDX-License-Identifier: MIT
# reload, scale and a reload that is taken back where the run directory has no room for what a master would need: refused
# before anybody was touched, and supervision goes on. What has begun is finished, however full it gets then.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

if [ "${1:-}" != inside ]; then
	[ "$(id -u)" = 0 ] || skip "only root can mount a small disk"
	unshare -m true 2>/dev/null || skip "no mount namespace"
	unshare -m "$0" inside
	exit
fi

before_leaving()
{
	umount -l "$REEVE_RUN_DIR" 2>/dev/null
}

# The mount is seen by nobody else, and ends with this script.
mount --make-rprivate / 2>/dev/null
mount -t tmpfs -o size=400k,mode=755 tmpfs "$REEVE_RUN_DIR" || skip "cannot mount"
page=$(stat -f -c %S "$REEVE_RUN_DIR")
q=$work/q
run=$REEVE_RUN_DIR/$tag.q
log=$REEVE_STATE_DIR/$tag.q/log/reeve.log

template()
{
	{
		printf '#!/bin/sh\n//usr/bin/env "%s" "$0" "$@"; exit $?\n' "$(realpath "$REEVE")"
		echo "name = \"$tag.q\"; usage = \"<start|stop|status|reload|scale|upgrade|wakeup> -[d|j] [program...]\";"
		echo "start_grace = \"0s\";"
		cat
	} >"$q.new"
	chmod +x "$q.new"
	mv "$q.new" "$q"
}

# leave N: so many pages.
leave_pages()
{
	rm -f "$REEVE_RUN_DIR/ballast"
	dd if=/dev/zero of="$REEVE_RUN_DIR/ballast" bs="$page" \
		count=$(($(stat -f -c %a "$REEVE_RUN_DIR") - $1)) 2>/dev/null
	same "$(stat -f -c %a "$REEVE_RUN_DIR")" "$1" "pages left"
}

fleet()
{
	look "$q" 'workers.*' program instance state pid | tr '\n' ','
}

is_fleet()
{
	[ "$(look "$q" 'workers.*' program instance state | tr '\n' ',')" = "$1" ]
}

# Nothing is another than it was, and who dies is replaced.
expect_as_before()
{
	same "$(fleet)" "$before" "who runs"
	same "$(look "$q" master.pid)" "$master" master
	cmp -s "$run/template" "$work/in-force" || fail "the text in force has changed"
	for file in scoreboard.new template.next template.asked; do
		[ ! -e "$run/$file" ] || fail "$file is left"
	done
	victim=$(look "$q" workers.0.pid)
	kill -KILL "$victim"
	await eval '! looks "$victim" "$q" workers.0.pid && looks running "$q" workers.0.state'
}

note()
{
	before=$(fleet)
	master=$(look "$q" master.pid)
	cp "$run/template" "$work/in-force"
}

small='programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 2; restart_delay = "0s"; },
	{ name = "c2"; exec = ["sleep", "1000"]; workers = 3; });'
large='programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 3; restart_delay = "0s"; },
	{ name = "c3"; exec = ["sleep", "1000"]; workers = 3; });'
worked="programs = ({ name = \"a\"; exec = [\"sleep\", \"1000\"]; workers = 2; restart_delay = \"0s\"; },
	{ name = \"w\"; work = \"$plugins/probe.so\"; workers = 3; execute_times = 0; execute_usleep = 1000; });"
all_large='a 1 running,a 2 running,a 3 running,c3 1 running,c3 2 running,c3 3 running,'

say "tried with so many pages left, from none to enough"
refused=0
for left in $(seq 1 12); do
	echo "$small" | template
	expect 0 "$q" start -d
	note
	echo "$large" | template
	leave_pages "$left"
	run "$q" reload
	if [ "$code" != 0 ]; then
		refused=$((refused + 1))
		expect_code 1
		expect_err "cannot .*'$run/.*'.*: No space left on device"
		expect_as_before
	else
		is_fleet "$all_large" || fail "runs: $(fleet)"
	fi
	rm "$REEVE_RUN_DIR/ballast"
	expect 0 "$q" reload
	is_fleet "$all_large" || fail "runs: $(fleet)"
	expect 0 "$q" stop
	expect_clean
done
[ $refused -ge 3 ] && [ $refused -lt 12 ] || fail "$refused reloads were refused"

say "other numbers of workers, and counters"
echo "$small" | template
expect 0 "$q" start -d
note
leave_pages 3
expect 1 "$q" scale a=200
expect_err 'nothing was changed: the status file needs .* KiB: cannot make .*: No space left on device'
expect_as_before
rm "$REEVE_RUN_DIR/ballast"
note
echo "$worked" | template
leave_pages 4
for left in 4 5 6 7 8; do
	leave_pages "$left"
	run "$q" reload
	[ "$code" != 0 ] || break
	expect_code 1
	expect_as_before
	note
done
[ "$code" = 0 ] || fail "a reload with $left pages left"
is_fleet 'a 1 running,a 2 running,w 1 running,w 2 running,w 3 running,' || fail "runs: $(fleet)"

say "a full disk keeps nobody from what needs no room"
leave_pages 0
expect 0 "$q" upgrade
for victim in master guardian; do
	pid=$(look "$q" $victim.pid)
	kill -KILL "$pid"
	await eval 'now=$(look "$q" $victim.pid) && [ "$now" != "$pid" ] && [ "$now" != null ]'
	expect 0 "$q" wakeup
done
expect 0 "$q" stop
expect_clean
rm "$REEVE_RUN_DIR/ballast"

say "what was begun is finished, whoever dies, without room for anything more"
template <<-END
	programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 2; },
		{ name = "slow"; exec = ["sh", "-c", "trap '' TERM; echo ready; until [ -e $work/go ]; do sleep 0.05; done"];
			stop_timeout = "1h"; });
END
expect 0 "$q" start -d
await grep -q ready "$REEVE_STATE_DIR/$tag.q/log/slow.out"
echo "$large" | template
behind reload "$q" reload
await test -e "$run/template.next"
await looks stopping "$q" workers.2.state
leave_pages 0
for victim in master guardian master; do
	pid=$(look "$q" $victim.pid)
	kill -KILL "$pid"
	await eval 'now=$(look "$q" $victim.pid) && [ "$now" != "$pid" ] && [ "$now" != null ]'
done
touch "$work/go"
ended reload 0
is_fleet "$all_large" || fail "runs: $(fleet)"
rm "$REEVE_RUN_DIR/ballast"
expect 0 "$q" stop
expect_clean

say "what cannot be taken back stays, and is told"
# rolling A SCRIPT READY: so many workers of a, and r that rolls.
rolling()
{
	echo "programs = ({ name = \"a\"; exec = [\"sleep\", \"1000\"]; workers = $1; restart_delay = \"0s\"; },"
	echo "{ name = \"r\"; reload = \"rolling\"; exec = [\"sh\", \"-c\", \"$2\"]; ready = \"$3\"; });"
}
rolling 2 'exec sleep 1000' exec | template
expect 0 "$q" start -d
rolled=$(look "$q" 'workers.*' program pid | sed -n 's/^r //p')
rolling 60 "until [ -e $work/fail ]; do sleep 0.05; done; exit 3" delay:100s | template
behind reload "$q" reload
are_sixty()
{
	[ ! -s "$work/reload.code" ] || fail "the reload has ended: $(cat "$work/reload.err")"
	[ "$(look "$q" 'workers.*' program | grep -cx a)" = 60 ]
}
await are_sixty
leave_pages 0
touch "$work/fail"
ended reload 1
grep -q 'r\.1: .*exited with code 3' "$work/reload.err" || fail "$(cat "$work/reload.err")"
await grep -q 'the text before cannot come back: .*No space left on device' "$log"
alive "$rolled" || fail "the old process of r.1 has gone"
await looks running "$q" workers.0.state
expect 0 "$q" wakeup
rm "$REEVE_RUN_DIR/ballast"
expect 0 "$q" stop
expect_clean
