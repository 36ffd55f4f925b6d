#!/bin/sh
# SPDX-License-Identifier: MIT
# Programs that are more than a command use reeve/manage.h: with threads, with children or a clock of their own,
# with SIGCHLD ignored, without standard streams, twice, after fork, from a library's constructor. Nothing of
# theirs changes.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

REEVE_PLUGIN_DIR=$top_builddir/commands/.libs
REEVE_HELPER_DIR=$top_builddir/src/master:$top_builddir/src/worker/.libs
export REEVE_PLUGIN_DIR REEVE_HELPER_DIR
embed=$top_builddir/tests/e2e/.libs/embed

for case in unchanged ticking ignored twice closed forked without threaded; do
	expect 0 "$embed" $case "$tag.$case"
	expect_no_out
	[ $case = threaded ] || expect_no_err
	expect_clean
done
expect_err "^manage '$tag.threaded': in the foreground this process becomes the guardian, which would end its other threads (1): call reeve_manage_set_background()$"

# In the foreground without standard streams, and with signals ignored: who becomes the guardian puts that right.
(
	trap '' CHLD TERM
	exec "$top_builddir/tests/e2e/.libs/manager" "$tag.bare" set workers 1 set execute_times 0 work start <&- >&- 2>&-
) &
guardian=$!
bystanders="$bystanders $guardian"
running()
{
	"$top_builddir/tests/e2e/.libs/manager" "$tag.bare" status >/dev/null 2>&1
}
await running
worker=$(ours "$tag.bare" | while read -r pid; do
	grep -qzs '^REEVE_PROGRAM=' "/proc/$pid/environ" && echo "$pid"
done)
kill -KILL "$worker"
await not alive "$worker"
await running
kill -TERM "$guardian"
wait "$guardian" || fail "the guardian without standard streams: $?"
expect_clean

# A umask that leaves nothing to its own owner.
(umask 0777 && expect 0 "$top_builddir/tests/e2e/.libs/manager" "$tag.mask" set workers 1 work background start stop) || exit 1
left=$(find "$REEVE_RUN_DIR/$tag.mask" "$REEVE_STATE_DIR/$tag.mask" -type f ! -perm 600)
[ -z "$left" ] || fail "not mine to read and write: $left"

# Before main(): what needs no reeve_main() works, the rest says why not.
CONSTRUCTOR_NAME=$tag.early
export CONSTRUCTOR_NAME
expect 0 "$top_builddir/tests/e2e/.libs/early"
expect_err '^start: 0 $'
expect_err '^status: 0 $'
expect_err '^stop: 0 $'
expect_err "^function: 152 manage '$tag.early': its work is in this program, which did not call reeve_main() at the beginning of its main()$"
