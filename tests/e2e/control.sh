#!/bin/sh
# SPDX-License-Identifier: MIT
# The control socket speaks as doc/control.md says, to whoever may ask, and bears nonsense.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	programs = ({ name = "a"; exec = ["sleep", "1000"]; });
END
q=$work/q
socket=$REEVE_RUN_DIR/$tag.q/control
expect 0 "$q" start -d
same "$(stat -c '%F %a' "$socket")" "socket 600" control

# ask TEXT: what comes back is in $work/out.
ask()
{
	code=0
	printf '%b' "$1" | timeout 60 "$actor" ask "$socket" >"$work/out" 2>"$work/err" || code=$?
	last="control: $(printf '%.60s' "$1")"
}

# reply CODE TEXT: the last line.
reply()
{
	same "$(tail -n 1 "$work/out" | json code)" "$1" "code ($last)"
	same "$(tail -n 1 "$work/out" | json text)" "$2" "text ($last)"
	same "$(tail -n 1 "$work/out" | json done)" true "done ($last)"
	same "$(tail -n 1 "$work/out" | json version)" 1 "version ($last)"
}

ask '{"version":1,"do":"wakeup"}\n'
expect_code 0
reply 0 ''
same "$(json guardian <"$work/out")" "$(look "$q" guardian.pid)" guardian
same "$(json master <"$work/out")" "$(look "$q" master.pid)" master
ask '{"version":1,"do":"start","more":[1,2]}\n'
reply 0 ''
ask '{"version":1,"do":"wakeup"}\n{"version":1,"do":"start"}\n{"version":1,"do":"wakeup"}\n'
expect_code 0
same "$(wc -l <"$work/out")" 3 replies

# Nonsense is answered, and the connection goes on.
ask '{"version":1,"do":"dance"}\n'
reply 2 'unknown request'
ask '{"version":1,"do":7}\n'
reply 2 'unknown request'
ask '{"version":2,"do":"stop"}\n'
reply 2 'this master speaks version 1 of the protocol'
for nonsense in '' '{' '[]' 'null' '"stop"' '{"do":"stop"}' '{"version":1,"version":2,"do":"stop"}' '\0377\0376' \
	'{"version":1,"do":"stop"' '\0000{"version":1,"do":"stop"}'; do
	ask "$nonsense\n{\"version\":1,\"do\":\"wakeup\"}\n"
	expect_code 0
	same "$(wc -l <"$work/out")" 2 "replies to '$nonsense'"
	same "$(head -n 1 "$work/out" | json code)" 2 "reply to '$nonsense'"
	reply 0 ''
done
# A line without an end is not a request, and one without measure is the end.
ask '{"version":1,"do":"stop"}'
same "$(cat "$work/out")" '' 'an unfinished line'
head -c 200000 /dev/zero | tr '\0' ' ' | timeout 60 "$actor" ask "$socket" >"$work/out" 2>&1
{
	head -c 70000 /dev/zero | tr '\0' ' '
	echo
} | timeout 60 "$actor" ask "$socket" >"$work/out" 2>"$work/err"
[ ! -s "$work/out" ] || reply 2 'the request is too long'

# Many at once, some of them silent, keep nobody out for good.
mkfifo "$work/silence"
exec 8<>"$work/silence"
for i in $(seq 100); do
	"$actor" ask "$socket" <"$work/silence" >/dev/null 2>&1 8<&- &
	bystanders="$bystanders $!"
done
ask '{"version":1,"do":"wakeup"}\n'
reply 0 ''
expect 0 "$q" status

# Who asks and asks and reads nothing is closed, before its replies are a burden.
expect 0 timeout 60 "$actor" flood "$socket"
expect 0 "$q" wakeup

# Another user is not let in by the directory.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null 2>&1; then
	chmod 755 "$work" "$REEVE_RUN_DIR"
	code=0
	printf '{"version":1,"do":"stop"}\n' |
		setpriv --reuid 12345 --regid 12345 --clear-groups "$actor" ask "$socket" >"$work/out" 2>&1 || code=$?
	last='ask as another user'
	[ "$code" != 0 ] && [ ! -s "$work/out" ] || fail "another user was answered"
	# Not even if somebody had opened the socket to all: the credentials are looked at.
	chmod 666 "$socket"
	printf '{"version":1,"do":"stop"}\n' |
		setpriv --reuid 12345 --regid 12345 --clear-groups "$actor" ask "$socket" >"$work/out" 2>&1
	[ ! -s "$work/out" ] || fail "another user was answered: $(cat "$work/out")"
	expect 0 "$q" status
fi

# One after the other: what follows a request that waits is not answered in its place.
ask '{"version":1,"do":"stop"}\n{"version":1,"do":"dance"}\n'
expect_code 0
same "$(head -n 1 "$work/out" | json code)" 0 "reply to stop"
reply 2 'unknown request'
await none_of
expect 3 "$q" status
