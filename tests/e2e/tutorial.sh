#!/bin/sh
# SPDX-License-Identifier: MIT
# doc/plugin-tutorial.md, done as it is written there, from an installed reeve.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"
. "$top_srcdir/tests/e2e/installed.sh"
page=$top_srcdir/doc/plugin-tutorial.md
use_installed
plugin_directory=$(pkg-config --variable=plugindir reeve)
[ ! -e "$plugin_directory/kick.so" ] || skip "there is a $plugin_directory/kick.so"
unset top_srcdir top_builddir CFLAGS CPPFLAGS LDFLAGS

before_leaving()
{
	rm -f "$plugin_directory/kick.so"
}

# One file for each block, in order: N.file with its name in N.name, N.sh, N.text.
mkdir "$work/blocks"
awk -v base="$work/blocks/" -v tag="$tag." '
	function number() { return sprintf("%s%03d", base, ++count) }
	/^`[a-z.]*`:$/ { name = substr($0, 2, length($0) - 3) }
	/^```/ && inside { inside = 0; close(file); next }
	/^```/ {
		inside = 1
		kind = substr($0, 4)
		file = number() "." (name != "" ? "file" : kind)
		if (name != "")
			print name >substr(file, 1, length(file) - 4) "name"
		name = ""
		next
	}
	inside {
		# The command gets a name that no other script uses.
		sub(/^name = "/, "&" tag)
		sub(/Worker:/, "&" tag)
		print >file
	}' "$page"
same "$(ls "$work/blocks" | sed 's/.*\.//' | sort | uniq -c | awk '{ printf "%s %s ", $2, $1 }')" \
	"file 8 name 8 sh 10 text 8 " "blocks of the page"

# Lines of what was printed, whatever the blanks.
lines()
{
	sed 's/  */ /g; s/ $//' "$1"
}

cd "$work" || exit 1
for block in "$work"/blocks/*; do
	case $block in
	*.file) cp "$block" "$(cat "${block%.file}.name")" ;;
	*.sh)
		while read -r line; do
			# In this shell: one of them changes the directory.
			last=$line code=0
			eval "$line" >"$work/out" 2>"$work/err" </dev/null || code=$?
			expect_code 0
			expect_no_err
		done <"$block"
		;;
	*.text)
		lines "$block" >"$work/wanted"
		lines "$work/out" >"$work/got"
		while read -r line; do
			grep -qxF -e "$line" "$work/got" || grep -qxF -e " $line" "$work/got" ||
				fail "'$line' is not printed by: $last"
		done <"$work/wanted"
		;;
	esac
done
same "$(basename "$PWD")" farm directory
expect_clean
[ ! -e "$plugin_directory/kick.so" ] || fail "kick.so is left"

# What the page says beside its blocks.
expect 0 reeve plugin -f queue.cfg
expect_out "^  kick  *action  *1.0  *$PWD/[./]*kick.so  *have empty slots filled at once$"
expect_out "^  beat  *work  *1.0  *$PWD/[./]*beat.so "
expect_out "^  follow  *work  *1.0  *$PWD/[./]*follow.so "
