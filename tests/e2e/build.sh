#!/bin/sh
# SPDX-License-Identifier: MIT
# A built command is an executable text file that runs from anywhere; a template with a #! line is one too.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

cat >"$work/queue.cfg" <<-END
	name = "$tag.queue";
	programs = ({ name = "here"; exec = ["./program"]; cwd = "."; },
		{ name = "there"; work = "./probe.so"; });
END
printf '#!/bin/sh\npwd >"%s"\nexec sleep 1000\n' "$work/where" >"$work/program"
chmod 755 "$work/program"
cp "$plugins/probe.so" "$work"

# A life of the command, called from another directory.
live()
{
	rm -f "$work/where"
	(
		cd / || exit
		expect 0 "$@" start -d
		expect 0 "$@" status
		expect 0 "$@" stop
	) || exit 1
	same "$(cat "$work/where")" "$work" "where it ran"
	expect_clean
}

expect 0 "$REEVE" build "$work/queue.cfg"
[ -x "$work/queue" ] || fail "no command beside its template"
same "$(head -c 2 "$work/queue")" '#!' "first bytes"
live "$work/queue"
mkdir "$work/bin"
expect 0 "$REEVE" build "$work/queue.cfg" -o "$work/bin/q"
live "$work/bin/q"
(cd "$work/bin" && expect 0 ./q --help && expect_out '^Usage: q ') || exit 1
# By a link, and by the search path.
ln -s bin/q "$work/link"
live "$work/link"
(PATH=$work/bin:$PATH && expect 0 q status --help) || exit 1
# Built again over itself; not over what reeve has not built.
expect 0 "$REEVE" build "$work/queue.cfg" -o "$work/bin/q"
echo mine >"$work/mine"
expect 1 "$REEVE" build "$work/queue.cfg" -o "$work/mine"
expect_err 'not a command that reeve has built'
same "$(cat "$work/mine")" mine "a file of mine"
expect 1 "$REEVE" build "$work/queue.cfg" -o "$work/nothing/here"
expect_err 'No such file or directory'

# Nor over anything else that is there, whatever it is.
mkdir "$work/directory"
mkfifo "$work/fifo"
: >"$work/empty"
ln -s bin/q "$work/other"
ln -s /nonexistent "$work/nowhere"
cp "$work/bin/q" "$work/kept"
for there in directory fifo empty other nowhere queue.cfg ../..; do
	before=$(ls -ld "$work/$there")
	expect 1 "$REEVE" build "$work/bin/q" -o "$work/$there"
	expect_err "cannot write '$work/$there': it "
	same "$(ls -ld "$work/$there")" "$before" "$there"
done
cmp -s "$work/kept" "$work/bin/q" || fail "what a link leads to was written"
expect 1 "$REEVE" build "$work/bin/q" -o "$work/bin/q"
expect_err 'it is the template itself'
expect 2 "$REEVE" build "$work/queue.cfg" -o ''
expect_err 'a value is missing'

# Nobody else may ever write it; who may run it is the umask's business.
for mask in 000:755 002:755 022:755 027:750 077:700; do
	(umask "${mask%:*}" && expect 0 "$REEVE" build "$work/queue.cfg" -o "$work/bin/masked") || exit 1
	[ -n "$(find "$work/bin/masked" -perm "${mask#*:}")" ] || fail "mode under umask $mask"
	rm "$work/bin/masked"
done

# Includes are in it, relative paths mean what they meant, and nothing in a path is expanded.
odd="$work/\${HOME} \$(id) \"q\`"
mkdir -p "$odd/parts"
cp "$work/program" "$odd"
echo 'A=fine' >"$odd/variables"
printf 'env_file = "variables";\n@include "parts/one.cfg"\n' >"$odd/odd.cfg"
printf '@include "two.cfg"\nname = "%s.odd";\n' "$tag" >"$odd/parts/one.cfg"
echo 'programs = ({ name = "here"; exec = ["./program", "${A}"]; cwd = "."; });' >"$odd/parts/two.cfg"
printf '#!/bin/sh\necho "$1 $PWD" >"%s"\nexec sleep 1000\n' "$work/where" >"$odd/program"
expect 0 "$REEVE" build "$odd/odd.cfg" -o "$work/moved"
rm -r "$odd/parts" "$odd/odd.cfg"
mv "$work/moved" "$work/bin/moved"
expect 0 "$work/bin/moved" start -d
await test -s "$work/where"
same "$(cat "$work/where")" "fine $odd" "argument and directory"
expect 0 "$work/bin/moved" stop
rm -f "$work/where"

# What is not set now has to be when the command runs; only what it is needed for is not checked.
cat >"$work/unset.cfg" <<-END
	name = "$tag.unset";
	base = "\${WHERE}";
	plugin_path = ["\${PLUGINS}", "./more"];
	options = { d = "\${OPTION}"; };
	workers = "\${WORKERS}";
	env_file = "\${FILE}";
	env = ["\${ENTRY}", "TEXT=\${TEXT}", "PLAIN=\$\${TEXT}"];
	programs = ({ name = "here"; exec = ["./program", "\${TEXT}"]; cwd = "."; stop_timeout = "\${TIME:-3s}"; },
		{ name = "there"; work = "\${WORK}"; umask = "\${MASK}"; config = { a = ("\${A}", { b = "\${B}"; }); }; });
END
expect 0 "$REEVE" build "$work/unset.cfg" -o "$work/bin/unset"
expect_no_out
for name in WHERE PLUGINS OPTION WORKERS FILE ENTRY TEXT WORK MASK A B; do
	expect_err "^$work/unset.cfg:[0-9]*: '[a-z_]*': \${$name} is not set now, it has to be when the command runs\$"
done
same "$(wc -l <"$work/err")" 12 notes
expect 6 "$work/bin/unset" status
expect_err "bin/unset:[0-9]*: 'workers': \${WORKERS} is not set; a default is written \${WORKERS:-default}"
expect 6 "$REEVE" check "$work/unset.cfg"
echo FROM=file >"$work/variables"
live env WHERE="$work" PLUGINS=. OPTION=daemon WORKERS=2 FILE=variables ENTRY=A=1 TEXT=t WORK=./probe.so MASK=022 A=1 B=2 \
	"$work/bin/unset"
sed -i 's/TIME:-3s/TIME:-3x/; s/^workers/wrokers/' "$work/unset.cfg"
expect 6 "$REEVE" build "$work/unset.cfg" -o "$work/bin/faulty"
expect_err "'stop_timeout' must be a duration .*3x"
expect_err "unknown key 'wrokers'"
[ ! -e "$work/bin/faulty" ] || fail "a faulty command was built"
for text in '\${A' '\${}' '\${A:-\${B}}'; do
	echo "programs = ({ name = \"a\"; exec = [\"a\", \"$text\"]; });" >"$work/unset.cfg"
	expect 6 "$REEVE" build "$work/unset.cfg" -o "$work/bin/faulty"
done

# However it is called: without any argument, even its own name, and by an empty one.
expect 2 "$actor" bare "$work/bin/q"
expect_err '^q: no action was given$'
expect 3 "$actor" nameless "$work/bin/q" status
expect_out "^$tag.queue is not running\$"

# Run without being built, and with a line of its own.
live "$REEVE" "$work/queue.cfg"
live "$REEVE" run "$work/queue.cfg"
{
	echo "#!$REEVE"
	cat "$work/queue.cfg"
} >"$work/own"
chmod 755 "$work/own"
live "$work/own"
expect 0 "$REEVE" build "$work/own" -o "$work/bin/own"
live "$work/bin/own"

# Where the kernel would not take the line: blanks in the path, and more than it reads.
long=$work/$(printf '%0100d/%0100d/%0100d' 1 2 3)
for directory in "$work/a b" "$long"; do
	mkdir -p "$directory"
	case $(head -c 2 "$REEVE") in
	'#!')
		# The wrapper of the build tree, under another name.
		ln -s "$REEVE" "$directory/reeve"
		expect 0 env REEVE_INTERPRETER="$directory/reeve" REEVE_PLUGIN_DIR="$top_builddir/commands/.libs" \
			"$top_builddir/src/tool/.libs/reeve" build "$work/queue.cfg" -o "$work/bin/odd"
		;;
	*)
		cp "$REEVE" "$directory/reeve"
		expect 0 "$directory/reeve" build "$work/queue.cfg" -o "$work/bin/odd"
		;;
	esac
	same "$(head -n 1 "$work/bin/odd")" '#!/bin/sh' "first line"
	live "$work/bin/odd"
	expect 2 "$work/bin/odd" start 'a b' "c'd"
	expect_err "unexpected argument 'a b'"
	expect_err "unexpected argument 'c'd'"
	rm "$work/bin/odd"
done
