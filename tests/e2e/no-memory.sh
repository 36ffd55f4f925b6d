#!/bin/sh
# SPDX-License-Identifier: MIT
# Whichever allocation fails in whichever process: a start succeeds, or says why not and leaves nothing; what
# runs goes on and can be stopped; there is never a second master.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

if grep -qs '^#define REEVE_SANITIZED' "$top_builddir/config.h"; then
	skip "built with a sanitizer, which has an allocator of its own"
fi
shim=$top_builddir/tests/e2e/.libs/nomemory.so
[ -e "$shim" ] || skip "no shared object to preload"
LD_PRELOAD=$shim sh -c 'cat /dev/null' 2>/dev/null || skip "this C library's allocator cannot be replaced"

# reeve-master and reeve-worker, but with the shim: nothing of a caller's environment reaches them.
helpers=$work/helpers
mkdir "$helpers"
for helper in reeve-master reeve-worker; do
	cat >"$helpers/$helper" <<-END
		#!/bin/sh
		. $work/setting
		export LD_PRELOAD=$shim NOMEMORY_ROLE NOMEMORY_AT NOMEMORY_HIT
		exec $(real_helper $helper)
	END
	chmod +x "$helpers/$helper"
done
with_helpers "$helpers"

make_command q <<-END
	$usage
	sockets = ({ name = "here"; listen = "$work/x.sock"; }, { name = "there"; listen = "@$tag"; });
	programs = ({ name = "sleeps"; exec = ["sleep", "1000"]; workers = 2; start_grace = "20ms"; sockets = ["there", "here"]; },
		{ name = "works"; work = "$plugins/probe.so"; execute_times = 0; execute_usleep = 100000; });
END

# run_short COMMAND...: with the fault, where it is the command's.
run_short()
{
	if [ "$role" = command ]; then
		run env LD_PRELOAD="$shim" NOMEMORY_ROLE=command NOMEMORY_AT="$at" NOMEMORY_HIT="$work/hit" "$@"
	else
		run "$@"
	fi
	last="$last ($role, allocation $at)"
}

masters()
{
	grep -lzs "^REEVE_COMMAND=$tag" /proc/[0-9]*/environ | xargs -r grep -lzs '^REEVE_ROLE=master' | wc -l
}

# libconfig 1.5 does not look at what malloc() returns, and ends the process of its own accord.
libconfig_ended()
{
	[ "$role" = command ] && { [ "$code" = 139 ] || grep -q 'in libconfig_yy' "$work/err"; }
}

# Returns 1 if there is no such allocation.
try()
{
	role=$1 at=$2
	printf '%s\n' "NOMEMORY_ROLE=$role" "NOMEMORY_AT=$at" "NOMEMORY_HIT=$work/hit" >"$work/setting"
	rm -f "$work/hit"
	run_short "$work/q" start -d
	if [ "$code" = 0 ]; then
		started=$((started + 1))
		[ "$(masters)" -le 1 ] || fail "$(masters) masters ($role, allocation $at)"
		[ "$(look "$work/q" 'workers.#')" != 0 ] || fail "nothing runs ($role, allocation $at)"
		run_short "$work/q" stop
		if [ "$code" != 0 ]; then
			libconfig_ended || expect_err .
			# Of the master that answered so each next one begins to count again.
			role=none
			printf '' >"$work/setting"
			expect 0 "$work/q" stop
		fi
	else
		refused=$((refused + 1))
		libconfig_ended || expect_err .
	fi
	expect_clean
	[ ! -e "$work/x.sock" ] || fail "a socket is left ($role, allocation $at)"
	[ -e "$work/hit" ]
}

# try_all ROLE STEP: each STEPth allocation, until there is none any more.
try_all()
{
	said=$1 at=1 started=0 refused=0
	while try "$said" "$at"; do
		at=$((at + $2))
	done
	[ "$at" -gt 1 ] || fail "no allocation of $said could be made to fail"
	say "$said: $started started, $refused refused, allocations 1 to $at in steps of $2"
}

try_all guardian 1
try_all command 31
try_all worker 13
try_all master 29


# Programs come and go as a whole or not at all.
make_command t <<-END
	usage = "<start|stop|status|add|delete> -[d] -[j] [program...]"; start_grace = "0s";
	supervisor = { programs = ({ name = "stays"; exec = ["sleep", "1000"]; });
		supervisors = ({ name = "pool"; programs = ({ name = "a"; exec = ["sleep", "1000"]; }, { name = "b"; exec = ["sleep", "1000"]; }); }); };
END
# change WORD PROGRAMS-AFTER
change()
{
	before=$(look "$work/t" 'workers.*' program | tr '\n' ' ')
	rm -f "$work/hit"
	run_short "$work/t" "$1" pool
	now=$(look "$work/t" 'workers.*' program | tr '\n' ' ')
	if [ "$code" = 0 ]; then
		same "$now" "$2" "programs after: $last"
	else
		refused=$((refused + 1))
		libconfig_ended || expect_err .
		[ "$now" = "$before" ] || [ "$now" = "$2" ] || fail "half of it ($now): $last"
	fi
	[ -e "$work/hit" ]
}
printf '' >"$work/setting"
expect 0 "$work/t" start -d
role=command at=1 refused=0
while
	change delete 'stays '
	one=$?
	[ "$now" = 'stays ' ] || role=none change delete 'stays '
	role=command
	change add 'stays a b '
	two=$?
	[ "$now" = 'stays a b ' ] || role=none change add 'stays a b '
	role=command
	[ $one = 0 ] || [ $two = 0 ]
do
	at=$((at + 61))
done
[ $refused -gt 0 ] || fail "no allocation of 'add' or 'delete' could be made to fail"
say "add and delete: $refused refused, allocations 1 to $at"
expect 0 "$work/t" stop

# A new project is there as a whole or not at all.
role=command at=1 made=0 refused=0
while :; do
	rm -rf "$work/$tag.new" "$work/hit"
	run_short "$REEVE" new "$work/$tag.new" -work -action -option
	[ -e "$work/hit" ] || break
	if [ "$code" = 0 ]; then
		made=$((made + 1))
		same "$(ls -A "$work/$tag.new" | wc -l)" 8 "files of a project (allocation $at)"
	else
		refused=$((refused + 1))
		expect_err 'out of memory'
		[ ! -e "$work/$tag.new" ] || fail "something is left of a project (allocation $at)"
	fi
	at=$((at + 1))
done
[ $refused -gt 0 ] || fail "no allocation of 'reeve new' could be made to fail"
say "new: $made made, $refused refused"
