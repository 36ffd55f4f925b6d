#!/bin/sh
# SPDX-License-Identifier: MIT
# Who reloads while another reload is under way waits, and what is then read is the newest text; a stop waits for
# none of them.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

q=$work/q
# template A B: the program's environment and its readiness.
template()
{
	{
		printf '#!/bin/sh\n//usr/bin/env "%s" "$0" "$@"; exit $?\n' "$(realpath "$REEVE")"
		echo "name = \"$tag.q\"; usage = \"<start|stop|status|reload> -[d|j] -[timeout=TIME]\";"
		echo "programs = ({ name = \"a\"; exec = [\"sleep\", \"1000\"]; env = [\"A=$1\"]; ready = \"$2\";"
		echo "ready_timeout = \"50s\"; });"
	} >"$q.new"
	chmod +x "$q.new"
	mv "$q.new" "$q"
}

is_env()
{
	grep -zqsx "A=$1" "/proc/$(look "$q" 'workers.*.pid')/environ"
}

# Who has the lock file open: guardian, master, and each who waits.
holders()
{
	find /proc/[0-9]*/fd -lname "$REEVE_RUN_DIR/$tag.q/lock" 2>/dev/null | cut -d/ -f3 | sort -u | wc -l
}

are_holders()
{
	[ "$(holders)" = "$1" ]
}

# Two reloads: the first waits for its worker, the second for the first.
begin_two()
{
	before=$(holders)
	template 2 "path:$work/go"
	"$q" reload >"$work/first" 2>&1 &
	first=$!
	await is_env 2
	await are_holders $((before + 1))
	template 3 exec
	"$q" reload >"$work/second" 2>&1 &
	second=$!
	await are_holders $((before + 2))
}

ends_with()
{
	code=0
	wait "$1" || code=$?
	last="reload $2"
	cp "$work/$2" "$work/err"
	expect_code "$3"
}

say "the older text does not come last"
template 1 exec
expect 0 "$q" start -d
begin_two
template 4 exec
touch "$work/go"
ends_with $first first 0
ends_with $second second 0
is_env 4 || fail "an older text has come into force"
expect 0 "$q" reload
expect_err 'nothing has changed'
rm "$work/go"

say "who has waited for a moment hears for whom, and waits as long as he says"
begin_two
expect 150 "$q" reload -timeout=10ms
expect_err 'another reload is under way; nothing was changed'
await grep -q 'another reload is under way: waiting for its end' "$work/second"
touch "$work/go"
ends_with $first first 0
ends_with $second second 0
rm "$work/go"
is_env 3 || fail "the newer text did not come last"
template 4 "path:$work/go"
expect 150 "$q" reload -timeout=300ms
expect_err 'still reloading; it goes on'
touch "$work/go"
expect 0 "$q" reload
is_env 4 || fail "it did not go on"
expect 2 "$q" reload -timeout=soon
expect_err "'soon' is no time to wait"
rm "$work/go"

say "a stop waits for no reload"
begin_two
expect 0 "$q" stop
ends_with $first first 7
expect_err 'stopped meanwhile'
ends_with $second second 7
expect_err 'is not running'
expect_clean
