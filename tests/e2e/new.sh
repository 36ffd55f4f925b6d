#!/bin/sh
# SPDX-License-Identifier: MIT
# reeve new: what it makes builds without a warning and passes its own test, which can fail; and what was
# there before is not touched.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"
. "$top_srcdir/tests/e2e/installed.sh"

# Not installed: what it says to type leads to the build tree.
cd "$work" || exit 1
unset PKG_CONFIG_PATH
case $REEVE in
*/bin/reeve) ;;
*)
	expect 0 "$REEVE" new "$tag.here" -work
	sed -n 's/^    //p' "$work/out" | grep -v ' start -d$\| status$\| stop$' >"$work/next"
	echo 'make check' >>"$work/next"
	expect 0 sh -e "$work/next"
	expect_out '^check: all as it should be$'
	;;
esac
use_installed

# makes NAME [PART...]: builds as strictly as anybody would, and passes.
strict='-O1 -std=c99 -pedantic -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror'
makes()
{
	expect 0 reeve new "$@"
	expect_no_err
	! grep -r -e '@[A-Z]' -e '^@' "$1" || fail "not filled in: $1"
	expect 0 make -C "$1" CFLAGS="$strict"
	expect_no_err
	expect 0 make -C "$1" check
	expect_out '^check: all as it should be$'
}

makes "$tag.plain"
same "$(ls -A "$tag.plain" | tr '\n' ' ')" ".gitignore Makefile README.md check.sh $tag.plain $tag.plain.cfg " files
makes "$tag.all" -work -action -option
for file in "$tag.all" alive one; do
	[ -f "$tag.all/$file.c" ] && [ -f "$tag.all/$file.so" ] || fail "no $file.c and $file.so"
done
makes "$tag.named" -action=kick --option=loud -work=beat
makes "$tag.o" -option
expect 0 make -C "$tag.all" clean
same "$(ls "$tag.all" | grep -c -e '\.so$' -e "$tag.all\$")" 0 "left by clean"

# The test of a project fails if what it tests is broken.
breaks()
{
	cp "$tag.named/$1" "$work/sound"
	sed -i "$2" "$tag.named/$1"
	! cmp -s "$tag.named/$1" "$work/sound" || fail "nothing to break in $1: $2"
	expect 2 make -C "$tag.named" check
	expect_err 'check: FAILED'
	# Of make's clock: newer than what was made of the broken one.
	cp "$work/sound" "$tag.named/$1"
	touch "$tag.named/$1"
}
breaks beat.c 's/= calloc(1, sizeof \*state)/= NULL/'
breaks kick.c 's/alive++/alive = 0/'
breaks loud.c 's/"workers", "1"/"workers", "2"/'
breaks "$tag.named.cfg" "s/^name = .*/name = \"$tag.other\";/"
expect 0 make -C "$tag.named" check

# Installed, it does without the directory that it was made in.
expect 0 make -C "$tag.named" install prefix="$work/there" DESTDIR=
mv "$tag.named" away
expect 0 "$work/there/bin/$tag.named" start -d -loud
expect 0 "$work/there/bin/$tag.named" kick
expect_out '^1 of 1 workers alive$'
expect 0 "$work/there/bin/$tag.named" stop
expect 0 make -C away install PREFIX=/usr DESTDIR="$work/a package"
grep -qx "base = \"/usr/lib/$tag.named\";" "$work/a package/usr/bin/$tag.named" || fail "DESTDIR is in the command"

# It works on what pkg-config tells, and says so where that tells nothing.
expect 2 env PKG_CONFIG_PATH= PKG_CONFIG_LIBDIR=/nonexistent make -C away -B
expect_err 'PKG_CONFIG_PATH must name the directory of reeve.pc'

# Nothing that is there is touched: all files in the way are named, and nothing is made.
mkdir way
echo mine >way/Makefile
echo mine >way/way.cfg
ln -s /nonexistent way/README.md
expect 1 reeve new way -work
expect_no_out
for file in Makefile way.cfg README.md; do
	expect_err "cannot make 'way/$file': it is there already"
done
same "$(ls -A way | tr '\n' ' ')$(cat way/Makefile)" "Makefile README.md way.cfg mine" "way"
rm way/*
echo mine >way/notes
expect 0 reeve new way/
[ -x way/check.sh ] || fail "a directory without files in the way is not used"
echo mine >file
expect 1 reeve new file
expect_err "cannot make 'file': a file of that name is there already"
expect 1 reeve new nothing/here
expect_err "cannot make 'nothing/here': No such file or directory"

# Half way on a full disk, here a limit of files: nothing is left.
expect 1 sh -c 'trap "" XFSZ; ulimit -f 2; exec reeve new half -work'
expect_err "cannot make 'half/[^']*': File too large"
[ ! -e half ] || fail "left: $(ls -A half)"
rm -r way
mkdir way
expect 1 sh -c 'trap "" XFSZ; ulimit -f 2; exec reeve new way -work'
same "$(ls -A way)" "" "left of a directory that was there"

# Others cannot write what was made, whatever the umask: it would be refused.
(umask 0 && reeve new open >/dev/null) || fail "umask 0"
same "$(find open -perm /022)" "" "writable by others"

# Names.
refused()
{
	sentence=$1
	shift
	expect 2 reeve new "$@"
	expect_no_out
	expect_err "$sentence"
}
refused "a NAME is required"
refused "unexpected argument 'b'" a b
refused "unknown option '-works'" a -works
refused "'a b' cannot be a command: a name is" 'a b'
refused "'..' cannot be a command: a name is" ..
refused "'-x' cannot be a command: a name is" -- -x
refused "'check' cannot be a command: its project" check
refused "'a.c' cannot be a command: its project" a.c -work=a
refused "'a/b' cannot be a work plugin: a name is" a -work=a/b
refused "'1a' cannot be an action: a word is" a -action=1a
refused "'a.b' cannot be an option: a word is" a -option=a.b
refused "'stop' cannot be an action: reeve itself" a -action=stop
for plugin in "$top_srcdir"/commands/actions/*.c; do
	word=$(basename "$plugin" .c)
	refused "'$word' cannot be an action: reeve itself" a -action="$word"
done
for plugin in "$top_srcdir"/commands/options/*.c; do
	word=$(basename "$plugin" .c)
	refused "'$word' cannot be an option: reeve itself" a -option="$word"
done
refused "'n' cannot be an option: reeve itself" a -option=n
refused "'json' cannot be a work plugin: reeve itself" a -work=json
refused "'command' cannot be an option: reeve itself" a -option=command
refused "'a' cannot be a work plugin and an action: both" a -work -action=a
refused "'x' cannot be an action and an option: both" a -action=x -option=x
[ ! -e a ] || fail "made all the same"
