#!/bin/sh
# SPDX-License-Identifier: MIT
# A pid file is never believed: neither a dead pid in it nor a stranger's keeps a start from starting,
# and the stranger gets no signal.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	programs = ({ name = "a"; exec = ["sleep", "1000"]; });
END
q=$work/q
pidfile=$REEVE_RUN_DIR/$tag.q/pid

# try CONTENTS: as if a command had died and left this.
try()
{
	mkdir -p "${pidfile%/*}"
	chmod 711 "${pidfile%/*}"
	printf '%s\n' "$1" >"$pidfile"
	expect 1 "$q" status
	expect 0 "$q" start -d
	expect 0 "$q" status
	same "$(cat "$pidfile")" "$(look "$q" guardian.pid)" "pid file"
	expect 0 "$q" stop
	[ ! -e "$pidfile" ] || fail "the pid file is left"
	printf '%s\n' "$1" >"$pidfile"
	expect 0 "$q" stop
	expect 7 "$q" wakeup
	rm -f "$pidfile"
	expect 3 "$q" status
}

true &
dead=$!
wait $dead
start_bystander one
try "$dead"
try "$bystander"
try 1
try -1
try ''
try 99999999999999999999
try "$(head -c 100000 /dev/zero | tr '\0' 7)"
expect_unharmed "$bystander"
