#!/bin/sh
# SPDX-License-Identifier: MIT
# Every key is explained, as text and as JSON, and both say what `check` goes by.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

expect 0 "$REEVE" explain
expect_no_err
keys=$(sed 's/ .*//' "$work/out")
same "$(echo "$keys" | sort | uniq -d)" '' "keys listed twice"
expect 0 "$REEVE" explain -j
same "$(json schema <"$work/out")" 1 schema
same "$(json 'keys.*.key' <"$work/out")" "$keys" "keys in JSON"

for key in $keys; do
	expect 0 "$REEVE" explain "$key"
	expect_no_err
	expect_out "^$key: ."
	expect_out '^    type      .'
	expect_out '^    where     .'
	expect_out '^    change    [a-z]'
	type=$(sed -n 's/^    type *//p' "$work/out")
	standard=$(sed -n 's/^    default *//p' "$work/out")
	expect 0 "$REEVE" explain --json "$key"
	same "$(json 'keys.#' <"$work/out")" 1 "documents of $key"
	same "$(json keys.0.type <"$work/out")" "$type" "type of $key"
	case $standard in
	'' | *' (exec), '*) ;;
	*) same "$(json keys.0.default <"$work/out")" "$standard" "default of $key" ;;
	esac
	grep -q "^\.It Ic $key\$" "$top_srcdir/man/reeve-template.5" || fail "$key is not in reeve-template(5)"
done

# Bounds: what is explained is what is refused one beyond.
expect 0 "$REEVE" explain workers
expect_out '^    range     1 to 10000$'
expect_out '^    default   1 (exec), 4 (work)$'
expect_out '^    where     template, command, program, site file$'
expect_out '^    change    live '
expect 0 "$REEVE" explain execute_usleep
expect_out '^    unit      microseconds'
expect_out '^    for       work programs$'
expect 0 "$REEVE" explain restart
expect_out '^    choices   permanent, transient, temporary$'

# Keys that only reeve itself writes, and none at all.
for key in path owner config_json '' 'a b'; do
	expect 2 "$REEVE" explain "$key"
	expect_no_out
	expect_err "^reeve: unknown key '$key'"
done
expect 2 "$REEVE" explain name usage
expect_err "unexpected argument 'usage'"
