#!/bin/sh
# SPDX-License-Identifier: MIT
# What runs can be looked at, stopped and spoken to whatever has become of its template's file: the template in
# force stands in, and one line says what is wrong. What would put the file in force is refused with all of it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

words='usage = "<start|stop|restart|status|wakeup|plan|reload|scale|add|delete|save|resurrect|signal|pause|resume|reset|wait|try|kick>
	-[d] -[j] -[c=NAME] [program...]";'
instead='used instead: the template in force'
file=$work/q.cfg

put()
{
	{
		echo "name = \"$tag.q\";"
		cat
	} >"$file"
}

printf '#!/bin/sh\nexec "%s" run "%s" "$@"\n' "$(realpath "$REEVE")" "$file" >"$work/q"
chmod 755 "$work/q"
q=$work/q

# stands_in ERROR COMMAND...: it does what it should, and says in one line what is wrong.
stands_in()
{
	wrong=$1
	shift
	expect 0 "$q" "$@"
	expect_err "$wrong.*$instead"
	same "$(wc -l <"$work/err")" 1 "lines on standard error of $*"
}

# refuses CODE ERROR COMMAND...: it says what is wrong, and nothing of another template.
refuses()
{
	wanted=$1 wrong=$2
	shift 2
	expect "$wanted" "$q" "$@"
	expect_err "$wrong"
	! grep -q "$instead" "$work/err" || fail "a template in force: $last"
}

# All that speaks with what runs, and what does not.
try_all()
{
	stands_in "$2" status
	expect_out "Worker:$tag.q.a.1"
	stands_in "$2" status -j
	same "$(json workers.0.state <"$work/out")" running "state of a"
	for action in wakeup "signal CONT a" "pause a" "resume a" "reset a" "restart a" "wait running a" "stop b" "start b" \
		"scale b=2" "scale b=1" "delete b" --help --man; do
		stands_in "$2" $action
	done
	expect 0 "$q" save
	expect_err "$2.*$instead"
	guardian=$(look "$q" guardian.pid)
	for action in "start -d" restart plan reload "reload a" "add b" "try a" resurrect; do
		refuses "$1" "$2" $action
	done
	same "$(look "$q" guardian.pid)" "$guardian" "the guardian"
	expect 0 "$REEVE" --complete=bash -- "$REEVE" "$file" "st"
	expect_no_err
}

good()
{
	put <<-END
		$words
		${1:-}
		programs = ( { name = "a"; exec = ["sleep", "1000"]; }, { name = "b"; exec = ["sleep", "1000"]; } );
	END
}

# A typing error; two keys that nobody knows; a file that nobody but its owner should write.
good
expect 0 "$q" start -d
echo 'x = = ;' >>"$file"
try_all 6 "q.cfg:6: syntax error"
good 'wrokers = 2; plugin_pth = "x";'
stands_in "q.cfg:4: unknown key 'wrokers', did you mean 'workers'? (1 more error; " status
refuses 6 "unknown key 'plugin_pth'" start -d
stands_in "unknown key" status -j
chmod 666 "$file"
stands_in "written by others" status
refuses 152 "written by others" start -d
rm "$file"
stands_in "cannot open .*q.cfg': No such file" status
refuses 6 "cannot open" start -d
mkdir "$file"
stands_in "q.cfg'" status
rmdir "$file"
stands_in "cannot open" stop
expect_clean
# Nothing runs: the error as ever.
refuses 6 "cannot open" status
refuses 6 "cannot open" stop
good 'wrokers = 2;'
refuses 6 "unknown key 'wrokers'" status

# Names and places that cannot be told: from an environment that is not set here, by a site file with an error.
put <<END
	$words
	run_dir = "\${PLACE_OF_Q}";
	programs = ( { name = "a"; exec = ["sleep", "1000"]; }, { name = "b"; exec = ["sleep", "1000"]; } );
END
expect 0 env PLACE_OF_Q="$work/elsewhere" "$q" start -d
[ -e "$work/elsewhere/$tag.q/lock" ] || fail "it runs somewhere else"
try_all 6 "'run_dir': \${PLACE_OF_Q} is not set"
stands_in "not set" stop
mkdir -p "$HOME/.config"
site=$HOME/.config/reeve.conf
echo "run_dir = \"$work/elsewhere\";" >"$site"
good
expect 0 "$q" start -d
echo 'run_dir = [;' >"$site"
try_all 6 "reeve.conf:1: syntax error"
stands_in "reeve.conf:1" stop
rm "$site"

# Both guardian and master are dead: what they left is found all the same.
good
expect 0 "$q" start -d
worker=$(look "$q" workers.0.pid)
guardian=$(look "$q" guardian.pid) master=$(look "$q" master.pid)
kill_both "$guardian" "$master"
await not alive "$guardian"
await not alive "$master"
echo '(' >>"$file"
expect 153 "$q" status
expect_err "$instead"
expect_out "Worker:$tag.q.a.1"
alive "$worker" || fail "the worker is dead"
stands_in "syntax error" stop
not alive "$worker" || fail "the worker lives"
refuses 6 "syntax error" status

# A plugin that is gone is missed by its own action alone; one that never was is a template in force that has another.
# The grammar in force is what counts: 'kick' is no word of the file any more.
mkdir "$work/plugins"
cp "$top_builddir/commands/.libs/wakeup.so" "$work/plugins"
good 'actions = { kick = "./plugins/wakeup.so"; };'
expect 0 "$q" start -d
expect 0 "$q" kick
expect_no_err
good 'actions = { kick = "./plugins/wakeup.so"; status = "stauts"; };'
stands_in "action 'status': plugin 'stauts' not found" status
refuses 5 "plugin 'stauts' not found" reload
refuses 5 "plugin 'stauts' not found" plan
expect 0 "$q" kick
expect_no_err
good 'actions = { kick = "wakeup"; }; workers = 0;'
stands_in "'workers' " kick
rm "$work/plugins/wakeup.so"
refuses 6 "'workers' " kick
good 'actions = { kick = "./plugins/wakeup.so"; };'
expect 0 "$q" status
expect_no_err
refuses 5 "wakeup.so" kick
# What was put in force by a reload stands in from then on.
sed 's/|kick>/|kick|poke>/; s,kick = "[^"]*",kick = "wakeup"; poke = "wakeup",' "$file" >"$file.new"
mv "$file.new" "$file"
expect 0 "$q" reload
echo 'x' >>"$file"
stands_in "syntax error" poke
stands_in "syntax error" stop

# A program that is a command, and whose file is gone.
cat >"$work/inner.cfg" <<END
	name = "$tag.inner";
	programs = ( { name = "i"; exec = ["sleep", "1000"]; } );
END
put <<END
	$words
	programs = ( { name = "a"; command = "inner.cfg"; } );
END
expect 0 "$q" start -d
rm "$work/inner.cfg"
stands_in "inner.cfg" status
expect 0 "$REEVE" "$work/inner.cfg" status
expect_err "$instead"
stands_in "inner.cfg" stop
expect_clean

# A command that was built, by its own path and by a link to it.
good 'actions = { kick = "wakeup"; };'
expect 0 "$REEVE" build "$file" -o "$work/built"
ln -s built "$work/link"
expect 0 "$work/built" start -d
echo '}' >>"$work/built"
expect 0 "$work/link" status
expect_err "link:.*syntax error ($instead)"
expect 0 "$work/built" stop
expect_err "built:.*syntax error ($instead)"

# Several commands, one of which does not run, and one of which is a file that is gone.
printf 'name = "%s.two";\nprograms = ( { name = "t"; exec = ["sleep", "1000"]; } );\n' "$tag" >"$work/two.cfg"
cat >"$file" <<END
	$words
	commands = ( { name = "$tag.one"; programs = ( { name = "o"; exec = ["sleep", "1000"]; } ); }, "two.cfg",
		{ name = "$tag.three"; programs = ( { name = "h"; exec = ["sleep", "1000"]; } ); } );
END
expect 0 "$q" start -d
sed 's/|kick>/|poke>/; s,^\(.*\)commands = ,actions = { poke = "wakeup"; }; &,' "$file" >"$file.new"
mv "$file.new" "$file"
expect 0 "$q" reload
expect 0 "$q" save
expect 0 "$q" stop -c="$tag.one"
expect 0 "$q" resurrect -d -c="$tag.one"
expect 0 "$q" stop -c="$tag.one"
mv "$work/two.cfg" "$work/gone"
expect 3 "$q" status
expect_err "two.cfg.*$instead"
expect_out "Worker:$tag.two.t.1"
expect_out "Worker:$tag.three.h.1"
stands_in "two.cfg" status -c="$tag.two"
stands_in "two.cfg" poke -c="$tag.two"
refuses 6 "two.cfg" start -d
refuses 6 "two.cfg" plan
refuses 6 "two.cfg" resurrect -d
expect 3 "$q" status -c="$tag.one"
stands_in "two.cfg" stop -c="$tag.two"
expect 3 "$q" status -c="$tag.two"
expect 0 "$q" stop
expect_err "two.cfg.*$instead"
refuses 6 "two.cfg" status
expect_clean

# What is noted is believed of us or root alone: not through a link, and not if others may write it.
good
expect 0 "$q" start -d
echo '(' >>"$file"
note=$(grep -l -a "^path = \"$(realpath "$file")\"" "$REEVE_RUN_DIR"/.*.note)
stands_in "syntax error" status
chmod 622 "$note"
refuses 6 "syntax error" status
chmod 600 "$note"
mv "$note" "$work/note"
ln -s "$work/note" "$note"
refuses 6 "syntax error" status
rm "$note"
head -c 40 "$work/note" >"$note"
refuses 6 "syntax error" status
: >"$note"
refuses 6 "syntax error" status
# Of another file: it says so itself.
sed 's/q\.cfg/p.cfg/' "$work/note" >"$note"
refuses 6 "syntax error" status
cp "$work/note" "$note"
chmod 600 "$note"
stands_in "syntax error" stop
