#!/bin/sh
# SPDX-License-Identifier: MIT
# With a full disk in the run directory a start fails with a sentence, or works: it never crashes, and
# leaves nothing behind. A start with so many pages left, from none to enough.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

if [ "${1:-}" != inside ]; then
	[ "$(id -u)" = 0 ] || skip "only root can mount a small disk"
	unshare -m true 2>/dev/null || skip "no mount namespace"
	unshare -m "$0" inside
	exit
fi

mount --make-rprivate / 2>/dev/null
mount -t tmpfs -o size=64k,mode=755 tmpfs "$REEVE_RUN_DIR" || skip "cannot mount"
make_command q <<-END
	$usage
	start_grace = "0s";
	programs = (
		{ name = "held"; exec = ["$actor", "stubborn"]; stop_timeout = "0s"; },
		{ name = "worked"; work = "$plugins/probe.so"; workers = 2; execute_times = 0; }
	);
END
q=$work/q
# The lock file is made once and stays: it is not what the disk is full of.
expect 0 "$q" start -d
expect 0 "$q" stop

failures=0
successes=0
pages=0
while [ $pages -le 15 ]; do
	dd if=/dev/zero of="$REEVE_RUN_DIR/ballast" bs=4096 count=$((15 - pages)) 2>/dev/null
	free=$(stat -f -c %a "$REEVE_RUN_DIR")
	run "$q" start -d
	if [ "$code" = 0 ]; then
		successes=$((successes + 1))
		expect 0 "$q" status
		expect 0 "$q" stop
	else
		failures=$((failures + 1))
		expect_code 1
		expect_err 'No space left on device'
		say "$free pages: $(cat "$work/err")"
	fi
	rm "$REEVE_RUN_DIR/ballast"
	expect_clean
	pages=$((pages + 1))
done
[ $failures -gt 0 ] || fail "no start failed"
# With the whole disk there is room.
expect 0 "$q" start -d
expect 0 "$q" stop
umount "$REEVE_RUN_DIR"
