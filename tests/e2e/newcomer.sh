#!/bin/sh
# SPDX-License-Identifier: MIT
# A newcomer's path as README.md tells it, from an installed reeve: how many commands it is, and how long
# the machine takes for them.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"
. "$top_srcdir/tests/e2e/installed.sh"
use_installed

# The command gets a name that no other script uses.
awk '/^## /{ here = /From nothing/ }
	here && /^```/ { inside = !inside; next }
	here && inside' "$top_srcdir/README.md" | sed "s/ *#.*//; s/queue/$tag/g" >"$work/commands"
count=$(wc -l <"$work/commands")
[ "$count" -ge 6 ] && [ "$count" -lt 10 ] || fail "README.md tells a path of $count commands"
for step in "reeve new $tag" make "./$tag start -d" "./$tag status" "./$tag stop"; do
	grep -qxF "$step" "$work/commands" || fail "README.md does not say '$step'"
done

cd "$work" || exit 1
spent=0
while read -r line; do
	last=$line code=0
	began=$(date +%s%N)
	# In this shell: one of them changes the directory.
	eval "$line" >"$work/out" 2>"$work/err" </dev/null || code=$?
	took=$((($(date +%s%N) - began) / 1000000))
	spent=$((spent + took))
	expect_code 0
	case $line in
	sed*) grep -q 'exec = \["sleep", "3600"\]' "$tag.cfg" || fail "not edited" ;;
	*status) expect_out "process_m:Worker:$tag.worker.2 " ;;
	*start*) looked=$(look "./$tag" workers.0.pid) && grep -qz '^sleep$' "/proc/$looked/cmdline" || fail "no sleep" ;;
	esac
	say "$took ms: $line"
done <"$work/commands"
expect_clean
say "$count commands, $spent ms of machine time"
