#!/bin/sh
# SPDX-License-Identifier: MIT
# The master takes over from itself: the same pid, the same workers, whatever dies meanwhile; nothing grows.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/kills.sh"

# request COMMAND WORD: what comes back is in $work/out.
request()
{
	code=0
	printf '{"version":1,"do":"%s"}\n' "$2" | timeout 60 "$actor" ask "$REEVE_RUN_DIR/$tag.${1##*/}/control" \
		>"$work/out" 2>"$work/err" || code=$?
	last="control: $2"
}

# reply CODE TEXT
reply()
{
	expect_code 0
	same "$(json code <"$work/out")" "$1" "code ($last)"
	same "$(json text <"$work/out")" "$2" "text ($last)"
}

# renew COMMAND: answered by the same master.
renew()
{
	request "$1" renew
	reply 0 ''
	same "$(json master <"$work/out")" "$master" "who answers"
}

descriptors()
{
	ls "/proc/$master/fd" | wc -l
}

memory()
{
	awk '/^VmRSS/ { print $2 }' "/proc/$master/status"
}

start_bystander one
make_fleet fleet
log=$REEVE_STATE_DIR/$tag.fleet/log/reeve.log
guardian=$(look "$fleet" guardian.pid)
master=$(look "$fleet" master.pid)

say "once: the same processes, and their ends are heard as before"
look "$fleet" 'workers.*' program pid start restarts | grep -v churn >"$work/before"
renew "$fleet"
same "$(look "$fleet" 'workers.*' program pid start restarts | grep -v churn | diff - "$work/before")" '' workers
same "$(look "$fleet" 'workers.*.adopted' | head -n 8 | sort -u)" false 'they are its children still'
victim=$(look "$fleet" workers.0.pid)
kill -KILL "$victim" || fail "cannot kill '$victim'"
await is_full "$victim"
expect_starts 9
await grep -q 'held\.1: was killed by signal 9' "$log"

say "$kills times, while workers are killed"
round=0
first=$(descriptors)
while [ $round -lt "$kills" ]; do
	victim=$(look "$fleet" workers.$((round % 8)).pid)
	# In its own time: before, meanwhile, after.
	kill -KILL "$victim" &
	renew "$fleet"
	wait $!
	await is_full "$victim"
	[ $round != 0 ] || start_memory=$(memory)
	round=$((round + 1))
done
expect_starts $((9 + kills))
same "$(look "$fleet" 'workers.*.restarts' | head -n 8 | awk '{ n += $1 } END { print n }')" $((kills + 1)) restarts
await eval '[ "$(grep -c "was killed by signal 9" "$log")" = $((kills + 1)) ]'
same "$(look "$fleet" master.pid)" "$master" master
same "$(look "$fleet" guardian.pid)" "$guardian" guardian
await eval '[ "$(descriptors)" = "$first" ]'
[ "$(memory)" -le $((${start_memory:-0} + 1024)) ] || fail "memory: ${start_memory:-} KiB, now $(memory)"
await eval '! ps -o stat= --ppid "$master" | grep Z'
dismiss_fleet

say "signals that come meanwhile, and then all at once"
make_fleet signals
master=$(look "$fleet" master.pid)
# Any of them would be the end of a process that is not prepared for it.
while [ ! -e "$work/enough" ]; do
	kill -USR2 "$master" && kill -ALRM "$master"
done &
signaller=$!
round=0
while [ $round -lt 20 ]; do
	request "$fleet" renew
	round=$((round + 1))
done
: >"$work/enough"
wait $signaller
same "$(look "$fleet" master.pid)" "$master" master
askers=
for number in 1 2 3; do
	request "$fleet" renew &
	askers="$askers $!"
done
kill -TERM "$master"
wait $askers
await none_of "$tag.signals"
dismiss_fleet

say "a start that is waited for"
make_command slow <<-END
	$usage
	programs = ({ name = "a"; exec = ["sleep", "1000"]; start_grace = "1s"; workers = 2; });
END
"$work/slow" start -d >"$work/started" 2>&1 &
starter=$!
await looks starting "$work/slow" workers.1.state
master=$(look "$work/slow" master.pid)
renew "$work/slow"
wait $starter || fail "the start: $(cat "$work/started")"
same "$(look "$work/slow" master.pid)" "$master" master
expect 0 "$work/slow" stop

say "other programs in the template in force"
usual="$usage"' restart_delay = "0s"; start_grace = "0s";'
kept='{ name = "kept"; exec = ["sleep", "1000"]; workers = 2; }'
make_command q <<-END
	$usual
	programs = ({ name = "gone"; exec = ["sleep", "1000"]; }, $kept);
END
q=$work/q
expect 0 "$q" start -d
victim=$(look "$q" workers.1.pid)
kill -KILL "$victim" || fail "cannot kill '$victim'"
await looks 1 "$q" workers.1.restarts
await looks running "$q" workers.1.state
master=$(look "$q" master.pid) gone=$(look "$q" workers.program=gone.pid)
look "$q" 'workers.*' program pid restarts exits | grep kept >"$work/before"
make_command q <<-END
	$usual
	programs = ({ name = "new"; exec = ["sleep", "1000"]; }, { name = "newer"; exec = ["sleep", "1000"]; }, $kept);
END
mkdir "$work/other"
REEVE_RUN_DIR=$work/other REEVE_STATE_DIR=$work/other expect 0 "$q" start -d
cp "$work/other/$tag.q/template" "$work/template"
REEVE_RUN_DIR=$work/other REEVE_STATE_DIR=$work/other expect 0 "$q" stop
mv "$work/template" "$REEVE_RUN_DIR/$tag.q/template"
renew "$q"
not alive "$gone" || fail "the program that is not there any more has a worker"
same "$(look "$q" 'workers.*' program pid restarts exits | grep kept | diff - "$work/before")" '' workers
await looks running "$q" workers.program=newer.state
victim=$(look "$q" workers.2.pid)
kill -KILL "$victim" || fail "cannot kill '$victim'"
await looks 2 "$q" workers.2.restarts
log=$REEVE_STATE_DIR/$tag.q/log/reeve.log
await eval '[ "$(grep -c "kept\.1: was killed by signal 9" "$log")" = 2 ]'
await eval '! ps -o stat= --ppid "$master" | grep Z'
expect 0 "$q" stop

say "what cannot be executed leaves all as it was"
mkdir "$work/helpers"
cp "$(real_helper reeve-master)" "$work/helpers/reeve-master"
with_helpers "$work/helpers"
make_fleet refused
master=$(look "$fleet" master.pid)
first=$(descriptors)
chmod a-x "$work/helpers/reeve-master"
request "$fleet" renew
reply 1 'the master cannot execute itself: Permission denied'
await is_full
await eval '[ "$(descriptors)" = "$first" ]'
victim=$(look "$fleet" workers.0.pid)
kill -KILL "$victim" || fail "cannot kill '$victim'"
await is_full "$victim"
expect_starts 9
chmod a+x "$work/helpers/reeve-master"
renew "$fleet"
expect_starts 9
dismiss_fleet
