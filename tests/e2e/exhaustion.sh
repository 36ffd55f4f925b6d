#!/bin/sh
# SPDX-License-Identifier: MIT
# While a command runs there come to be no descriptors, no processes and no room on the disk: it goes on, says what is
# the matter, and is well again by itself once there are.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

[ "$(id -u)" = 0 ] || skip "only root can mount a small disk and be another"
command -v prlimit >/dev/null && command -v setpriv >/dev/null || skip "no prlimit or no setpriv"
if [ "${1:-}" != inside ]; then
	unshare -m true 2>/dev/null || skip "no mount namespace"
	unshare -m "$0" inside
	exit
fi
before_leaving()
{
	umount -l "$work/disk" 2>/dev/null
}

make_command q <<-END
	$usage
	start_grace = "0s"; restart_delay = "0s";
	programs = (
		{ name = "plain"; exec = ["sleep", "1000"]; workers = 2; },
		{ name = "worked"; workers = 2; work = "$plugins/probe.so"; execute_times = 0; execute_usleep = 1000; }
	);
END
q=$work/q
log=$REEVE_STATE_DIR/$tag.q/log/reeve.log

is_whole()
{
	[ "$(look "$q" 'workers.*.state' | sort | uniq -c | tr -s ' ')" = " 4 running" ] && looks running "$q" master.state
}

# lose PATH: kills what has that pid in the status.
lose()
{
	lost=$(look "$q" "$1.pid")
	kill_outright "$lost"
}

said()
{
	await grep -q "$1" "$log"
}

say "no descriptors for the master"
expect 0 "$q" start -d
await is_whole
master=$(look "$q" master.pid)
files=$(prlimit --pid "$master" --nofile --noheadings --output SOFT)
prlimit --pid "$master" --nofile=10:
lose workers.0
said 'plain.1: cannot create a process: .*\(open files\|descriptors\).*; it is tried again until it can be had'
await looks backoff "$q" workers.0.state
# The others are looked after as before.
lose workers.2
await not looks running "$q" workers.2.state
run "$q" wakeup
[ "$code" != 0 ] || fail "a master without descriptors has answered"
expect_err "$tag.q"
prlimit --pid "$master" --nofile="$files":
await is_whole
same "$(look "$q" workers.0 restarts exits | tr '\n\t' '  ')" "1 1 " "restarts, exits"
expect 0 "$q" wakeup

say "no descriptors for the guardian"
guardian=$(look "$q" guardian.pid)
files=$(prlimit --pid "$guardian" --nofile --noheadings --output SOFT)
prlimit --pid "$guardian" --nofile=10:
lose master
said 'cannot start a master: .*\(open files\|descriptors\).*: starting another'
lose workers.1
prlimit --pid "$guardian" --nofile="$files":
await not looks "$lost" "$q" workers.1.pid
await is_whole
same "$(look "$q" guardian.pid)" "$guardian" guardian
expect 0 "$q" stop
expect_clean

# Limits of processes are for users other than root: one who can run what is tested.
as_other="setpriv --reuid 64999 --regid 64999 --clear-groups"
no_processes()
{
	mkdir "$work/other" && chown 64999:64999 "$work/other" && chmod 711 "$work" || fail "no directory for another user"
	mkdir "$work/other/run" "$work/other/state" && chown 64999:64999 "$work/other/run" "$work/other/state"
	printf '#!/bin/sh\nexec env REEVE_RUN_DIR=%s REEVE_STATE_DIR=%s HOME=%s %s %s "$@"\n' \
		"$work/other/run" "$work/other/state" "$work/other" "$as_other" "$work/q" >"$work/other.q"
	chmod 755 "$work/other.q"
	q=$work/other.q
	log=$work/other/state/$tag.q/log/reeve.log
	expect 0 "$q" start -d
	await is_whole
	master=$(look "$q" master.pid) guardian=$(look "$q" guardian.pid)
	processes=$($as_other prlimit --pid "$master" --nproc --noheadings --output SOFT)
	$as_other prlimit --pid "$master" --nproc=1:
	lose workers.0
	said 'plain.1: cannot create a process: Resource temporarily unavailable; it is tried again until it can be had'
	await looks backoff "$q" workers.0.state
	$as_other prlimit --pid "$master" --nproc="$processes":
	await is_whole
	same "$(look "$q" workers.0 restarts exits | tr '\n\t' '  ')" "1 1 " "restarts, exits"
	$as_other prlimit --pid "$guardian" --nproc=1:
	lose master
	said 'cannot start a master: Resource temporarily unavailable: starting another'
	$as_other prlimit --pid "$guardian" --nproc="$processes":
	await is_whole
	expect 0 "$q" stop
	[ -z "$(ours)" ] || fail "left running: $(ours)"
}
if $as_other test -x "$REEVE" && $as_other test -r "$plugins/probe.so"; then
	say "no processes"
	no_processes
else
	say "no processes: left out, another user cannot run $REEVE"
fi

say "no room on the disk, neither for what runs nor for what is said"
q=$work/q
mkdir "$work/disk"
mount --make-rprivate / 2>/dev/null
mount -t tmpfs -o size=1m,mode=755 tmpfs "$work/disk" || skip "cannot mount"
mkdir "$work/disk/run" "$work/disk/state"
REEVE_RUN_DIR=$work/disk/run REEVE_STATE_DIR=$work/disk/state
log=$REEVE_STATE_DIR/$tag.q/log/reeve.log
expect 0 "$q" start -d
await is_whole
dd if=/dev/zero of="$work/disk/ballast" bs=4k 2>/dev/null
same "$(stat -f -c %a "$work/disk")" 0 "pages left"
for round in 1 2 3; do
	for victim in workers.0 workers.3 master guardian; do
		lose $victim
		await eval 'now=$(look "$q" $victim.pid) && [ "$now" != "$lost" ] && [ "$now" != null ]'
		await is_whole
	done
done
expect 0 "$q" status
rm "$work/disk/ballast"
lines=$(wc -l <"$log")
lose workers.0
await eval '[ "$(tail -n "+$((lines + 1))" "$log" | grep -c "plain\.1: ")" = 1 ]'
await is_whole
expect 0 "$q" restart
await is_whole
expect 0 "$q" stop
expect_clean
