#!/bin/sh
# SPDX-License-Identifier: MIT
# What README.md shows works as it is written there.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# The blocks of the section, in their order: the template, the commands.
block()
{
	awk -v wanted="$1" '/^## /{ here = /From a template/ }
		here && /^```/ { inside = !inside; n += inside; next }
		here && inside && n == wanted' "$top_srcdir/README.md"
}

block 1 | sed "s/\"queue\"/\"$tag.queue\"/" >"$work/queue.cfg"
grep -q "$tag.queue" "$work/queue.cfg" || fail "README.md has no template"
block 2 | sed 's/ *#.*//' >"$work/commands"
[ "$(wc -l <"$work/commands")" -ge 6 ] || fail "README.md has no commands"
ln -s "$REEVE" "$work/reeve"
cd "$work" || exit 1
while read -r line; do
	# Each line as it stands; what it prints is looked at below.
	expect 0 sh -c "$line"
	case $line in
	'./queue status')
		expect_out 'process_m:Guardian:'
		expect_out 'process_m:Worker:.*mailer.2'
		expect_out 'process_m:Worker:.*ticker.1'
		;;
	'./queue status -j')
		same "$(json 'workers.#' <out)" 4 "workers after restart -n mailer=3"
		;;
	'./queue stop')
		expect_clean
		stopped=yes
		;;
	esac
done <"$work/commands"
same "${stopped:-}" yes "the last command stops it"

# What README says of the exit codes and the places.
grep -q "$(printf '^    ./bootstrap && make demo$')" "$top_srcdir/README.md" || fail "no make demo"
[ -d "$REEVE_STATE_DIR/$tag.queue/log" ] && [ -e "$REEVE_STATE_DIR/$tag.queue/log/ticker.out" ] ||
	fail "no log/ticker.out"
