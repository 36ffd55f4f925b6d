#!/bin/sh
# SPDX-License-Identifier: MIT
# Workers, master and guardian are killed at random, one or several at a time, while the machine is busy and
# bystanders look on: every slot is filled again, none twice, no bystander is signalled, what is counted is right, and
# guardian and master do not grow. `make kills`: 2,000 rounds. $REEVE_SEED: the same kills again.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${REEVE_KILLS:=25}"
. "$top_srcdir/tests/e2e/kills.sh"

seed=${REEVE_SEED:-$(date +%s)}
say "REEVE_SEED=$seed"
# any N: 0 to N - 1, in $any.
any()
{
	seed=$(((seed * 1103515245 + 12345) & 0x7fffffff))
	any=$(((seed >> 12) % $1))
}

onlookers=
while [ "$(echo $onlookers | wc -w)" -lt 50 ]; do
	start_bystander "$(echo $onlookers | wc -w)"
	onlookers="$onlookers $bystander"
done
make_fleet fleet
# The load: who asks all the time, and who computes.
(while :; do "$fleet" status; done >"$work/asked" 2>&1) &
bystanders="$bystanders $!"
(while :; do :; done) &
bystanders="$bystanders $!"

# Who leads, and of each slot the pid; none of the killed among them.
is_settled()
{
	"$fleet" status -j >"$work/status" 2>/dev/null || return 1
	guardian=$(json guardian.pid <"$work/status")
	master=$(json master.pid <"$work/status")
	pids=$(json 'workers.*' program pid <"$work/status" | awk '$1 != "churn" { print $2 }')
	alive "$guardian" && alive "$master" && [ "$(echo $pids | wc -w)" = 8 ] || return 1
	for pid in $guardian $master $pids; do
		case " $victims null " in *" $pid "*) return 1 ;; esac
	done
	is_full
}

# kill_worker N: of the eight; each counts once.
kill_worker()
{
	victim=$(echo $pids | cut -d ' ' -f $(($1 + 1)))
	case " $victims " in *" $victim "*) return ;; esac
	kill -KILL "$victim" || fail "cannot kill worker $1, '$victim'"
	victims="$victims $victim"
	echo "$1 $unseen" >>"$work/killed"
}

kill_leader()
{
	kill -KILL "$1" || fail "cannot kill '$1'"
	victims="$victims $1"
}

: >"$work/killed"
victims=
await is_settled
note_size
round=0
while [ $round -lt "$kills" ]; do
	victims= unseen=0
	any 8
	how=$any
	any 8
	case $how in
	0) kill_leader "$guardian" ;;
	1) kill_leader "$master" ;;
	2 | 3)
		unseen=1
		[ $how = 2 ] || kill_worker "$any"
		kill_both "$guardian" "$master"
		victims="$victims $guardian $master"
		expect 0 "$fleet" start -d
		;;
	4)
		unseen=1
		# One after the other: whoever comes in the place of the first is half-way.
		kill_leader "$master"
		kill_worker "$any"
		kill_leader "$guardian"
		await not alive "$guardian"
		expect 0 "$fleet" start -d
		;;
	5)
		kill_worker "$any"
		kill_leader "$master"
		;;
	6)
		kill_worker "$any"
		any 8
		kill_worker "$any"
		kill_leader "$guardian"
		;;
	7) kill_worker "$any" ;;
	esac
	await is_settled
	round=$((round + 1))
	[ $((round % 100)) != 0 ] || say "$round rounds"
done

expect_starts $((8 + $(wc -l <"$work/killed")))
# A start that an operator asks for makes no exit of what died while nobody looked.
look "$fleet" 'workers.*' restarts exits | head -n 8 >"$work/counted"
awk 'NR == FNR { all[$1]++; if ($2 == 0) seen[$1]++; next }
	$1 != all[FNR - 1] + 0 || $2 < seen[FNR - 1] + 0 || $2 > all[FNR - 1] + 0 { wrong = 1; print "worker " FNR - 1, $0 }
	END { exit wrong || FNR != 8 }' "$work/killed" "$work/counted" >"$work/out" ||
	fail "restarts and exits are not as many as $(sort "$work/killed" | uniq -c)"
await has_size
dismiss_fleet
for onlooker in $onlookers; do
	expect_unharmed "$onlooker"
done
