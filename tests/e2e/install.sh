#!/bin/sh
# SPDX-License-Identifier: MIT
# Nobody else may use the build tree meanwhile (tests/e2e/local.mk).
# make install with DESTDIR: all of it is there, nothing of it looks for the build tree; make uninstall leaves no file.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

[ -e "$top_builddir/Makefile" ] || skip "there is no build tree"
command -v readelf >/dev/null || skip "there is no readelf"
command -v pkg-config >/dev/null || skip "there is no pkg-config"

# A script of its own makes what it makes: it takes nothing from a make around it.
expect 0 env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s -C "$top_builddir" install DESTDIR="$work/root"

# installed PATTERN: below DESTDIR, wherever the prefix is.
installed()
{
	[ -n "$(find "$work/root" -path "*/$1" ! -type d)" ] || fail "make install installed no $1"
}

for file in bin/reeve reeve/reeve-master reeve/reeve-worker reeve/start.so reeve/daemon.so libreeve.so 'libreeve.so.*' \
	pkgconfig/reeve.pc reeve/reeve.h reeve/version.h man1/reeve.1 man3/reeve-plugin.3 man3/reeve-main.3 man3/reeve-manage.3 examples/queue.c \
	man5/reeve-template.5 templates/manage.cfg bash-completion/completions/reeve zsh/site-functions/_reeve \
	fish/vendor_completions.d/reeve.fish; do
	installed "$file"
done
for header in "$top_srcdir"/src/reeve/*.h; do
	installed "reeve/$(basename "$header")"
done

# What pages and headers send their readers to, and the way here from the original.
for file in from-process_manage.md $(grep -ohE '[a-z_-]+\.md|examples/[a-z]+\.c' "$top_srcdir"/man/*.[135] "$top_srcdir"/src/include/reeve/*.h | sort -u); do
	installed "doc/*/$file"
done

find "$work/root" -type f \( -perm /111 -o -name '*.so*' \) >"$work/files"
while read -r file; do
	readelf -d "$file" >"$work/dynamic" 2>/dev/null || continue
	! grep -e 'R.*PATH.*\[' "$work/dynamic" | grep -q -F -e "$(cd "$top_builddir" && pwd -P)" ||
		fail "$file looks for libraries in the build tree: $(cat "$work/dynamic")"
done <"$work/files"

# A description that somebody can move.
pc=$(find "$work/root" -name reeve.pc)
for name in libdir includedir plugindir; do
	grep -q "^$name=" "$pc" || fail "reeve.pc has no $name"
done
! grep -q -F -e "$work" "$pc" || fail "reeve.pc names DESTDIR: $(cat "$pc")"

# The library is found without a cache of the loader: there, or where the system has its own.
libdir=$(PKG_CONFIG_PATH=$(dirname "$pc") pkg-config --variable=libdir reeve)
case $libdir in
/lib | /lib/* | /lib[0-9]* | /usr/lib | /usr/lib/* | /usr/lib[0-9]*) ;;
*)
	for file in bin/reeve reeve/reeve-worker; do
		readelf -d "$(find "$work/root" -path "*/$file")" | grep 'R.*PATH' | grep -q -F -e "$libdir" ||
			fail "$file does not look for its library in $libdir"
	done
	PKG_CONFIG_PATH=$(dirname "$pc") pkg-config --libs reeve | grep -q -e "-Wl,-rpath,$libdir" ||
		fail "reeve.pc does not say where the library is when a program runs"
	;;
esac

expect 0 env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s -C "$top_builddir" uninstall DESTDIR="$work/root"
left=$(find "$work/root" ! -type d)
[ -z "$left" ] || fail "make uninstall left: $left"

expect 2 env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s -C "$top_builddir" install DESTDIR="$work/with blank"
expect_err 'has a blank in it'
[ ! -e "$work/with blank" ] || fail "something was installed below a path with a blank"
