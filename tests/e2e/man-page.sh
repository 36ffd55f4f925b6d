#!/bin/sh
# SPDX-License-Identifier: MIT
# --man prints a page without a fault in it, whatever bytes the template has.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"
command -v mandoc >/dev/null || skip "no mandoc here"

# sound COMMAND: its page is in $work/page.1 afterwards, in $work/text as it is read.
sound()
{
	expect 0 "$@" --man
	expect_no_err
	cp "$work/out" "$work/page.1"
	! LC_ALL=C grep -n '[^ -~]' "$work/page.1" || fail "not ASCII"
	# That the pages it refers to are installed is not asked here.
	run mandoc -T lint "$work/page.1"
	grep -v 'referenced manual not found: Xr reeve' "$work/out" && fail "mandoc complains"
	expect 0 mandoc -T utf8 "$work/page.1"
	sed 's/.\x08//g' "$work/out" >"$work/text"
	command -v groff >/dev/null || return 0
	expect 0 groff -mdoc -T utf8 -ww -z "$work/page.1"
	expect_no_err
	expect_no_out
}

says()
{
	tr -s ' \n' '  ' <"$work/text" | grep -q -e "$1" || fail "the page does not say: $1"
}

make_command queue <<-END
	summary = "send mail";
	usage = "<start|stop|restart|status> -[d] -[j|config] -<v|n=N> -[x[=FILE]] [program...]";
	options = { v = "json"; x = "daemon"; };
	programs = ({ name = "web"; exec = ["php", "--secret"]; workers = 2; }, { name = "spool"; work = "$plugins/probe.so"; });
END
sound "$work/queue"
says '^ *QUEUE(1)'
says 'queue – send mail'
says 'queue start \[-d\] \[-j\] {-v | -n=N} \[-x\[=FILE\]\] \[program ...\]'
says 'queue stop \[-j\] {-v} \[program ...\]'
says '-d Background running process. With start and restart.'
says '-config Show the configuration tables. With status. Not together with -j.'
says 'web The program php, 2 workers.'
says 'spool The work plugin .*probe.so, 4 workers.'
says "/run/reeve/$tag.queue/"
says 'action status exits 0 if everything runs as wanted'
! grep -q secret "$work/text" || fail "arguments of programs are nobody's business"

# Markup, names of macros, control bytes and long words in summaries, words of the grammar and paths.
long=$(head -c 300 /dev/zero | tr '\0' a)
name=".Nm 'x' \\fB \"é"
cat >"$work/odd.cfg" <<-END
	name = "$tag.odd";
	summary = ".Sh NAME \\\\n.Nd \\\\fBbold\\\\fP 'quoted\" Ns Ar . , (x). Two. ... é 🐎 \`a\` ^ ~ $long";
	usage = "<Ns|Ar|Sh> -[Op|Fl[=Ar]] -[No=Nm] <Pa...>";
	actions = { Ns = "start"; Ar = "stop"; Sh = "./.Sh 'no' \\\\n\\x1b.so"; };
	options = { Op = "daemon"; Fl = "json"; No = "workers"; };
	programs = ({ name = "Ns"; exec = ["/a b/.Sh\\\\c\\"\\x01 \\t$long"]; });
END
expect 0 "$REEVE" "$work/odd.cfg" --help
cp "$work/odd.cfg" "$work/$name"
chmod 755 "$work/$name"
sound "$REEVE" "$work/$name"
says 'bold'
says '.Sh NAME .n.Nd'
says 'é 🐎 `a` ^ ~'
says 'Ns \[-Op | -Fl\[=Ar\]\] \[-No=Nm\] Pa ...'

# Several commands in one template.
cat >"$work/s.cfg" <<-END
	name = "$tag.s"; usage = "<start|stop|status> -[c=NAME]"; commands = ("one.cfg", "two.cfg");
END
for name in one two; do
	echo "name = \"$tag.$name\"; run_dir = \"$work/r\"; programs = ({ name = \"$name\"; exec = [\"true\"]; });" >"$work/$name.cfg"
done
sound "$REEVE" "$work/s.cfg"
says "two The program true, 1 worker, of the command $tag.two."
says "$work/r/$tag.one/"
expect 2 "$REEVE" "$work/s.cfg" --man=7
expect_err "option '--man' takes no value"

# That of reeve itself is the one that is installed.
expect 0 "$REEVE" --man
cmp "$work/out" "$top_srcdir/man/reeve.1" || fail "another page"
for plugin in "$top_srcdir"/commands/actions/*.c; do
	word=$(basename "$plugin" .c)
	grep -q -e "^\.It Cm \(.* , \)\?$word\( \|\$\)" -e "^\.Cm $word\( \|\$\)" "$top_srcdir/man/reeve.1" || fail "the action $word is not in reeve(1)"
done
