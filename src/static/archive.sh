#!/bin/sh
# SPDX-License-Identifier: MIT
# archive.sh ARCHIVE PLUGIN.la... -- LIBRARY.la...: makes one static archive of these layers and built-in
# plugins. Run in the build directory, with CC, CFLAGS, AR and OBJCOPY set.
#
# All becomes one object in which only reeve_* is seen from outside: a program that links it may call its
# own functions as it likes.
set -eu
archive=$1
shift
parts=$archive.parts
rm -rf "$parts"
mkdir "$parts"
trap 'rm -rf "$parts"' EXIT

# Objects of a link-time optimiser are to be machine code before they are renamed.
case " $CFLAGS " in
*" -flto"*) relocatable="$CC $CFLAGS -r -nostdlib -flinker-output=nolto-rel" ;;
*) relocatable="$CC $CFLAGS -r -nostdlib" ;;
esac

# On i386 the compiler's own, of which every linker keeps one.
thunks='__x86.get_pc_thunk.*'

# Each plugin exports one symbol, the same in all of them.
externs= entries=
while [ "$1" != -- ]; do
	name=$(basename "$1" .la)
	symbol=builtin_$(echo "$name" | tr -c 'A-Za-z0-9\n' _)
	$relocatable "$(dirname "$1")"/*/.libs/"$name"_la-*.o -o "$parts/$name.o"
	$OBJCOPY --redefine-sym reeve_plugin="$symbol" --wildcard --keep-global-symbol="$symbol" \
		--keep-global-symbol="$thunks" "$parts/$name.o"
	externs="$externs extern const struct reeve_plugin $symbol;"
	entries="$entries &$symbol,"
	shift
done
shift
{
	echo 'struct reeve_plugin;'
	echo "$externs"
	echo "const struct reeve_plugin *const builtin_plugins[] = {$entries 0};"
} >"$parts/table.c"
$CC $CFLAGS -fPIC -c "$parts/table.c" -o "$parts/table.o"

libraries=
for library; do
	libraries="$libraries $(dirname "$library")/.libs/$(basename "$library" .la).a"
done
$relocatable -o "$parts/reeve" "$parts"/*.o -Wl,--whole-archive $libraries -Wl,--no-whole-archive
$OBJCOPY --wildcard --keep-global-symbol='reeve_*' --keep-global-symbol="$thunks" \
	"$parts/reeve" "$parts/reeve.o"
rm -f "$archive"
$AR cr "$archive" "$parts/reeve.o"
