#!/bin/sh
# SPDX-License-Identifier: MIT
# As whom workers run and what they may use: user, groups, limits, priorities, privileges.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

say "what cannot be is refused, with what was meant"
template()
{
	printf 'programs = ({ name = "a"; exec = ["sleep", "1000"]; %s });\n' "$1" >"$work/refused.cfg"
}
refused()
{
	template "$1"
	expect 6 "$REEVE" check "$work/refused.cfg"
	expect_err "refused.cfg:1: .*$2"
}
refused 'limits = { nofiles = 1; };' "'limits' has no limit 'nofiles', did you mean 'nofile'?"
refused 'limits = { nofile = "2:1"; };' "has 'nofile', which must be a number such as 4096"
refused 'limits = { nofile = -1; };' "has 'nofile', which must be"
refused 'limits = { core = true; };' "has 'core', which must be"
refused 'limits = { core = "1G:"; };' "has 'core', which must be"
refused 'limits = "nofile=1";' "'limits' must be a group"
refused 'nice = 20;' "'nice' must be a whole number from -20 to 19, not 20"
refused 'nice = "-21";' "'nice' must be a whole number from -20 to 19"
refused 'oom_score_adj = -1001;' "'oom_score_adj' must be a whole number from -1000 to 1000"
refused 'capabilities = ["net_bind_servise"];' 'which is no capability, did you mean "net_bind_service"?'

say "who is not root is only himself"
as_nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$work"
	mkdir "$work/nobodys"
	chown 65534:65534 "$work/nobodys"
	as_other="$as_nobody env REEVE_RUN_DIR=$work/nobodys/run REEVE_STATE_DIR=$work/nobodys/state"
	$as_nobody test -x "$top_builddir/src/tool/.libs/reeve" || skip "others cannot reach the build tree"
else
	as_other=
fi
template 'user = "root";'
run $as_other "$REEVE" check "$work/refused.cfg"
expect_code 6
expect_err "refused.cfg:1: only root can run workers as another user, 'root'"
template 'groups = ["root"];'
run $as_other "$REEVE" check "$work/refused.cfg"
expect_code 6
expect_err "refused.cfg:1: only root can choose the groups of workers"
template 'capabilities = [];'
run $as_other "$REEVE" check "$work/refused.cfg"
expect_code 6
expect_err "refused.cfg:1: only root can choose the capabilities of workers"
# Himself he may name, and what needs no start needs no user.
# (19 may be taken from wherever the test itself stands.)
template "user = \"$($as_other id -u)\"; limits = { nofile = \"64:128\"; core = 0; }; nice = 19;"
run $as_other "$REEVE" check "$work/refused.cfg"
expect_code 0
run $as_other "$REEVE" "$work/refused.cfg" start -d
expect_code 0
run $as_other "$REEVE" "$work/refused.cfg" stop
expect_code 0
template 'user = "root";'
for action in status stop --help; do
	run $as_other "$REEVE" "$work/refused.cfg" $action
	case $action:$code in
	status:3 | stop:0 | --help:0) ;;
	*) fail "exit code $code of $action" ;;
	esac
done
run $as_other "$REEVE" "$work/refused.cfg" start -d
expect_code 6
expect_err "only root can run workers as another user, 'root'"

[ "$(id -u)" = 0 ] || skip "the rest needs root"
for user in nobody daemon; do
	id $user >/dev/null 2>&1 || skip "there is no user $user"
done

refused 'user = "noboby";' "there is no user 'noboby', did you mean 'nobody'?"
refused 'group = "daemom";' "there is no group 'daemom', did you mean 'daemon'?"
refused 'groups = ["daemon", "no-such-group-at-all"];' "there is no group 'no-such-group-at-all'"
refused 'user = "87654";' "the system does not know user 87654: its group must be said too"
refused 'user = "4294967295";' "there is no user '4294967295'"
expect 0 "$REEVE" "$work/refused.cfg" --help

# of PROGRAM KEY: a line of its process's status, blanks made one.
of()
{
	sed -n "s/^$2:[[:space:]]*//p" "/proc/$(look "$q" "workers.program=$1.pid")/status" | tr -s ' \t' '  ' |
		sed 's/ *$//'
}
is()
{
	same "$(of "$1" "$2")" "$3" "$1 $2"
}

say "as another user"
cp "$(command -v id)" "$work/id"
chmod 4755 "$work/id"
mkdir -m 777 "$work/open" "$work/d"
make_command q <<-END
	$usage
	start_grace = "0s"; restart_delay = "0s"; inherit = "all";
	programs = (
		{ name = "plain"; exec = ["sleep", "1000"]; },
		{ name = "nobody"; user = "nobody"; umask = "077"; cwd = "$work/open"; restart_delay = "0s";
			exec = ["sh", "-c", "env >env; '$work/id' -u >id; pwd >pwd.new; mv pwd.new pwd; exec sleep 1000"]; },
		{ name = "groups"; exec = ["sleep", "1000"]; user = "daemon"; group = "4321"; groups = ["nogroup", "55"];
			on_master_death = "stop"; no_new_privs = false; },
		{ name = "number"; exec = ["sh", "-c", "echo \$HOME-\$USER"]; user = "12345"; group = "54321";
			restart = "temporary"; },
		{ name = "limits"; exec = ["sleep", "1000"]; nice = -3; oom_score_adj = 321;
			limits = { nofile = "123:456"; core = "unlimited"; cpu = "2h"; memlock = "1M"; }; },
		{ name = "caps"; exec = ["sleep", "1000"]; user = "nobody"; capabilities = ["CAP_NET_BIND_SERVICE", "net_raw"]; },
		{ name = "rootcaps"; exec = ["sleep", "1000"]; capabilities = ["kill"]; },
		{ name = "none"; exec = ["sleep", "1000"]; capabilities = []; },
		{ name = "work"; work = "$plugins/probe.so"; workers = 1; execute_times = 0; execute_usleep = 1000; user = "daemon";
			config = { dir = "$work/d"; record = true; }; }
	);
END
q=$work/q
$as_nobody test -r "$plugins/probe.so" || sed -i '/name = "work"/,$d; $s/,$/\n);/' "$work/q"
USER=root XDG_CONFIG_HOME=/root/.config expect 0 "$q" start -d
is plain Uid '0 0 0 0'
is plain NoNewPrivs 0
is nobody Uid '65534 65534 65534 65534'
is nobody Gid "$(id -g nobody | sed 's/.*/& & & &/')"
is nobody NoNewPrivs 1
for set in CapInh CapPrm CapEff CapAmb; do
	is nobody $set 0000000000000000
done
await test -e "$work/open/pwd"
same "$(cat "$work/open/pwd")" "$work/open" cwd
same "$(stat -c %U:%a "$work/open/pwd")" nobody:600 "what it makes"
home=$(getent passwd nobody | cut -d: -f6)
for line in USER=nobody LOGNAME=nobody "HOME=$home"; do
	grep -qx "$line" "$work/open/env" || fail "no $line: $(cat "$work/open/env")"
done
! grep XDG_CONFIG_HOME "$work/open/env" || fail "it has the home of another"
same "$(cat "$work/open/id")" 65534 "what a setuid program gives"
is groups Uid '1 1 1 1'
is groups Gid '4321 4321 4321 4321'
same "$(of groups Groups | tr ' ' '\n' | sort -n | xargs)" "55 $(getent group nogroup | cut -d: -f3)" groups
is groups NoNewPrivs 0
await grep -qx -e /- "$REEVE_STATE_DIR/$tag.q/log/number.out"
is caps CapEff 0000000000002400
is caps CapBnd 0000000000002400
is caps CapAmb 0000000000002400
is caps Uid '65534 65534 65534 65534'
is rootcaps CapEff 0000000000000020
is rootcaps CapBnd 0000000000000020
is none CapEff 0000000000000000
is none Uid '0 0 0 0'

say "limits and priorities"
pid=$(look "$q" workers.program=limits.pid)
grep -q '^Max open files  *123  *456 ' "/proc/$pid/limits" || fail "$(cat "/proc/$pid/limits")"
grep -q '^Max core file size  *unlimited  *unlimited ' "/proc/$pid/limits" || fail "$(cat "/proc/$pid/limits")"
grep -q '^Max cpu time  *7200  *7200 ' "/proc/$pid/limits" || fail "$(cat "/proc/$pid/limits")"
grep -q '^Max locked memory  *1048576  *1048576 ' "/proc/$pid/limits" || fail "$(cat "/proc/$pid/limits")"
same "$(sed 's/.*) //' "/proc/$pid/stat" | cut -d' ' -f17)" -3 nice
same "$(cat "/proc/$pid/oom_score_adj")" 321 oom_score_adj

say "the master is not changed by its children"
master=$(look "$q" master.pid)
for key in 'Uid:	0	0	0	0' 'NoNewPrivs:	0'; do
	grep -qx "$key" "/proc/$master/status" || fail "master: no $key"
done
same "$(stat -c %u "/proc/$master/environ")" 0 owner

say "what work counts, it counts as another user"
if look "$q" workers.program=work.pid | grep -q '[0-9]'; then
	is work Uid '1 1 1 1'
	await test -s "$work/d/record"
	same "$(stat -c %U "$work/d/record")" daemon "who writes"
	await eval '[ "$(look "$q" workers.program=work.runs)" -gt 2 ]'
	same "$(cd "$REEVE_RUN_DIR/$tag.q" && echo counters.*)" counters.1 "a file for each user"
fi

say "the next master knows them by their user, asks nobody for names, and one whose end follows its own follows"
kept=$(look "$q" workers.program=nobody.pid)
follows=$(look "$q" workers.program=groups.pid)
grep -q 'uid = 65534L' "$REEVE_RUN_DIR/$tag.q/template" || fail "names in the text in force"
kill -KILL "$master"
await not alive "$follows"
await eval '[ "$(look "$q" workers.program=groups.pid)" != "$follows" ] && looks running "$q" workers.program=groups.state'
looks "$kept" "$q" workers.program=nobody.pid || fail "not adopted"
is groups Uid '1 1 1 1'
kill -KILL "$kept"
await eval 'now=$(look "$q" workers.program=nobody.pid) && [ "$now" != "$kept" ] && alive "$now"'
is nobody Uid '65534 65534 65534 65534'
expect 0 "$q" stop
expect_clean

say "what does not succeed is told with its step"
failing()
{
	name=$1
	shift
	make_command $name <<-END
		$usage
		programs = ({ name = "bad"; exec = ["sleep", "1000"]; $1 });
	END
	shift
	message=$1
	shift
	expect 1 "$@" "$work/$name" start -d
	expect_err "bad.1: $message"
	expect_clean
}
mkdir -m 700 "$work/private"
failing closed "user = \"nobody\"; cwd = \"$work/private\";" \
	"cannot change to its directory '$work/private': Permission denied"
failing toomany 'limits = { nofile = 2147483000; };' "cannot set its limit 'nofile': Operation not permitted"
failing toofew 'limits = { nofile = 2; };' "cannot set its limit 'nofile': .*\(open files\|descriptors\)"
failing become 'user = "nobody";' "cannot become user 'nobody': Operation not permitted" \
	setpriv --bounding-set=-setuid --inh-caps=-setuid
failing join 'user = "nobody";' "cannot take its groups: Operation not permitted" \
	setpriv --bounding-set=-setgid --inh-caps=-setgid
failing bound 'capabilities = ["kill"];' "cannot limit its privileges: Operation not permitted" \
	setpriv --bounding-set=-setpcap --inh-caps=-setpcap
failing slower 'nice = -5;' "cannot set its priority (nice): " setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice
