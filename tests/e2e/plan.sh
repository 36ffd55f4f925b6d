#!/bin/sh
# SPDX-License-Identifier: MIT
# plan: what another template would change, told and not done.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

grammar='usage = "<start|stop|status|plan> -[d|j] -[c=NAME] -[n=N]";'

# A script that runs the template as it is, so that edits of it count at once.
template()
{
	{
		printf '#!/bin/sh\n//usr/bin/env "%s" "$0" "$@"; exit $?\n' "$(realpath "$REEVE")"
		echo "name = \"$tag.q\"; $grammar"
		cat
	} >"$work/q"
	chmod +x "$work/q"
}

q=$work/q
echo 'SECRET=one' >"$work/vars"
template <<-'END'
	programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 2; env_file = "vars"; },
		{ name = "b"; exec = ["sleep", "1000"]; cwd = "${FROM_START:-/}"; },
		{ name = "c"; exec = ["sleep", "1000"]; });
END
expect 7 "$q" plan
expect_err 'is not running'
FROM_START=/tmp expect 0 "$q" start -d
look "$q" 'workers.*.pid' >"$work/before"
cp -r "$REEVE_RUN_DIR/$tag.q/template" "$work/in-force"

# Whoever asks, it is read in the environment of the start.
FROM_START=/usr expect 0 "$q" plan -j
same "$(json effect <"$work/out")" none effect
same "$(json 'programs.*.effect' <"$work/out" | sort -u)" none effects

echo 'SECRET=two' >"$work/vars"
template <<-'END'
	title_prefix = "other";
	programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 3; env_file = "vars"; },
		{ name = "b"; exec = ["sleep", "1000"]; cwd = "${FROM_START:-/}"; stop_timeout = 3; },
		{ name = "d"; exec = ["sleep", "1000"]; workers = 4; });
END
expect 0 "$q" plan
expect_out "^  command $tag.q  *title_prefix  *process_m  *other  *fixed$"
expect_out '^  a  *workers  *2  *3  *live$'
expect_out '^  a  *env.SECRET  *set  *set to another  *restart$'
expect_out '^  b  *stop_timeout  *10s  *3s  *live$'
expect_out '^  c  *workers  *1  *--  *removed$'
expect_out '^  d  *workers  *--  *4  *added$'
expect_err "'title_prefix' cannot change while '$tag.q' runs"
! grep -q 'one\|two' "$work/out" || fail "a secret is shown"
expect 0 "$q" plan -j
expect_no_err
same "$(json schema <"$work/out")" 1 schema
same "$(json 'programs.*.name' <"$work/out" | tr '\n' ' ')" 'a b c d ' programs
same "$(json 'programs.*.effect' <"$work/out" | tr '\n' ' ')" 'restart live removed added ' effects
same "$(json programs.0.workers.after <"$work/out")" 3 workers
same "$(json changes.0.key <"$work/out")" title_prefix 'key of the command'

# A template that is not valid: errors as at a start.
echo 'workers = "none";' >>"$q"
expect 6 "$q" plan
expect_err "'workers'"
sed -i '$d' "$q"

look "$q" 'workers.*.pid' | cmp -s - "$work/before" || fail "plan has touched something"
cmp -s "$REEVE_RUN_DIR/$tag.q/template" "$work/in-force" || fail "plan has changed the text in force"
expect 0 "$q" stop
[ ! -e "$REEVE_RUN_DIR/$tag.q/environment" ] || fail "the environment is left behind"

# One of several commands.
cat >"$work/q" <<-END
	#!$(realpath "$REEVE")
	$grammar
	commands = ({ name = "$tag.one"; programs = ({ name = "a"; exec = ["sleep", "1000"]; }); },
		{ name = "$tag.two"; programs = ({ name = "a"; exec = ["sleep", "1000"]; }); });
END
expect 0 "$REEVE" "$q" start -d -c="$tag.one"
sed -i "s/two\"; /&workers = 2; /; s/one\"; /&workers = 3; /" "$q"
expect 7 "$REEVE" "$q" plan -j
same "$(json commands.0.programs.0.workers.after <"$work/out")" 3 'workers of one'
expect_err "'$tag.two' is not running"
expect 0 "$REEVE" "$q" plan -c="$tag.one"
expect_out '^  a  *workers  *1  *3  *live$'
expect 0 "$REEVE" "$q" stop
