#!/bin/sh
# SPDX-License-Identifier: MIT
# Workers that outlive guardian and master stay known whatever fails then: a full disk, a scoreboard that
# cannot be read. Nothing is lost, nothing is started twice.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/kills.sh"

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

fill()
{
	dd if=/dev/zero of="$REEVE_RUN_DIR/ballast" bs="$page" \
		count=$(($(stat -f -c %a "$REEVE_RUN_DIR") - $1)) 2>/dev/null
	same "$(stat -f -c %a "$REEVE_RUN_DIR")" "$1" "pages left"
}

# Neither of the two shall take the other's place.
kill_both()
{
	both=$(look "$fleet" guardian.pid && look "$fleet" master.pid)
	kill -STOP $both && kill -KILL $both || fail "cannot kill $both"
	for pid in $both; do
		await not alive "$pid"
	done
}

# The mount is seen by nobody else, and ends with this script.
mount --make-rprivate / 2>/dev/null
mount -t tmpfs -o size=512k,mode=755 tmpfs "$REEVE_RUN_DIR" || skip "cannot mount"
page=$(stat -f -c %S "$REEVE_RUN_DIR")
make_fleet fleet
run_dir=$REEVE_RUN_DIR/$tag.fleet

say "the guardian is killed"
fill 0
guardian=$(look "$fleet" guardian.pid)
master=$(look "$fleet" master.pid)
kill -KILL "$guardian"
await is_led "$master"
same "$(look "$fleet" guardian.pid)" "$master" guardian
expect_starts 8
[ ! -e "$run_dir/pid" ] || fail "the pid file names the dead: $(cat "$run_dir/pid")"

say "both are killed, and the next start fails"
failures=0
for left in 0 1 2 3 4; do
	kill_both
	rm -f "$REEVE_RUN_DIR/ballast"
	fill "$left"
	run "$fleet" start -d
	if [ "$code" != 0 ]; then
		failures=$((failures + 1))
		expect_code 1
		expect_err 'No space left on device'
		[ -e "$run_dir/scoreboard" ] || fail "the scoreboard is gone while workers live"
	fi
	rm "$REEVE_RUN_DIR/ballast"
	expect 0 "$fleet" start -d
	expect_starts 8
done
[ $failures -ge 3 ] || fail "only $failures starts failed"

say "the scoreboard cannot be read"
kill_both
printf '\007' | dd of="$run_dir/scoreboard" bs=1 seek=100 conv=notrunc 2>/dev/null
for again in 1 2; do
	expect 152 "$fleet" start -d
	expect_err 'which it names, is alive'
done
expect 153 "$fleet" stop
expect_err 'live on'
expect 152 "$fleet" start -d
! grep '^double' "$record" || fail "doubled"
same "$(grep -c '^start [hw]' "$record")" 8 starts
end_all
expect 0 "$fleet" start -d
await is_full
expect 0 "$fleet" stop
rm -f "$run_dir/scoreboard.aside"
