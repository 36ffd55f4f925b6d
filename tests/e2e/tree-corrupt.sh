#!/bin/sh
# SPDX-License-Identifier: MIT
# A master that finds nonsense in the lines of its supervisors goes on all the same: no worker is lost or doubled, and
# what it is told is done.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<END
$usage
supervisor = {
  strategy = "rest_for_one"; intensity = "unlimited";
  programs = ( { name = "a"; exec = ["sleep", "1000"]; start_grace = 0; }, { name = "b"; exec = ["sleep", "1000"]; start_grace = 0; } );
  supervisors = ( { name = "s"; strategy = "one_for_all"; intensity = "unlimited";
    programs = ( { name = "c"; exec = ["sleep", "1000"]; workers = 2; start_grace = 0; } ); } );
};
END
q=$work/q
workers=4

number_at()
{
	od -An -tu4 -j"$1" -N4 "$board" | tr -d ' '
}

# scribble SUPERVISOR OFFSET LENGTH: bytes from $1 on in both copies of its record.
scribble()
{
	at=$((8192 + (workers + $1) * $(number_at 16) + 128 + $2))
	for copy in 0 1; do
		dd if="$bytes" of="$board" bs=1 seek=$((at + 216 * copy)) count="$3" conv=notrunc 2>/dev/null || fail "dd"
	done
}

whole()
{
	[ "$(look "$q" 'workers.*.state' | tr '\n' ' ')" = "running running running running " ] && looks true "$q" master.ready
}

expect 0 "$q" start -d
await whole
board=$REEVE_RUN_DIR/$tag.q/scoreboard
same "$(dd if="$board" bs=1 skip=$((8192 + workers * $(number_at 16) + 128)) count=$((${#tag} + 2)) 2>/dev/null)" "$tag.q" \
	"the first supervisor's line"

# The state and what follows; the numbers of the supervisor; its name and flags too. What is random is the same each time.
round=0
for what in "96 104" "96 104" "96 104" "160 40" "160 40" "94 2" "0 200" "0 200"; do
	round=$((round + 1))
	bytes=$work/bytes
	awk -v seed=$round 'BEGIN { srand(seed); for (i = 0; i < 200; i++) printf "%c", int(rand() * 127) + 1 }' >"$bytes"
	before=$(look "$q" 'workers.*.pid' | tr '\n' ' ')
	guardian=$(look "$q" guardian.pid) master=$(look "$q" master.pid)
	kill -STOP "$guardian" && kill -KILL "$master" || fail "cannot kill the master"
	scribble $((round % 2)) ${what% *} ${what#* }
	run "$q" status
	kill -CONT "$guardian"
	await not looks "$master" "$q" master.pid
	await whole
	same "$(ours "$tag.q" | wc -l)" 6 "processes after $what"
	# What was said to be in the middle of a restart may have been started again, all else not.
	[ "$before" = "$(look "$q" 'workers.*.pid' | tr '\n' ' ')" ] || say "$what: workers were started again"
	victim=$(look "$q" workers.2.pid)
	kill -KILL "$victim" || fail "cannot kill '$victim'"
	await not looks "$victim" "$q" workers.2.pid
	await whole
	same "$(ours "$tag.q" | wc -l)" 6 "processes after a restart"
done
expect 0 "$q" stop
expect_clean
