#!/bin/sh
# SPDX-License-Identifier: MIT
# Guardian and master become another program, with the same pids and the same workers; what cannot go on with
# what runs changes nothing; and whoever dies in the middle, somebody goes on.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/kills.sh"

usage='usage = "<start|stop|restart|status|upgrade> -[d] -[j] [program...]";'
helpers=$work/helpers
helper=$helpers/reeve-master
mkdir "$helpers"
cp "$(real_helper reeve-master)" "$helper"
with_helpers "$helpers"

# As a package's installer does it: another file under the same name, of which it can be told.
replace()
{
	cp "$(real_helper reeve-master)" "$helpers/new"
	echo "edition $1" >>"$helpers/new"
	mv "$helpers/new" "$helper"
}

# is_program PID FILE: it executes this very file.
is_program()
{
	[ "$(stat -Lc %d:%i "/proc/$1/exe" 2>/dev/null)" = "$(stat -c %d:%i "$2")" ]
}

both_are()
{
	is_program "$guardian" "$1" && is_program "$master" "$1"
}

expect_both()
{
	both_are "$1" || fail "guardian: $(ls -l "/proc/$guardian/exe"), master: $(ls -l "/proc/$master/exe")"
}

leaders()
{
	guardian=$(look "$fleet" guardian.pid) master=$(look "$fleet" master.pid)
}

expect_same_leaders()
{
	same "$(look "$fleet" guardian.pid)" "$guardian" guardian
	same "$(look "$fleet" master.pid)" "$master" master
}

descriptors()
{
	ls "/proc/$guardian/fd" "/proc/$master/fd" | wc -l
}

start_bystander one
make_fleet fleet
leaders

say "the program was replaced: both become the new one, nothing else changes"
replace 1
! both_are "$helper" || fail "it is the new file before it was asked for"
look "$fleet" 'workers.*' program pid start restarts | grep -v churn >"$work/before"
expect 0 "$fleet" upgrade
expect_no_out
expect_no_err
expect_both "$helper"
expect_same_leaders
same "$(look "$fleet" 'workers.*' program pid start restarts | grep -v churn | diff - "$work/before")" '' workers
same "$(look "$fleet" master.restarts)" 0 "restarts of the master"
expect_starts 8
victim=$(look "$fleet" workers.0.pid)
kill -KILL "$victim" || fail "cannot kill '$victim'"
await is_full "$victim"
expect_starts 9

say "once more, to the same file and to one that is named"
first=$(descriptors)
expect 0 "$fleet" upgrade
cp "$helper" "$work/named"
cd "$work" || exit 99
expect 0 "$fleet" upgrade ./named
expect_both "$work/named"
expect 0 "$fleet" upgrade
expect_both "$helper"
expect_same_leaders
await eval '[ "$(descriptors)" = "$first" ]'

say "what dies between a replacement and the upgrade is started from what runs"
replace 2
kill -KILL "$master" || fail "cannot kill '$master'"
await is_led "$master"
leaders
is_program "$guardian" "$helper" && fail "the guardian is another"
is_program "$master" "$helper" && fail "the master is another than its guardian"
kill -KILL "$guardian" || fail "cannot kill '$guardian'"
await is_led "$master"
leaders
expect 0 "$fleet" upgrade
expect_both "$helper"
expect_same_leaders
expect_starts 9

say "what is not to be executed changes nothing, and is told why"
# refused CODE PATTERN PROGRAM
refused()
{
	expect "$1" "$fleet" upgrade "$3"
	expect_err "$2"
	expect_both "$helper"
	expect_same_leaders
}
pretend()
{
	cp "$top_builddir/tests/e2e/pretender" "$helpers/$1.x"
}
for name in newer silent chatty dies-g dies-m waits; do
	pretend $name
done
printf '#!/bin/sh\necho reeve-master 9\n' >"$work/script"
chmod +x "$work/script"
head -c 100000 "$helper" >"$work/cut"
chmod +x "$work/cut"
head -c 64 "$helper" >"$work/stump"
chmod +x "$work/stump"
cp "$helper" "$work/plain"
chmod a-x "$work/plain"
cp "$helper" "$work/open"
chmod a+w "$work/open"
refused 1 "cannot find '/nowhere/at/all': No such file or directory" /nowhere/at/all
refused 1 "is a directory" "$helpers"
refused 1 "is not a regular file" /dev/null
refused 1 "is a script" "$work/script"
refused 1 "was killed by signal\|cannot execute" "$work/cut"
refused 1 "cannot execute '.*stump': Exec format error" "$work/stump"
refused 1 "cannot execute '.*plain': Permission denied" "$work/plain"
refused 152 "can be written by others" "$work/open"
refused 1 "is no reeve-master: asked what it is it ended with exit code" "$actor"
refused 1 "is no reeve-master: asked what it is it ended with exit code" "$top_builddir/tests/e2e/json"
refused 1 "cannot go on with what runs: reeve-master 9.9.9: it knows scoreboards of version 9 alone" "$helpers/newer.x"
refused 1 "has not said within 5 seconds what it is" "$helpers/silent.x"
refused 1 "has not said within 5 seconds what it is" "$helpers/chatty.x"
grep -q "no upgrade: .* is a script" "$REEVE_STATE_DIR/$tag.fleet/log/reeve.log" || fail "not in the log"
await eval '! ps -o args= --ppid "$master" | grep Candidate'
await eval '[ "$(descriptors)" = "$first" ]'
expect_starts 9

say "the program itself looks at what it would go on with"
cp -r "$REEVE_RUN_DIR/$tag.fleet" "$work/copy" 2>/dev/null
# candidate [VARIABLE...]: asked as the master asks.
candidate()
{
	run env REEVE_ROLE=candidate REEVE_COMMAND=x REEVE_TITLE_PREFIX=x REEVE_PIDFILE=x REEVE_LIFE=x REEVE_STORE= \
		REEVE_BACKGROUND=1 "$@" sh -c 'exec "$1" 3<"$2" 5<"$2"' sh "$helper" "$work/copy"
}
candidate REEVE_HANDOVER=1
expect_code 0
same "$(cat "$work/out")" "reeve-master $("$REEVE" --version | sed 's/.* //')" "who it is"
candidate REEVE_HANDOVER=2
expect_code 1
expect_out 'hands on in a way that it does not know'
printf '\002' | dd of="$work/copy/scoreboard" bs=1 seek=8 conv=notrunc 2>/dev/null
candidate REEVE_HANDOVER=1
expect_code 1
expect_out 'version 2, and this reeve knows version 1'
echo nonsense >"$work/copy/template"
candidate REEVE_HANDOVER=1
expect_code 1
expect_out 'reeve-master .*: .'
rm -r "$work/copy"

say "a guardian that dies of it: the master goes on in its place with what it was"
refused_by=$guardian
expect 1 "$fleet" upgrade "$helpers/dies-g.x"
expect_err "the guardian that was to change has died"
await not alive "$refused_by"
await is_led "$master"
await looks "$master" "$fleet" guardian.pid
leaders
expect_both "$helper"
expect_starts 9

say "a master that dies of it: the guardian, by then the new program, starts another"
former=$master
expect 1 "$fleet" upgrade "$helpers/dies-m.x"
expect_err "the master that was to change has died"
await is_led "$former"
same "$(look "$fleet" guardian.pid)" "$guardian" guardian
leaders
expect_both "$helper"
expect_starts 9

say "the master is killed while the guardian changes, then the guardian itself"
for victim in master guardian; do
	rm -f "$helpers/go"
	timeout 60 "$fleet" upgrade "$helpers/waits.x" >"$work/upgraded" 2>&1 &
	upgrader=$!
	await is_program "$guardian" "$helpers/waits.x"
	former=$master
	[ $victim = master ] && kill -KILL "$master"
	[ $victim = guardian ] && kill -KILL "$guardian"
	touch "$helpers/go"
	await is_led "$former"
	wait $upgrader
	result=$?
	leaders
	await is_led "$former"
	[ $victim = master ] || same $result 1 "exit code: $(cat "$work/upgraded")"
	leaders
	expect_both "$helper"
	expect_starts 9
done

say "under load, both killed at any time"
round=0
while [ $round -lt $((kills / 5)) ]; do
	replace $round
	"$fleet" upgrade >"$work/upgraded" 2>&1 &
	upgrader=$!
	case $((round % 3)) in
	0) kill -KILL "$master" ;;
	1) kill -KILL "$guardian" ;;
	2) kill -KILL "$(look "$fleet" workers.0.pid)" ;;
	esac
	wait $upgrader
	is_led 0 || await is_led 0
	expect 0 "$fleet" upgrade
	leaders
	expect_both "$helper"
	round=$((round + 1))
done
expect_starts $((9 + kills / 5 / 3))
dismiss_fleet

say "in the foreground, and while a stop goes on"
make_command front <<-END
	$usage
	programs = ({ name = "a"; exec = ["$actor", "stubborn"]; stop_timeout = "2s"; });
END
fleet=$work/front
"$fleet" start >"$work/front.out" 2>&1 &
front=$!
await looks running "$fleet" workers.0.state
leaders
same "$guardian" "$front" "it is the process that was started"
expect 0 "$fleet" upgrade
expect_both "$helper"
expect_same_leaders
"$fleet" stop &
stopper=$!
await looks stopping "$fleet" workers.0.state
expect 7 "$fleet" upgrade
expect_err "it is being stopped"
wait $stopper || fail "stop"
wait $front || fail "the guardian's code: $?"
expect 7 "$fleet" upgrade
expect_err 'is not running'
expect_clean
expect_unharmed "$bystander"
