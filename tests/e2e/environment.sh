#!/bin/sh
# SPDX-License-Identifier: MIT
# The environment of a worker is computed from the template: nothing leaks from who typed the command.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

cat >"$work/env" <<-'END'
	FROM_FILE=filed
	BOTH=file
END
printf '#!/bin/sh\nenv >"%s/seen.new.$REEVE_PROGRAM"\nmv "%s/seen.new.$REEVE_PROGRAM" "%s/seen.$REEVE_PROGRAM"\nexec sleep 1000\n' \
	"$work" "$work" "$work" >"$work/look"
chmod 755 "$work/look"
make_command q <<-END
	$usage
	env_file = "env";
	env = ["TOP=of all", "BOTH=env", "EXPANDED=\${GIVEN:-none}/\${REEVE_E2E_NONE:-default}"];
	programs = (
		{ name = "usual"; exec = ["$work/look"]; },
		{ name = "none"; exec = ["$work/look"]; inherit = "none"; env = ["PATH=/usr/bin:/bin"]; },
		{ name = "whole"; exec = ["$work/look"]; inherit = "all"; env = ["TOP=of mine"]; }
	);
END
q=$work/q
expect 0 env GIVEN=given LEAK=leaked LC_TIME=C "$q" start -d
for program in usual none whole; do
	await test -e "$work/seen.$program"
done

# has PROGRAM LINE, lacks PROGRAM NAME
has()
{
	grep -qx "$2" "$work/seen.$1" || fail "$1 has no $2: $(cat "$work/seen.$1")"
}
lacks()
{
	! grep "^$2=" "$work/seen.$1" || fail "$1 has $2"
}

for program in usual none whole; do
	has $program FROM_FILE=filed
	has $program BOTH=env
	has $program EXPANDED=given/default
	has $program REEVE_COMMAND="$tag.q"
	has $program REEVE_PROGRAM=$program
	has $program REEVE_INSTANCE=1
	has $program "REEVE_STATUS_DIR=$(realpath "$REEVE_RUN_DIR")/$tag.q"
	has $program "REEVE_TOKEN=$(look "$q" workers.program=$program.token)"
	has $program "REEVE_PARENT_TOKEN=$(look "$q" guardian.token)"
	for name in REEVE_ROLE REEVE_STORE REEVE_LIFE REEVE_RESUME REEVE_HELPER_DIR REEVE_SLOT REEVE_RUN_DIR; do
		[ $program = whole ] && [ $name = REEVE_RUN_DIR ] || lacks $program $name
	done
done
has usual 'TOP=of all'
has usual LC_TIME=C
has usual "HOME=$HOME"
lacks usual LEAK
lacks usual GIVEN
has none PATH=/usr/bin:/bin
lacks none HOME
lacks none LC_TIME
has whole LEAK=leaked
has whole 'TOP=of mine'

# A master that was started again gives the same to the next worker, and a token of its own.
token=$(look "$q" workers.program=usual.token)
kill -KILL "$(look "$q" master.pid)"
await looks running "$q" master.state
cp "$work/seen.usual" "$work/before"
rm "$work/seen.usual"
kill -KILL "$(look "$q" workers.program=usual.pid)"
await test -e "$work/seen.usual"
# _ is what the shell last ran, and the token is new each time.
for file in "$work/before" "$work/seen.usual"; do
	grep -v -e '^_=' -e '^REEVE_TOKEN=' "$file" | sort >"$file.sorted"
done
cmp "$work/before.sorted" "$work/seen.usual.sorted" || fail "another environment"
await not looks "$token" "$q" workers.program=usual.token
expect 0 "$q" stop

# What runs can be looked at and stopped from anywhere; only what has to be started needs all that it names.
make_command named <<-END
	$usage
	programs = ({ name = "a"; exec = ["sleep", "\${SECONDS_TO_SLEEP}"]; });
END
q=$work/named
expect 0 env SECONDS_TO_SLEEP=1000 "$q" start -d
expect 0 "$q" status
for action in start restart; do
	expect 6 "$q" "$action" -d
	expect_err "named:[0-9]*: 'exec': \${SECONDS_TO_SLEEP} is not set; a default is written"
done
expect 0 "$q" status
expect 0 "$q" --help
expect 0 "$q" wakeup
expect 0 "$q" stop
expect_clean
sed -i "s,^name.*,name = \"$tag.named\"; run_dir = \"\${WHERE_IT_RUNS}\";," "$q"
expect 6 "$q" status
expect_err "'run_dir': \${WHERE_IT_RUNS} is not set"
expect_err "'exec': \${SECONDS_TO_SLEEP} is not set"

# A program with more privileges than its caller takes nothing of his environment.
program=$top_builddir/src/tool/.libs/reeve
chmod 755 "$work"
as_nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
cp "$(command -v id)" "$work/id"
chmod 4755 "$work/id"
# Only root can make such a program, some mounts and containers make nothing of it, and others must reach the
# build tree.
if [ -x "$program" ] && $as_nobody test -x "$program" &&
	[ "$($as_nobody "$work/id" -u 2>"$work/err")" = 0 ] &&
	! grep -qs '^#define REEVE_SANITIZED' "$top_builddir/config.h"; then
	cp "$program" "$work/privileged"
	cat >"$work/caller.cfg" <<-END
		plugin_path = "$(cd "$top_builddir" && pwd)/commands/.libs";
		programs = ({ name = "a"; exec = ["sleep", "\${CALLERS_OWN}"]; });
	END
	for mode in 755 4755; do
		chmod $mode "$work/privileged"
		run $as_nobody env CALLERS_OWN=1 HOME=/nonexistent \
			REEVE_SYSCONF="$work/nothing.conf" "$work/privileged" check "$work/caller.cfg"
		case $mode:$code in
		755:0) ;;
		4755:6) expect_err "'exec': \${CALLERS_OWN} is not set" ;;
		*) fail "exit code $code of a program with mode $mode" ;;
		esac
	done
	rm "$work/privileged"
fi
