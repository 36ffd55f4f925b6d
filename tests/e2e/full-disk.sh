#!/bin/sh
# SPDX-License-Identifier: MIT
# With a full disk in the run directory a start fails with a sentence, or works: it never crashes, and
# leaves nothing behind. Tried with so many pages left, from none to enough.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

if [ "${1:-}" != inside ]; then
	[ "$(id -u)" = 0 ] || skip "only root can mount a small disk"
	unshare -m true 2>/dev/null || skip "no mount namespace"
	unshare -m "$0" inside
	exit
fi

before_leaving()
{
	umount -l "$REEVE_RUN_DIR" 2>/dev/null
}

# The mount is seen by nobody else, and ends with this script.
mount --make-rprivate / 2>/dev/null
mount -t tmpfs -o size=256k,mode=755 tmpfs "$REEVE_RUN_DIR" || skip "cannot mount"
make_command q <<-END
	$usage
	start_grace = "0s";
	programs = (
		{ name = "held"; exec = ["$actor", "stubborn"]; stop_timeout = "0s"; },
		{ name = "worked"; work = "$plugins/probe.so"; workers = 2; execute_times = 0; }
	);
END
q=$work/q
page=$(stat -f -c %S "$REEVE_RUN_DIR")
# The lock file is made once and stays.
expect 0 "$q" start -d
used=$(($(stat -f -c '%b - %a' "$REEVE_RUN_DIR")))
expect 0 "$q" stop

failures=0
for left in 0 1 2 3 4 20 $(seq $((used - 8)) $((used + 2))); do
	dd if=/dev/zero of="$REEVE_RUN_DIR/ballast" bs="$page" \
		count=$(($(stat -f -c %a "$REEVE_RUN_DIR") - left)) 2>/dev/null
	same "$(stat -f -c %a "$REEVE_RUN_DIR")" "$left" "pages left"
	run "$q" start -d
	if [ "$code" = 0 ]; then
		expect 0 "$q" status
		expect 0 "$q" stop
	else
		failures=$((failures + 1))
		expect_code 1
		# Which file, too.
		expect_err "cannot .*'$REEVE_RUN_DIR.*'.*: No space left on device"
		say "$left pages: $(cat "$work/err")"
	fi
	rm "$REEVE_RUN_DIR/ballast"
	expect_clean
done
[ $failures -ge 6 ] || fail "only $failures starts failed"
expect 0 "$q" start -d
expect 0 "$q" stop

# What a worker keeps is what it was, and can be replaced again once there is room.
make_command k <<-END
	$usage
	programs = ({ name = "p"; work = "$plugins/keeper.so"; workers = 1; execute_times = 0; execute_usleep = "1ms"; cwd = ".";
		config = { full = true; }; });
END
kept()
{
	[ ! -e "$work/wrong" ] || fail "$(cat "$work/wrong")"
	[ -e "$work/acked" ] && [ "$(od -An -t u8 "$work/acked")" -gt "$1" ]
}
expect 0 "$work/k" start -d
await kept 10
dd if=/dev/zero of="$REEVE_RUN_DIR/ballast" bs="$page" 2>/dev/null
await test -e "$work/full"
pid=$(look "$work/k" workers.0.pid)
kill -KILL "$pid"
await eval '[ "$(wc -l <"$work/begun")" -ge 2 ]'
before=$(od -An -t u8 "$work/acked")
rm "$REEVE_RUN_DIR/ballast"
await kept "$before"
same "$(grep -c '^0$' "$work/begun")" 1 "who has begun anew"
expect 0 "$work/k" stop
expect_clean
