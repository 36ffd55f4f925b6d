#!/bin/sh
# SPDX-License-Identifier: MIT
# What reeve simulate prints, what it refuses, and that the page shows what it prints.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# The time lines of the page are those of today.
"$top_srcdir/doc/simulations/page.sh" "$top_srcdir/doc/supervision.md" >"$work/page" || fail "page.sh failed"
diff "$top_srcdir/doc/supervision.md" "$work/page" >"$work/out" ||
	fail "doc/supervision.md has other time lines: see doc/simulations/page.sh"
for file in "$top_srcdir"/doc/simulations/*.cfg; do
	name=$(basename "$file" .cfg)
	grep -q "^<!-- simulation: $name -->$" "$work/page" || fail "$name is not in the page"
done

cat >"$work/t.cfg" <<'END'
programs = (
	{ name = "api"; exec = ["api"]; max_restarts = 1; restart_delay = "1s"; },
	{ name = "web"; exec = ["web"]; workers = 2; restart_delay = 0; restart_window = "none"; start_grace = 0; }
);
END

# simulate CODE LINE...
simulate()
{
	wanted=$1
	shift
	printf '%s\n' "$@" >"$work/events"
	expect "$wanted" "$REEVE" simulate "$work/t.cfg" -events="$work/events"
}

simulate 0 '0 web.2 stops 3s' '10s api exit 7 # once' '20s stop'
expect_no_err
cat >"$work/expected" <<'END'
      0.000s  api.1  starting
      0.000s  web.1  starting
      0.000s  web.1  running
      0.000s  web.2  starting
      0.000s  web.2  running
      0.200s  api.1  running
      0.200s         started
     10.000s  api.1  backoff   exit 7; again in 1s
     11.000s  api.1  starting
     11.200s  api.1  running
     20.000s  web.2  stopping  TERM is sent
     20.000s  web.1  stopping  TERM is sent
     20.000s  api.1  stopping  TERM is sent
     20.000s  web.1  stopped   signal TERM
     20.000s  api.1  stopped   signal TERM
     23.000s  web.2  stopped   signal TERM
     23.000s         finished
END
sort "$work/expected" >"$work/sorted"
sort "$work/out" | diff "$work/sorted" - >&2 || fail "another time line"
"$REEVE" simulate "$work/t.cfg" --events - <"$work/events" | cmp -s - "$work/out" || fail "another from standard input"
"$REEVE" simulate "$work/t.cfg" -e "$work/events" | cmp -s - "$work/out" || fail "another each time"
"$REEVE" simulate -j "$work/t.cfg" -events "$work/events" >"$work/json" || fail "no JSON"
same "$(json schema <"$work/json")" 1 schema
same "$(json 'entries.#' <"$work/json")" 17 entries
same "$(json entries.7 <"$work/json" at_ns worker state text | tr '\n' ' ')" \
	"10000000000 api.1 backoff exit 7; again in 1s " entry
cat >"$work/tree.cfg" <<'END'
supervisor = { programs = ( { name = "a"; exec = ["a"]; } ); };
END
"$REEVE" simulate -j "$work/tree.cfg" >"$work/json" || fail "no JSON of a tree"
same "$(json 'entries.*' <"$work/json" supervisor worker state | tr '\n' ';')" \
	"tree - starting;- a.1 starting;- a.1 running;tree - running;- - started;" "entries of a tree"
expect 0 "$REEVE" simulate "$work/t.cfg"
same "$(wc -l <"$work/out")" 7 "lines without events"

# The end is said, or comes when nothing happens any more.
simulate 0 '1s api lives 2s exit 1' '4s end'
same "$(tail -n 1 "$work/out" | sed 's/ *\([0-9]*\).*/\1/')" 3 "last second"
simulate 1 '1s web lives 0s exit 1'
expect_err 'too much happens at 1s: something is started again and again without a delay'
expect_out '1.000s  web.1'

# Each fault in its line, all at once.
simulate 2 'x api stop' '1s ap stop' '2s api.2 stop' '1s api stop' '3s api exit 256' '3s api signal' '3s api lives 5s' \
	'3s api ready' '3s api stopp' '3s stopp' '3s' '3s api stop it' '4s end' '5s api stop'
expect_no_out
for line in "1: 'x' is not a time" "2: there is no program 'ap', did you mean 'api'?" \
	"3: program 'api' has 1 worker, not 'api.2'" "5: 'exit' needs a code" "6: 'signal' needs a name" \
	"7: 'lives 5s' needs an end" "8: 'ready' needs a time, or 'never'" "9: unknown word 'stopp', did you mean 'stops'?" \
	"10: unknown word 'stopp', did you mean 'stop'?" "11: a line is TIME WORKER WHAT" "12: too many words behind 'stop'" \
	"14: nothing can come after 'end'"; do
	expect_err "events:$line"
done
simulate 2 '5s api stop' '4s api start'
expect_err "events:2: the time 4s is before that of the line above"
expect 1 "$REEVE" simulate "$work/t.cfg" -events="$work/none"
expect_err "cannot read the events '$work/none': No such file"
expect 2 "$REEVE" simulate "$work/t.cfg" -events
expect_err "a value is missing after '-events'"
expect 2 "$REEVE" simulate
expect_err 'a FILE is required'
echo 'max_restarts = 1; restart_delay = 1x;' >"$work/bad.cfg"
expect 6 "$REEVE" simulate "$work/bad.cfg" -events="$work/events"

# No process, no file.
[ -z "$(ls -A "$REEVE_RUN_DIR")" ] || fail "something in the run directory"
