#!/bin/sh
# SPDX-License-Identifier: MIT
# One of the master's system calls fails while it reloads, once: the reload is done, or it is told why not, and in the end
# the new set is there in full, nobody twice, nobody touched who is the same. A sample each time ($REEVE_SEED);
# REEVE_FAULTS=all: every call.
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
real=$(real_helper reeve-master)
cat >"$helpers/reeve-master" <<-END
	#!/bin/sh
	. "$work/setting"
	export LD_PRELOAD=$shim FAULT_ROLE FAULT_CALL FAULT_AT FAULT_ERROR FAULT_HIT FAULT_AFTER FAULT_ONCE
	exec $real
END
chmod +x "$helpers/reeve-master"
: >"$work/setting"
with_helpers "$helpers"

q=$work/q
before()
{
	cat >"$q" <<-END
		#!/bin/sh
		//usr/bin/env "$(realpath "$REEVE")" "\$0" "\$@"; exit \$?
		name = "$tag.q"; usage = "<start|stop|status|reload> -[d|j]"; start_grace = "0s";
		programs = ({ name = "gone"; exec = ["sh", "-c", "trap 'sleep 0.1; exit' TERM; while :; do sleep 0.02; done"]; },
			{ name = "same"; exec = ["sleep", "1000"]; workers = 2; },
			{ name = "other"; exec = ["sleep", "1000"]; workers = 2; env = ["A=1"]; });
	END
	chmod +x "$q"
}

after()
{
	cat >"$q" <<-END
		#!/bin/sh
		//usr/bin/env "$(realpath "$REEVE")" "\$0" "\$@"; exit \$?
		name = "$tag.q"; usage = "<start|stop|status|reload> -[d|j]"; start_grace = "0s";
		programs = ({ name = "new"; exec = ["sleep", "1000"]; workers = 2; },
			{ name = "same"; exec = ["sleep", "1000"]; workers = 2; },
			{ name = "other"; exec = ["sleep", "1000"]; workers = 2; env = ["A=2"]; });
	END
}

fleet()
{
	look "$q" 'workers.*' program instance state | tr '\n' ',' | sed 's/,$//'
}

is_new()
{
	[ "$(fleet)" = "new 1 running,new 2 running,same 1 running,same 2 running,other 1 running,other 2 running" ] &&
		[ "$(ours | wc -l)" = 8 ]
}

# try CALL ROLE ERROR: returns 1 if there is no such call.
try()
{
	rm -f "$work/hit" "$work/armed"
	printf '%s\n' "FAULT_ROLE=$2" ${only:+"FAULT_CALL=$only"} "FAULT_AT=$1" "FAULT_ERROR=$3" FAULT_ONCE=1 "FAULT_HIT=$work/hit" \
		"FAULT_AFTER=$work/armed" >"$work/setting"
	before
	expect 0 "$q" start -d
	same=$(look "$q" 'workers.*' program pid | grep same)
	other=$(look "$q" 'workers.*' program pid | sed -n 's/^other //p')
	after
	: >"$work/armed"
	run "$q" reload
	last="reload, call $1 of $2: $(cat "$work/hit" 2>/dev/null)"
	case $code in
	0) ;;
	1) [ -s "$work/err" ] || fail "nothing is said"; say "$last: $(cat "$work/err")"; run "$q" reload ;;
	*) fail "$last" ;;
	esac
	last="reload, call $1 of $2: $(cat "$work/hit" 2>/dev/null)"
	# Where no process could be had it is tried again.
	await is_new
	expect 0 "$q" reload
	same "$(look "$q" 'workers.*' program pid | grep same)" "$same" "who is the same ($last)"
	for pid in $other; do
		not alive "$pid" || fail "$pid was not replaced: $last"
	done
	[ -e "$work/hit" ]
	there=$?
	cat "$work/hit" >>"$work/all" 2>/dev/null
	touch "$work/hit"
	expect 0 "$q" stop
	none_of || fail "left behind: $last"
	return $there
}

# Whose text is not the one in force any more cannot stay: the guardian starts another.
only=execve
try 1 master 0 || fail "the master has not executed itself"
grep -q "the master cannot execute itself: " "$REEVE_STATE_DIR/$tag.q/log/reeve.log" || fail "it was another call"
only=

seed=${REEVE_SEED:-$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')}
say "REEVE_SEED=$seed"
step=${REEVE_FAULTS:+1}
# The second is what a master is once it has taken over from itself.
for role in master renewed; do
	width=${step:-$([ $role = master ] && echo 7 || echo 29)}
	at=$((seed % width + 1)) tried=0
	while try "$at" $role $((tried % 2)); do
		at=$((at + width)) tried=$((tried + 1))
	done
	say "$role: $tried of $at calls have failed"
	[ $tried -gt 2 ] || fail "hardly a call was hit"
done
sort "$work/all" | uniq -c | sort -rn
