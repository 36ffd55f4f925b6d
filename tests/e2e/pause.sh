#!/bin/sh
# SPDX-License-Identifier: MIT
# signal, pause, resume, reset and wait: what programs notice of them, and what of it outlives a master.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

count="n=0; while :; do n=\$((n + 1)); echo \$n"
make_command q <<-END
	usage = "<start|stop|restart|status|wakeup|reload|signal|pause|resume|reset|wait> -[d] -[j] -[timeout=TIME] [program...]";
	stop_timeout = "50s";
	start_grace = "0s";
	on_start_failure = "keep";
	programs = (
		{ name = "twin"; workers = 2; max_age = "300ms"; exec = ["sleep", "1000"]; },
		{ name = "family"; exec = ["sh", "-c",
			"trap 'echo term >>$work/family.heard; exit 0' TERM; trap 'echo hup >>$work/family.heard' HUP; (setsid sh -c '$count >$work/stray; sleep 0.02; done') & echo \$\$ >$work/family.pid; $count >$work/own; sleep 0.02; done"]; },
		{ name = "frail"; exec = ["sh", "-c", "test ! -e $work/broken || exit 3; exec sleep 1000"];
			max_restarts = 1; restart_window = "1h"; },
		{ name = "slow"; exec = ["sh", "-c", "until test -e $work/go; do sleep 0.02; done; echo >&3; exec sleep 1000"];
			ready = "fd"; ready_fd = 3; ready_timeout = "unlimited"; }
	);
END
q=$work/q

of()
{
	look "$q" 'workers.*' program instance "$2" | sed -n "s/^${1%.*} ${1##*.} //p"
}

is()
{
	[ "$(of "$1" "$2")" = "$3" ]
}

# differs NAME.N FIELD VALUE: it has one, and another.
differs()
{
	now=$(of "$1" "$2")
	[ -n "$now" ] && [ "$now" != null ] && [ "$now" != "$3" ]
}

# Not while it is just being replaced.
pauses()
{
	"$q" pause "$1" >/dev/null 2>&1
}

stands_still()
{
	grep -q '^[^)]*) T' "/proc/$1/stat"
}

content_is()
{
	[ "$(cat "$1" 2>/dev/null)" = "$2" ]
}

touch "$work/go"
expect 0 "$q" start -d
await test -s "$work/own"
await test -s "$work/stray"

# Who is paused stands still, with all that it has started, also what has left its group.
expect 0 "$q" pause family
await pauses twin.1
same "$(of family.1 state) $(of twin.1 state)" 'paused paused' states
family=$(of family.1 pid)
await stands_still "$family"
stray=$(cat "$work/stray")
own=$(cat "$work/own")
expect 0 "$q" pause family
expect_err 'family is already paused'
expect 0 "$q" status

# No time passes for it: its twin is replaced again and again, it is not.
twin=$(of twin.1 pid)
kill_master "$q"
for i in 1 2 3; do
	other=$(of twin.2 pid)
	await differs twin.2 pid "$other"
done
same "$(of twin.1 pid)" "$twin" 'the paused twin'
same "$(of twin.1 state)" paused 'after the death of the master'
await stands_still "$family"
same "$(cat "$work/own") $(cat "$work/stray")" "$own $stray" 'what they have counted'

# Who was continued by somebody else stands still again once there is a new master.
kill -CONT "$family"
kill_master "$q"
await stands_still "$family"

expect 0 "$q" resume all
await not content_is "$work/own" "$own"
await not content_is "$work/stray" "$stray"
await differs twin.1 pid "$twin"
same "$(of family.1 state) $(of family.1 pid)" "running $family" family
expect 0 "$q" resume family
expect_err 'family is not paused'
# Also who was stopped by somebody else.
kill -STOP "$family"
await stands_still "$family"
expect 0 "$q" resume family
await not stands_still "$family"

# A start of the command by an operator is the end of it.
expect 0 "$q" pause family
await stands_still "$family"
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
await looks null "$q" guardian.pid
expect 0 "$q" start -d
same "$(of family.1 state) $(of family.1 pid)" "running $family" 'family after a start'
await not stands_still "$family"

# Signals.
expect 0 "$q" signal HUP family
await content_is "$work/family.heard" hup
expect 0 "$q" signal SIGHUP family.1
await content_is "$work/family.heard" "hup
hup"
expect 2 "$q" signal HAP family
expect_err "'HAP' is no signal"
for words in '' HUP; do
	expect 2 "$q" signal $words
	expect_err 'signal needs a signal'
done
expect 2 "$q" signal HUP famly
expect_err "did you mean 'family'?"

# A paused program is stopped by its stop signal, not killed at last.
expect 0 "$q" pause family
expect 0 "$q" stop family
await grep -q term "$work/family.heard"
expect 7 "$q" signal HUP family
expect_err "'family' is not running"
expect 153 "$q" pause family frail
expect 0 "$q" resume frail
expect 7 "$q" pause -j family
same "$(json error.code <"$work/out")" 7 code

# Who is paused while it starts is not waited for: no time passes for it, and nothing says for how long.
rm "$work/go"
behind restart "$q" restart slow
await is slow.1 state starting
expect 0 "$q" pause slow
ended restart 1
grep -q 'slow.1: is paused while it starts: resume lets it go on' "$work/restart.err" || fail "$(cat "$work/restart.err")"
expect 1 "$q" start slow
expect 0 "$q" resume slow
sed -i 's/until test -e/until test   -e/' "$work/q.cfg"
expect 0 "$REEVE" build "$work/q.cfg" -o "$q"
slow=$(of slow.1 pid)
behind reload "$q" reload
await differs slow.1 pid "$slow"
await is slow.1 state starting
expect 0 "$q" pause slow
ended reload 1
grep -q 'slow.1: is paused while it starts' "$work/reload.err" || fail "$(cat "$work/reload.err")"
expect 0 "$q" resume slow
touch "$work/go"
expect 0 "$q" start slow

# reset: what is counted is forgotten, what was given up is tried again.
touch "$work/broken"
for i in 1 2; do
	run "$q" signal KILL frail
	await is frail.1 pid null
done
await is frail.1 state fatal
expect 153 "$q" status
expect 1 "$q" wait frail
expect_err 'frail.1: '
rm "$work/broken"
expect 0 "$q" reset frail
expect 0 "$q" wait frail
same "$(of frail.1 state) $(of frail.1 restarts)" 'running 0' frail
same "$(tail -n 1 "$REEVE_STATE_DIR/$tag.q/log/reeve.log" | grep -c 'exited with code')" 0 'an exit after the reset'
expect 0 "$q" status

# wait: until somebody has done it, or for some time; a master may die meanwhile.
behind running "$q" wait family frail
behind stopped "$q" wait stopped frail
expect 150 "$q" wait -timeout=50ms stopped frail
expect_err 'not stopped yet'
expect 150 "$q" wait -timeout=1ms -j family
same "$(json error.code <"$work/out")" 150 code
expect 2 "$q" wait -timeout=soon family
expect_err "'soon' is no time to wait"
expect 2 "$q" wait stopped
kill_master "$q"
expect 0 "$q" start family
ended running 0
expect 0 "$q" stop frail
ended stopped 0
# Who has left waits no longer: any number may come and go.
for i in $(seq 40); do
	"$q" wait -timeout=1ms frail 2>/dev/null
done
expect 150 "$q" wait -timeout=1ms frail
expect_err 'not running yet'

# All ends with the command.
behind wait "$q" wait frail
behind gone "$q" wait stopped all
expect 0 "$q" stop
await test -s "$work/wait.code"
# 7 where it came too late to wait.
[ "$(cat "$work/wait.code")" = 1 ] && grep -q 'the command was stopped meanwhile' "$work/wait.err" ||
	same "$(cat "$work/wait.code")" 7 "code of wait ($(cat "$work/wait.err"))"
ended gone 0
expect 0 "$q" wait stopped family
expect 7 "$q" wait family
expect 7 "$q" pause all
expect_clean
