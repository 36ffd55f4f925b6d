#!/bin/sh
# SPDX-License-Identifier: MIT
# What a command tells a shell that completes its line: words of its grammar, and the names of what runs.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# offers WORDS-EXPECTED LINE: with the cursor at the end; words are parted by blanks.
offers()
{
	expect 0 "$x" --complete=bash "$2" ''
	expect_no_err
	same "$(tr '\n' ' ' <"$work/out")" "$1${1:+ }" "$2"
}

make_command x <<-END
	usage = "<start|stop|restart|status> -[d] -[j|config] -[n=N] -[o=FILE] [worker...]";
	options = { o = { plugin = "json"; actions = ["status"]; }; };
	programs = ({ name = "web"; exec = ["sleep", "1000"]; workers = 2; }, { name = "mail"; exec = ["sleep", "1000"]; });
END
x=$work/x
offers 'start stop status' 'x st'
offers '-d -j -n= --help' 'x start -'
offers '-j --help' 'x stop -'
offers '-d -n= --help' 'x start -j -'
offers '-n=web= -n=mail=' 'x start -n='
offers '-j -config -o= --help' 'x status -'
offers 'web mail web.1 web.2 mail.1 all' 'x status '
offers '' 'x frob '
expect 0 "$x" --complete=fish 1 status w
same "$(head -n 1 "$work/out")" "$(printf 'web\t2 workers')" "a description"
expect 0 "$x" --complete=zsh 1 status -o=/t
same "$(cat "$work/out")" "$(printf '\tfiles')" "a file"

# A question that no script asks is nobody's, and neither is said.
for words in '' 'x' '9 start' '-1 start'; do
	expect 1 "$x" --complete=zsh $words
	expect_no_out
	expect_no_err
done
expect 2 "$x" --completion
expect_err 'bash, zsh or fish'
expect 2 "$x" --completion=tcsh
expect_err "'tcsh' is not bash, zsh or fish"
expect_no_out

# What runs is named too, though the template knows it no longer; and what runs says how many there are.
expect 0 "$x" start -d -n=web=3
make_command x <<-END
	usage = "<start|stop|restart|status> [worker...]";
	programs = ({ name = "mail"; exec = ["sleep", "1000"]; });
END
offers 'mail web web.1 web.2 web.3 mail.1 all' 'x status '
offers 'web.1 web.3' 'x status web.2 web.'
# A scoreboard that cannot be read has no names, and is nobody's business here.
cp "$REEVE_RUN_DIR/$tag.x/scoreboard" "$work/scoreboard"
chmod 666 "$REEVE_RUN_DIR/$tag.x/scoreboard"
run "$x" --complete=bash 'x status ' ''
expect_no_err
expect_out '^mail$'
chmod 600 "$REEVE_RUN_DIR/$tag.x/scoreboard"
offers 'mail web web.1 web.2 web.3 mail.1 all' 'x status '
expect 0 "$x" stop
offers 'mail mail.1 all' 'x status '

# Several commands in one template: the programs of all, and their names.
cat >"$work/s.cfg" <<-END
	name = "$tag.s"; usage = "<start|stop|status> -[c=NAME] [program...]"; commands = ("one.cfg", "two.cfg");
END
for name in one two; do
	echo "name = \"$tag.$name\"; programs = ({ name = \"$name\"; exec = [\"true\"]; }, { name = \"both\"; exec = [\"true\"]; });" >"$work/$name.cfg"
done
expect 0 "$REEVE" build "$work/s.cfg" -o "$work/s"
x=$work/s
offers 'one both two all' 's status '
offers "-c=$tag.one -c=$tag.two" 's status -c='

# What stands before the names.
make_command z <<-END
	usage = "<signal|wait|upgrade|save|resurrect> [program...]";
	programs = ({ name = "web"; exec = ["true"]; });
END
x=$work/z
offers 'TRAP TERM TSTP TTIN TTOU' 'z signal T'
offers 'web all' 'z signal HUP '
offers 'running stopped web all' 'z wait '
offers 'web all' 'z wait stopped '
offers '' 'z save '
offers '' 'z resurrect '
expect 0 "$x" --complete=bash 'z upgrade ' ''
same "$(cat "$work/out")" "$(printf '\tfiles')" "a path"

# Supervisors, and all; what an add and a delete can be about, while it runs and while it does not.
make_command t <<-END
	usage = "<start|stop|add|delete|scale|try> -[d] [program...]";
	supervisor = { programs = ({ name = "web"; exec = ["sleep", "1000"]; });
		supervisors = ({ name = "pool"; programs = ({ name = "mail"; exec = ["sleep", "1000"]; }); }); };
END
x=$work/t
offers 'web mail pool all' 't stop '
offers 'web pool all' 't stop mail '
offers 'web mail pool' 't delete '
offers 'web= mail=' 't scale '
offers 'web mail' 't try '
expect 0 "$x" start -d
offers 'pool all' 't add '
expect 0 "$x" delete mail
offers 'mail pool all' 't add '
offers 'web pool' 't delete '
offers 'web mail pool all' 't stop '
expect 0 "$x" stop

# A plugin that cannot be loaded takes nothing else away.
make_command y <<-END
	usage = "<start|stop> -[d]";
	programs = ({ name = "web"; exec = ["true"]; });
END
sed -e 's/start|stop/start|stop|none/' -e 's/\[d\]/[d] -[nothing]/' "$work/y" >"$work/z"
chmod 755 "$work/z"
x=$work/z
offers 'start stop none' 'z '
offers '-d -nothing= --help' 'z start -'
expect 0 "$x" --complete=fish 0 n
same "$(cat "$work/out")" none "no description"

# What a plugin prints while it is loaded is no candidate, and one that never ends ends no shell.
make_command loud <<-END
	usage = "<start|stop> -[s]"; options = { s = "$wrong_plugins/ctor-speaks.so"; };
	programs = ({ name = "web"; exec = ["true"]; });
END
x=$work/loud
offers '-s --help' 'loud start -'
export CTOR_HANGS=1
run "$x" --complete=bash 'loud start -' ''
[ "$code" -gt 128 ] || fail "it was not ended"
expect_no_out
offers 'start stop' 'loud st'
unset CTOR_HANGS

# The reeve program: its verbs, what they take, and the command of a template behind one.
x=$REEVE
cd "$work" || exit 99
offers 'plugin' 'reeve p'
offers '--help --version --completion= --man' 'reeve -'
offers '--completion=bash --completion=zsh --completion=fish' 'reeve --completion='
offers 'restart_delay' 'reeve explain restart_d'
offers 'start status stop' 'reeve plugin -j st'
offers 'explain export' 'reeve help e'
offers '' 'reeve explain -j=x'
offers '-j --help' 'reeve explain -'
offers '-j' 'reeve explain restart '
offers 'start stop' 'reeve y.cfg st'
offers 'start stop' 'reeve run ./y.cfg st'
offers '-d' 'reeve run y.cfg start -d'
expect 0 "$REEVE" --complete=fish 1 check
same "$(cat "$work/out")" "$(printf '\tfiles\t.cfg')" "a template"
expect 0 "$REEVE" --complete=fish 0 y.c
same "$(cat "$work/out")" "$(printf '\tfiles\t.cfg')" "a template in place of a verb"
expect 0 "$REEVE" --complete=fish 1 explain execute_t
expect_out "^execute_times$(printf '\t')[a-z]"
run "$REEVE" --complete=bash 'reeve /nothing st' ''
expect_no_out
expect 2 "$REEVE" --completion=tcsh
expect_err "'tcsh' is not bash, zsh or fish"
# What is installed is what it prints.
for file in bash:reeve zsh:_reeve fish:reeve.fish; do
	[ -e "$top_builddir/src/tool/completion/${file#*:}" ] || continue
	expect 0 "$REEVE" "--completion=${file%:*}"
	cmp "$work/out" "$top_builddir/src/tool/completion/${file#*:}" || fail "another script is installed"
done
