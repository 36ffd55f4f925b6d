#!/bin/sh
# SPDX-License-Identifier: MIT
# reeve import and reeve export: from other tools' files to a command, and from a command to other tools.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

mkdir "$work/app"
cat >"$work/app/ecosystem.config.js" <<'END'
// the services
const fs = require('fs'); fs.writeFileSync('ran', 'code was run');
module.exports = {
  apps: [{
    name: 'api server', script: './api.sh', args: ['a b'], instances: 2, min_uptime: '10s', max_restarts: 10,
    env: { MODE: 'production', SECRET: process.env.SECRET },
    error_file: 'logs/error.log',
  }],
};
END
printf '#!/bin/bash\necho "$1 $MODE" >>seen\nexec sleep 1000\n' >"$work/app/api.sh"

say "pm2: what it says runs, what it cannot say is named, nothing of it is run"
cd "$work/app" || exit 99
expect 0 "$REEVE" import pm2 ecosystem.config.js -o "$work/pm2.cfg"
expect_no_out
expect_err "^ecosystem.config.js:4: program 'api-server': it was called 'api server'"
expect_err "^ecosystem.config.js:6: .*'SECRET' is not carried over: it is code, and nothing is run"
expect_err "^ecosystem.config.js:7: program 'api-server': 'error_file' is not carried over"
[ ! -e ran ] || fail "the code was run"
cd "$work" || exit 99
expect 0 "$REEVE" check "$work/pm2.cfg"
sed -i "1s/.*/name = \"$tag.pm2\";/" "$work/pm2.cfg"
expect 0 "$REEVE" "$work/pm2.cfg" start -d
await eval '[ "$(wc -l <"$work/app/seen")" = 2 ]'
same "$(sort -u "$work/app/seen")" "a b production" "arguments and environment"
expect 0 "$REEVE" "$work/pm2.cfg" stop
expect 1 "$REEVE" import pm2 "$work/app/ecosystem.config.js" -o "$work/pm2.cfg"
expect_err "cannot write '$work/pm2.cfg': it is there already"

say "supervisord"
cat >"$work/supervisord.conf" <<-END
	[supervisord]
	logfile=/x
	[program:shop]
	command=%(here)s/app/shop "x y" %(ENV_HOME)s
	environment=A="1,2",B=3
	stopsignal=INT
	priority=5
END
expect 0 "$REEVE" import supervisord "$work/supervisord.conf"
cp "$work/out" "$work/sup.cfg"
expect_err "supervisord.conf:7: program 'shop': 'priority' is not carried over"
expect_err "supervisord.conf:2: \[supervisord\] 'logfile' is not carried over"
expect_out "exec = \[\"$work/app/shop\", \"x y\", \"\${HOME}\"\];"
expect_out 'env = \["A=1,2", "B=3"\];'
expect 0 "$REEVE" check "$work/sup.cfg"

say "procfile, also from standard input"
printf 'web: exec sleep $SECONDS_TO_SLEEP\nworker: sleep 1000\n' >"$work/app/Procfile"
echo 'SECONDS_TO_SLEEP=1000' >"$work/app/.env"
expect 0 "$REEVE" import procfile "$work/app/Procfile"
sed "1s/.*/name = \"$tag.proc\";/" "$work/out" >"$work/proc.cfg"
expect 0 "$REEVE" "$work/proc.cfg" start -d
same "$(ours "$tag.proc" | wc -l)" 4 processes
expect 0 "$REEVE" "$work/proc.cfg" stop
printf 'all: true\n' | "$REEVE" import procfile - >"$work/out" 2>"$work/err" || fail "standard input"
expect_out 'name = "all-2"'
expect_err "it was called 'all'"
printf 'a: true\n' | "$REEVE" import procfile - >"$work/out" 2>"$work/err" || fail "standard input"
expect_out 'exec = \["true"\];'

say "what is refused"
expect 2 "$REEVE" import
expect_err 'a FORMAT is required'
expect 2 "$REEVE" import pm2
expect_err 'a FILE is required'
expect 2 "$REEVE" import pm3 "$work/app/Procfile"
expect_err "'pm3' is not known, did you mean 'pm2'?"
expect 2 "$REEVE" import upstart "$work/app/Procfile"
expect_err 'what can be read is pm2, supervisord and procfile'
expect 2 "$REEVE" import pm2 a b
expect_err "unexpected argument"
expect 1 "$REEVE" import pm2 "$work/nothing"
expect_err "cannot read '$work/nothing': No such file"
expect 1 "$REEVE" import pm2 "$work/app"
expect_err "cannot read '$work/app': "
head -c 300000 /dev/zero | tr '\0' ' ' >"$work/large"
expect 1 "$REEVE" import pm2 "$work/large"
expect_err 'it is larger than 256 KiB'
printf 'a: b\0\n' >"$work/binary"
expect 1 "$REEVE" import procfile "$work/binary"
expect_err 'is not a text file'
printf '[[[[[[[' >"$work/deep.json"
expect 1 "$REEVE" import pm2 "$work/deep.json"
expect_err 'deep.json:1: the file ends too early'
mkfifo "$work/fifo"
expect 1 "$REEVE" import pm2 "$work/fifo"

say "export: a unit"
make_command q <<-END
	$usage
	summary = "100% \\"of\\" the \$queue"; exit_code_from = "a";
	programs = ({ name = "a"; exec = ["sleep", "1000"]; stop_timeout = "30s"; });
END
expect 0 "$REEVE" export systemd "$work/q"
expect_no_err
expect_out '^Description=100%% "of" the $queue$'
expect_out "^ExecStart=\"$work/q\" start$"
expect_out '^TimeoutStopSec=50$'
expect_out '^SuccessExitStatus=143$'
expect_out '^KillMode=mixed$'
expect_out '^Delegate=yes$'
cp "$work/out" "$work/$tag.service"
if command -v systemd-analyze >/dev/null; then
	# It also looks at what the machine itself has.
	run systemd-analyze verify "$work/$tag.service"
	! grep -q "$tag" "$work/err" || fail "systemd does not like it"
fi
expect 0 "$REEVE" export systemd "$work/q.cfg"
expect_out "^ExecStart=\"/.*reeve\" \"$work/q.cfg\" start$"

say "export: a resource agent"
expect 0 "$REEVE" export ocf "$work/q"
cp "$work/out" "$work/agent"
expect 0 sh -n "$work/agent"
agent()
{
	wanted=$1
	shift
	run sh "$work/agent" "$@"
	expect_code "$wanted"
}
agent 7 monitor
agent 0 stop
agent 0 start
agent 0 start
agent 0 monitor
same "$(ours | wc -l)" 3 processes
kill_both "$(look "$work/q" guardian.pid)" "$(look "$work/q" master.pid)"
await eval 'sh "$work/agent" monitor >/dev/null 2>&1; [ $? = 1 ]'
agent 0 start
agent 0 validate-all
agent 0 stop
agent 7 monitor
agent 3 promote
agent 0 meta-data
expect_out '<action name="stop" timeout="60s"/>'
expect_out '100% &quot;of&quot; the $queue'
cp "$work/out" "$work/agent.xml"
command -v xmllint >/dev/null && expect 0 xmllint --noout "$work/agent.xml"
rm "$work/q"
agent 5 monitor

say "what cannot be exported"
expect 2 "$REEVE" export launchd "$work/q.cfg"
expect_err 'what can be written is systemd and ocf'
expect 2 "$REEVE" export system "$work/q.cfg"
expect_err "did you mean 'systemd'?"
expect 6 "$REEVE" export ocf "$work/app/Procfile"
printf 'usage = "<start|stop> -[d]"; programs = ({ name = "a"; exec = ["true"]; });\n' >"$work/less.cfg"
expect 6 "$REEVE" export ocf "$work/less.cfg"
expect_err 'less.cfg: its grammar has no action status'
expect 0 "$REEVE" export systemd "$work/less.cfg"
printf 'commands = ({ name = "a"; programs = ({ name = "a"; exec = ["true"]; }); });\n' >"$work/several.cfg"
expect 2 "$REEVE" export systemd "$work/several.cfg"
expect_err 'has several commands'

say "completion"
offers()
{
	expect 0 "$REEVE" --complete=bash "$2" ''
	same "$(tr '\n' ' ' <"$work/out")" "$1 " "$2"
}
offers 'pm2 procfile' 'reeve import p'
offers 'systemd' 'reeve export s'
offers '-o=' 'reeve import -o'
