#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs of doc/examples, built as their first lines say: from the build tree, and from an installed
# prefix with pkg-config alone.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"
. "$top_srcdir/tests/e2e/installed.sh"

if grep -qs '^#define REEVE_SANITIZED' "$top_builddir/config.h"; then
	skip "built with a sanitizer, which who links libreeve would need too"
fi
examples=$(cd "$top_srcdir" && pwd)/doc/examples
strict='-O1 -std=c99 -pedantic -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror'
[ "$(wc -l <"$examples/queue.c")" -lt 60 ] || fail 'queue.c has 60 lines or more'

# build NAME WORD...: with what pkg-config says; the commands of this script have names of their own.
build()
{
	name=$1
	shift
	cp "$examples/$name.c" "$work/$name.c"
	for word in "$@"; do
		sed -i "s/\"$word\"/\"$tag.$word\"/" "$work/$name.c"
		grep -q "\"$tag\.$word\"" "$work/$name.c" || fail "$name.c has no \"$word\""
	done
	expect 0 sh -c "${CC:-cc} $strict ${CFLAGS:-} '$work/$name.c' -o '$work/$name' \$(pkg-config --cflags --libs reeve)"
	expect_no_err
}

queue()
{
	wanted=$1
	shift
	expect "$wanted" "$work/queue" "$@"
}

try_queue()
{
	build queue test
	queue 0 status
	expect_out "^$tag.test is not running$"
	queue 0 start -d
	expect_no_out
	queue 0 status
	expect_out "^  Master  *[0-9][0-9]* .* process_m:Master:$tag.test "
	expect_out "^  Worker  *[0-9][0-9]* .* process_m:Worker:$tag.test.worker.1 "
	log=$REEVE_STATE_DIR/$tag.test/log/worker.err
	await grep -q 'info process_m:Worker:.*: work init \.\.\.$' "$log"
	await grep -q ': work run \.\.\.$' "$log"
	before=$(ours | sort)
	queue 0 restart
	for pid in $before; do
		not alive "$pid" || fail "$pid still lives"
	done
	[ "$(ours | wc -l)" = 3 ] || fail "running after a restart: $(ours)"
	queue 0 stop
	expect_clean

	"$work/queue" start >"$work/out" 2>"$work/err" &
	guardian=$!
	bystanders="$bystanders $guardian"
	await grep -q ': work run \.\.\.$' "$work/err"
	kill -INT "$guardian"
	wait "$guardian" || fail "queue start, then Ctrl-C: $?"
	expect_clean
}

try_queues()
{
	build queues mail image
	expect 0 "$work/queues" start
	expect 0 "$work/queues" status
	same "$(grep -c '^  Master ' "$work/out")" 2 'masters'
	same "$(grep -c '^  Worker ' "$work/out")" 3 'workers'
	await grep -q ": process_m:Worker:$tag.mail.worker.2 sends$" "$REEVE_STATE_DIR/$tag.mail/log/worker.err"
	await grep -q ": process_m:Worker:$tag.image.worker.1 scales$" "$REEVE_STATE_DIR/$tag.image/log/worker.err"
	expect 0 "$work/queues" restart
	expect 0 "$work/queues" stop
	expect 0 "$work/queues" status
	expect_out "^$tag.mail is not running$"
	expect_out "^$tag.image is not running$"
	expect_clean
}

# Not installed: reeve-uninstalled.pc is found where PKG_CONFIG_PATH says; ./reeve is not there to say where
# the helpers are.
case $REEVE in
*/bin/reeve) ;;
*)
	command -v pkg-config >/dev/null && command -v "${CC:-cc}" >/dev/null || skip "no pkg-config or no C compiler here"
	here=$(cd "$top_builddir" && pwd)
	(
		PKG_CONFIG_PATH=$here
		REEVE_HELPER_DIR=$here/src/master:$here/src/worker/.libs
		export PKG_CONFIG_PATH REEVE_HELPER_DIR
		try_queue
		try_queues
	) || exit
	;;
esac

use_installed
try_queue
try_queues
