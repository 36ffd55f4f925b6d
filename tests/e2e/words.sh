#!/bin/sh
# SPDX-License-Identifier: MIT
# start, stop and restart of single programs of a command that runs: who is meant, who is not, what becomes of
# it when masters die and when two people want opposite things, and what is no name.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# stubborn ends when it is asked to and $work/go is there; frail not at all while $work/broken is.
make_command q <<-END
	usage = "<start|stop|restart|status|wakeup> -[d] -[j] -[n=N] [program...]";
	stop_timeout = "50s";
	restart_delay = "20s";
	programs = (
		{ name = "mailer"; exec = ["sleep", "1000"]; workers = 3; },
		{ name = "web"; exec = ["sleep", "1000"]; },
		{ name = "frail"; exec = ["sh", "-c", "test ! -e $work/broken || exit 3; exec sleep 1000"]; },
		{ name = "slow"; exec = ["sleep", "1000"]; start_grace = "2s"; },
		{ name = "stubborn"; exec = ["sh", "-c",
			"trap 'test ! -e $work/go || exit 0' TERM; touch $work/deaf; while :; do sleep 0.05; done"]; }
	);
END
q=$work/q
socket=$REEVE_RUN_DIR/$tag.q/control

# of NAME.N FIELD
of()
{
	look "$q" 'workers.*' program instance "$2" | sed -n "s/^${1%.*} ${1##*.} //p"
}

is()
{
	[ "$(of "$1" "$2")" = "$3" ]
}

# pids: of all but those whose name begins with $1.
others()
{
	look "$q" 'workers.*' program instance pid | grep -v "^$1"
}

expect 0 "$q" start -d
await test -e "$work/deaf"

# Who is meant is stopped, and nobody else.
before=$(others mailer)
expect 0 "$q" stop mailer
expect_no_out
expect_no_err
same "$(look "$q" 'workers.*' program state | grep mailer | sort -u)" 'mailer stopped' state
same "$(others mailer)" "$before" 'the others'
expect 0 "$q" stop mailer
expect_err "mailer is already stopped"

# It stays so: across wakeup, the death of the master, a start of somebody else and a restart of all.
expect 0 "$q" wakeup
kill_master "$q"
expect 0 "$q" start web
expect_err 'web is already running'
same "$(others mailer)" "$before" 'the others'
expect 0 "$q" start mailer.2
same "$(look "$q" 'workers.*' program instance state | grep mailer | tr '\n' ,)" \
	'mailer 1 stopped,mailer 2 running,mailer 3 stopped,' states
touch "$work/go"
expect 0 "$q" restart all
same "$(of mailer.1 state)" stopped 'mailer.1 after a restart of all'
[ "$(others mailer)" != "$before" ] || fail 'a restart of all left them as they were'
expect 0 "$q" start mailer
expect 0 "$q" status

# A restart is a fresh process, also of what was stopped.
expect 0 "$q" stop web
before=$(others '[mw][ae]')
mailers=$(look "$q" 'workers.*' program pid | grep mailer)
expect 0 "$q" restart mailer web
for pid in $(look "$q" 'workers.*' program pid | sed -n 's/^mailer //p'); do
	! echo "$mailers" | grep -q "$pid" || fail "mailer still has $pid"
done
same "$(of web.1 state)" running web
same "$(others '[mw][ae]')" "$before" 'the others'

# A start that fails says why; what came of each name is told.
expect 0 "$q" stop frail web
touch "$work/broken"
expect 153 "$q" start frail web
expect_err 'frail.1: exited with code 3'
expect 0 "$q" stop frail
expect 1 "$q" start -j frail
same "$(json programs.0.name <"$work/out")" frail name
same "$(json programs.0.error.code <"$work/out")" 1 code
same "$(json programs.0.error.text <"$work/out")" 'frail.1: exited with code 3' text
rm "$work/broken"
expect 0 "$q" start -j frail web
same "$(json programs.1.already <"$work/out")" true already
expect 0 "$q" status

# No such name: nothing is done, also with those that there are.
before=$(others none)
expect 2 "$q" restart web mialer
expect_err "there is no program 'mialer', did you mean 'mailer'?"
expect 2 "$q" stop mailer.4
expect_err "there is no worker 'mailer.4': program 'mailer' has 3"
for name in mailer.0 mailer.01 mailer. .1 '' 'a b' mailer.4294967297 -- "$(printf '\033[1m')" web.x; do
	expect 2 "$q" stop -- web "$name"
done
expect 2 "$q" stop "$(head -c 60000 /dev/zero | tr '\0' x)"
expect 2 "$q" start -n=4 mailer
expect_err 'not for single programs'
expect 2 "$q" start -j wbe
same "$(json error.text <"$work/out")" "there is no program 'wbe', did you mean 'web'?" text
same "$(others none)" "$before" 'what runs'

# Two people at once. While it is being stopped it is not up again, and who comes last is obeyed.
rm "$work/go" "$work/deaf"
expect 0 "$q" status
behind stop "$q" stop stubborn web
await is stubborn.1 state stopping
behind start "$q" start stubborn
await grep -q 'start of stubborn' "$REEVE_STATE_DIR/$tag.q/log/reeve.log"
ended stop 153
grep -q 'stubborn.1: was to stop, and was started again meanwhile' "$work/stop.err" || fail "$(cat "$work/stop.err")"
same "$(of web.1 state)" stopped web
behind again "$q" stop stubborn
await grep -q 'stubborn.1: was stopped while it started' "$work/start.err"
ended start 1
behind both "$q" stop stubborn
# Others do not wait for that.
expect 0 "$q" start web
expect 0 "$q" restart mailer
touch "$work/go"
kill -TERM "$(of stubborn.1 pid)"
ended again 0
ended both 0
same "$(of stubborn.1 state)" stopped stubborn

# The master dies before it has answered: its successor does.
rm "$work/go"
expect 0 "$q" start stubborn
await test -e "$work/deaf"
behind stop "$q" stop stubborn
await is stubborn.1 state stopping
kill_master "$q"
touch "$work/go"
kill -TERM "$(of stubborn.1 pid)"
ended stop 0
same "$(of stubborn.1 state)" stopped stubborn
# A restart that has begun is not begun again.
slow=$(of slow.1 pid)
behind restart "$q" restart slow
await not is slow.1 pid "$slow"
await not is slow.1 pid null
slow=$(of slow.1 pid)
kill_master "$q"
ended restart 0
same "$(of slow.1 pid)" "$slow" 'the pid after a restart'

# What comes over the socket may be anything.
ask()
{
	code=0
	printf '%s\n' "$1" | timeout 60 "$actor" ask "$socket" >"$work/out" 2>"$work/err" || code=$?
	last="control: $(printf '%.60s' "$1")"
	expect_code 0
	same "$(wc -l <"$work/out")" 1 replies
}

before=$(others none)
for names in null 7 '"web"' '{}' '[]' '[7]' '["web",null]' '[["web"]]' '[true]' "[$(seq -s , 1001 | sed 's/[0-9][0-9]*/"web"/g')]"; do
	for word in start stop restart; do
		ask "{\"version\":1,\"do\":\"$word\",\"names\":$names}"
		same "$(json code <"$work/out")" 2 "code ($last)"
	done
done
ask '{"version":1,"do":"restart"}'
same "$(json code <"$work/out")" 2 'restart of nothing'
ask '{"version":1,"do":"wakeup","names":["web"]}'
same "$(json code <"$work/out")" 2 'wakeup with names'
ask "{\"version\":1,\"do\":\"stop\",\"names\":[$(seq -s , 1000 | sed 's/[0-9][0-9]*/"\\u007f\\n<&>"/g')]}"
same "$(json code <"$work/out")" 2 'a thousand names that are none'
same "$(json 'results.#' <"$work/out")" 1000 results
ask "{\"version\":1,\"do\":\"start\",\"names\":[$(seq -s , 1000 | sed 's/[0-9][0-9]*/"web"/g')]}"
same "$(json code <"$work/out")" 0 'a thousand names'
ask '{"version":1,"do":"start","names":["all"],"since":-7}'
ask '{"version":1,"do":"restart","names":["web"],"since":9000000000000000000}'
same "$(json code <"$work/out")" 0 'a time to come'
[ "$(others none)" != "$before" ] || fail 'it was not restarted'

# Where nothing runs.
expect 0 "$q" stop
expect 0 "$q" stop web
expect_err 'not running'
expect 7 "$q" start web
expect_err "is not running"
expect 7 "$q" restart web.1
expect 2 "$q" stop wbe
expect_clean
