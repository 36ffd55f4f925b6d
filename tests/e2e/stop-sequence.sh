#!/bin/sh
# SPDX-License-Identifier: MIT
# stop_sequence: the signals come one after the other to who does not end, and KILL at the end.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

cat >"$work/counts.sh" <<'END'
for signal in TERM INT USR1; do
	trap "echo $signal >>'$1'; [ $signal != '$2' ] || exit 7" $signal
done
echo ready >"$1"
while :; do sleep 0.02; done
END
counts()
{
	echo "{ name = \"$1\"; exec = [\"sh\", \"$work/counts.sh\", \"$work/$1.got\", \"$2\"]; kill_scope = \"group\"; $3 }"
}
make_command q <<-END
	$usage
	start_grace = "0s"; stop_sequence = ["TERM 50ms", "INT 50ms", "USR1 50ms", "KILL"];
	programs = (
		$(counts last USR1 'stop_sequence = ["TERM 50ms", "INT 50ms", "USR1 1h"];'),
		$(counts deaf never ''),
		$(counts own never 'stop_sequence = ["INT 50ms"];'),
		$(counts short never 'stop_timeout = "50ms";')
	);
END
q=$work/q
said()
{
	[ "$(sort -f "$work/$1.got" 2>/dev/null | tr '\n' ' ')" = "$2" ]
}
all()
{
	for one in last deaf own short; do
		await said $one "ready "
	done
}

expect 0 "$q" start -d
all
expect 0 "$q" stop
# What comes together a shell takes in an order of its own.
said last "INT ready TERM USR1 " || fail "last has got $(cat "$work/last.got")"
log=$REEVE_STATE_DIR/$tag.q/log/reeve.log
for said in 'last.1: has not ended in .* and gets INT' 'deaf.1: has not ended in .* and gets USR1' \
	'deaf.1: did not end within 150ms and is killed' 'own.1: did not end within 50ms and is killed'; do
	grep -q "$said$" "$log" || fail "no '$said' in the log"
done

say "a master that is killed in the middle of it: the next goes on"
sed -i 's/"INT 50ms", "USR1 [^]]*]/"INT 1h"]/' "$work/q.cfg"
expect 0 "$REEVE" build "$work/q.cfg" -o "$q"
expect 0 "$q" start -d
all
(run "$q" stop) &
bystanders="$bystanders $!"
await said deaf "INT ready TERM "
master=$(look "$q" master.pid)
kill -KILL "$master"
await said deaf "INT INT ready TERM TERM "
await looks stopping "$q" workers.program=deaf.state
deaf=$(look "$q" workers.program=deaf.pid) last=$(look "$q" workers.program=last.pid)
kill -KILL "$deaf"
kill -KILL "$last"
await none_of "$tag.q"
wait
