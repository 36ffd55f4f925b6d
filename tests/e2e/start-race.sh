#!/bin/sh
# SPDX-License-Identifier: MIT
# Two starts at once make one master and one set of workers, and both say that all is well.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

mkdir "$work/d"
make_command race <<-END
	$usage
	start_grace = "0s";
	programs = ({ name = "held"; exec = ["$actor", "hold", "$work/d"]; workers = 2; });
END
race=$work/race
round=0
while [ $round -lt 20 ]; do
	: >"$work/d/record"
	"$race" start -d >"$work/out.1" 2>"$work/err.1" &
	first=$!
	"$race" start -d >"$work/out.2" 2>"$work/err.2" &
	second=$!
	wait $first
	same $? 0 "first start, round $round: $(cat "$work/err.1")"
	wait $second
	same $? 0 "second start, round $round: $(cat "$work/err.2")"
	await test "$(cat "$work/err.1" "$work/err.2" | grep -c 'already running')" = 1
	# guardian, master, two workers
	await looks 2 "$race" 'workers.#'
	same "$(ours | wc -l)" 4 "processes in round $round"
	await eval '[ "$(grep -c ^start "$work/d/record")" -ge 2 ]'
	expect 0 "$race" stop
	expect_clean
	same "$(cut -d ' ' -f 1-3 "$work/d/record" | sort | tr '\n' ',')" \
		"start held 1,start held 2," "workers in round $round"
	round=$((round + 1))
done
