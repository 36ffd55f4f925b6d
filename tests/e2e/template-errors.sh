#!/bin/sh
# SPDX-License-Identifier: MIT
# What is wrong with a template is said with file and line, all of it at once, and nothing is made.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

good='programs = ({ name = "a"; exec = ["sleep", "1000"]; });'

# refused CODE MESSAGE [unbuilt]: by check and by a start, and by build where that is tried, with
# nothing in the run directory.
refused()
{
	wanted=$1
	for verb in "check $work/t.cfg" "$work/t.cfg start -d"; do
		expect "$wanted" "$REEVE" $verb
		expect_no_out
		expect_err "$2"
		[ -z "$(find "$REEVE_RUN_DIR" "$REEVE_STATE_DIR" -mindepth 1)" ] ||
			fail "something was made: $last"
	done
	[ "$wanted" = 5 ] || [ "${3:-}" = unbuilt ] || {
		expect "$wanted" "$REEVE" build "$work/t.cfg" -o "$work/built"
		[ ! -e "$work/built" ] || fail "a command was built"
	}
}

template()
{
	printf '%b' "$1" >"$work/t.cfg"
}

refused 6 "cannot open '$work/t.cfg': No such file"
mkdir "$work/t.cfg"
refused 6 "'$work/t.cfg' is a directory"
rmdir "$work/t.cfg"
if [ "$(id -u)" != 0 ]; then
	template "$good\n"
	chmod 000 "$work/t.cfg"
	refused 6 "cannot open '$work/t.cfg': Permission denied"
	chmod 644 "$work/t.cfg"
	rm -f "$work/t.cfg"
fi

template 'name = "x"\nprograms = ;\n'
refused 6 't.cfg:2: syntax error'
template '\377\376\000'
refused 6 'not a text file'
template ''
refused 6 'there is no program'
template "$good\nworkesr = 3;\n"
refused 6 "t.cfg:2: unknown key 'workesr', did you mean 'workers'?"
template 'programs = ({ name = "a"; exec = ["sleep"];\nwrokers = 3; });\n'
refused 6 "t.cfg:2: program 'a': unknown key 'wrokers', did you mean 'workers'?"
template "$good\n\nworkers = \"many\";\n"
refused 6 "t.cfg:3: 'workers' must be .*\"many\""
template 'programs = "a";\n'
refused 6 "t.cfg:1: .*programs"
template "$good\nworkers = 10001;\n"
refused 6 "t.cfg:2: 'workers' must be a whole number from 1 to 10000, not 10001"
template "$good\nstop_timeout = \"2d\";\n"
refused 6 "t.cfg:2: 'stop_timeout' must be a duration from 0s to 1d"
template "$good\nrestart = \"often\";\n"
refused 6 "t.cfg:2: 'restart' must be one of .*\"often\""
template "$good\nstop_signal = \"TREM\";\n"
refused 6 "t.cfg:2: 'stop_signal' .*TREM"
template 'programs = ();\n'
refused 6 't.cfg:1: there is no program'
template 'programs = (\n{ name = "a"; });\n'
refused 6 "t.cfg:2: program 'a': has neither exec nor work nor command"
template 'programs = (\n{ name = "a"; exec = ["sleep"]; work = "spool"; });\n'
refused 6 "t.cfg:2: program 'a': has both exec and work"
template 'programs = ({ name = "a"; exec = ["sleep"]; },\n{ name = "a"; exec = ["sleep"]; });\n'
refused 6 "t.cfg:2: program 'a' has the name of the program at .*t.cfg:1"
template "$good\nname = \"../x\";\n"
refused 6 "t.cfg:2: 'name' must be"
template "$good\nenv = [\"A=\${REEVE_NOT_SET}\"];\n"
refused 6 "t.cfg:2: 'env': \${REEVE_NOT_SET} is not set" unbuilt

# The grammar's own errors show the line of usage and a caret under the column.
template "$good\nusage = \"<start|stop> -[d\";\n"
refused 6 "t.cfg:2: usage: '\[' is never closed"
same "$(sed -n 2,3p "$work/err")" "    <start|stop> -[d
                  ^" caret

# An action without a plugin.
template "$good\nusage = \"<start|kick> -[d]\";\n"
expect 5 "$REEVE" check "$work/t.cfg"
expect_err "t.cfg:2: action 'kick': plugin 'kick' not found"
expect 5 "$REEVE" "$work/t.cfg" kick
expect_err "action 'kick': plugin 'kick' not found"

# All errors of a file at once.
template "porgrams = 1;\nworkers = 0;\n$good\nusage = \"<start\";\n"
expect 6 "$REEVE" check "$work/t.cfg"
expect_err "t.cfg:1: unknown key 'porgrams'"
expect_err "t.cfg:2: 'workers' must be"
expect_err 't.cfg:4: usage: '

# A template that others can write is nobody's word.
template "$good\n"
chmod 666 "$work/t.cfg"
refused 152 'can be written by others'
chmod 644 "$work/t.cfg"
expect 0 "$REEVE" check "$work/t.cfg"
expect_out 'valid'
[ -z "$(find "$REEVE_RUN_DIR" "$REEVE_STATE_DIR" -mindepth 1)" ] || fail "check made something"
