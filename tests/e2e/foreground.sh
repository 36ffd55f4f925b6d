#!/bin/sh
# SPDX-License-Identifier: MIT
# Without -d the same processes run, in the foreground: Ctrl-C stops, a second one kills, the end of the
# terminal stops.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	programs = ({ name = "talks"; exec = ["sh", "-c", "echo hello from \$REEVE_INSTANCE; exec sleep 1000"]; workers = 2; });
END
q=$work/q

# begin COMMAND: in the foreground of a shell that is not this one; its pid is $guardian.
begin()
{
	"$1" start >"$work/fg.out" 2>"$work/fg.err" &
	guardian=$!
	bystanders="$bystanders $guardian"
	await looks running "$1" master.state
	same "$(look "$1" guardian.pid)" "$guardian" "guardian"
}

end()
{
	code=0
	wait "$guardian" || code=$?
	last="start in the foreground"
	expect_code "$1"
	cp "$work/fg.err" "$work/err"
	expect_clean
}

for signal in INT TERM HUP; do
	begin "$q"
	same "$(tr '\0' ' ' <"/proc/$guardian/cmdline")" "process_m:Guardian:$tag.q " "title"
	same "$(ours | wc -l)" 4 "processes"
	expect 0 "$q" status
	expect 0 "$q" start -d
	expect_err 'already running'
	kill -"$signal" "$guardian"
	end 0
	grep -q 'hello from 1' "$work/fg.out" && grep -q 'hello from 2' "$work/fg.out" ||
		fail "the output of the workers is not here: $(cat "$work/fg.out")"
	[ ! -e "$REEVE_STATE_DIR/$tag.q/log/talks.out" ] || fail "it is in a file"
done

# stop from elsewhere.
begin "$q"
expect 0 "$q" stop
end 0

# A worker that does not listen: the second Ctrl-C ends it at once.
make_command deaf <<-END
	$usage
	stop_timeout = "1h";
	programs = ({ name = "deaf"; exec = ["$actor", "family"]; });
END
begin "$work/deaf"
kill -INT "$guardian"
await looks stopping "$work/deaf" workers.0.state
kill -INT "$guardian"
end 0

# What is restarted without -d stays in the foreground only if it was there: it stays as it ran.
expect 0 "$q" start -d
expect 0 "$q" restart
same "$(ours | wc -l)" 4 "processes after a restart in the background"
expect 0 "$q" stop

# A master that is killed in the foreground is replaced there as well.
begin "$q"
master=$(look "$q" master.pid)
kill -KILL "$master"
await eval '[ "$(look "$q" master.pid master.state)" != "$master" ] && looks running "$q" master.state'
same "$(look "$q" guardian.pid)" "$guardian" guardian
kill -INT "$guardian"
end 0

# Nobody reads what the guardian says: it goes on all the same.
mkfifo "$work/pipe"
exec 7<>"$work/pipe"
dd if=/dev/zero of="$work/pipe" bs=1 count=2000000 oflag=nonblock 2>/dev/null && fail "the pipe is never full"
"$q" start >/dev/null 2>"$work/pipe" 7<&- &
guardian=$!
bystanders="$bystanders $guardian"
await looks running "$q" master.state
victim=$(look "$q" workers.0.pid)
kill -KILL "$victim"
await eval 'now=$(look "$q" workers.0.pid) && [ "$now" != null ] && [ "$now" != "$victim" ]'
expect 0 "$q" stop
: >"$work/fg.err"
end 0
exec 7<&-
