#!/bin/sh
# SPDX-License-Identifier: MIT
# The master is killed before this or that of its system calls while a supervisor is deleted with its programs, or added:
# in the end just that is so, nobody else was touched, and who asked hears that it is done. A sample each time
# ($REEVE_SEED); REEVE_FAULTS=all: every call.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

if grep -qs '^#define REEVE_SANITIZED' "$top_builddir/config.h"; then
	skip "built with a sanitizer, which has calls of its own"
fi
shim=$top_builddir/tests/e2e/.libs/faults.so
[ -e "$shim" ] || skip "no shared object to preload"
LD_PRELOAD=$shim FAULT_ROLE=none sh -c 'exit 0' 2>/dev/null || skip "nothing can be preloaded"

helpers=$work/helpers
mkdir "$helpers"
cat >"$helpers/reeve-master" <<-END
	#!/bin/sh
	. "$work/setting"
	export LD_PRELOAD=$shim FAULT_ROLE FAULT_AT FAULT_ERROR FAULT_HIT FAULT_AFTER FAULT_ONCE
	exec $(real_helper reeve-master)
END
chmod +x "$helpers/reeve-master"
: >"$work/setting"
with_helpers "$helpers"

make_command q <<-'END'
	usage = "<start|stop|status|add|delete> -[d|j] [program...]"; start_grace = "0s";
	supervisor = {
		strategy = "rest_for_one";
		programs = ({ name = "same"; exec = ["sleep", "1000"]; workers = 2; });
		supervisors = ({
			name = "pool";
			strategy = "one_for_all";
			programs = ({ name = "slow"; exec = ["sh", "-c", "trap 'sleep 0.1; exit' TERM; while :; do sleep 0.02; done"]; },
				{ name = "quick"; exec = ["sleep", "1000"]; workers = 2; });
		});
	};
END
q=$work/q
less='same 1 running,same 2 running'
whole="$less,slow 1 running,quick 1 running,quick 2 running"

fleet()
{
	look "$q" 'workers.*' program instance state | tr '\n' ',' | sed 's/,$//'
}

is_fleet()
{
	[ "$(fleet)" = "$1" ]
}

# try WORD CALL ROLE: returns 1 if there is no such call.
try()
{
	rm -f "$work/hit" "$work/armed"
	printf '%s\n' "FAULT_ROLE=$3" "FAULT_AT=$2" FAULT_ERROR=kill FAULT_ONCE=1 "FAULT_HIT=$work/hit" \
		"FAULT_AFTER=$work/armed" >"$work/setting"
	expect 0 "$q" start -d
	same=$(look "$q" 'workers.*' program pid | grep same)
	[ "$1" = delete ] || expect 0 "$q" delete pool
	: >"$work/armed"
	expect 0 "$q" "$1" pool
	last="$1, $3 killed before call $2 ($(cat "$work/hit" 2>/dev/null))"
	# A child between vfork and exec counts on where its master was: a worker may be killed as well.
	await is_fleet "$([ "$1" = delete ] && echo "$less" || echo "$whole")"
	same "$(look "$q" 'workers.*' program pid | grep same)" "$same" "who is the same ($last)"
	[ -e "$work/hit" ]
	there=$?
	cat "$work/hit" >>"$work/all" 2>/dev/null
	touch "$work/hit"
	expect 0 "$q" stop
	none_of || fail "left behind: $last"
	return $there
}

# try_all WORD ROLE WIDTH
try_all()
{
	width=${REEVE_FAULTS:+1}
	width=${width:-$3}
	at=$((seed % width + 1)) tried=0
	while try "$1" "$at" "$2"; do
		at=$((at + width)) tried=$((tried + 1))
	done
	say "$1, $2: killed before $tried of $at calls"
	[ $tried -gt 2 ] || fail "hardly a call was hit"
}

seed=${REEVE_SEED:-$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')}
say "REEVE_SEED=$seed"
# The second is what a master is once it has taken over from itself: before an add the delete has made it one.
try_all delete master 11
try_all delete renewed 31
try_all add renewed 31
sort "$work/all" | uniq -c | sort -rn
