#!/bin/sh
# SPDX-License-Identifier: MIT
# What is exported, and what is included: each built-in plugin exports reeve_plugin alone, libreeve
# exports reeve_* alone, and the plugins see nothing but installed headers.
# Run in the build directory, or with PLUGINS (a directory) and LIBREEVE (a file) set.
plugins=${PLUGINS:-commands/.libs}
library=${LIBREEVE:-.libs/libreeve.so}
source=${srcdir:-.}
nm=${NM:-nm}
failed=0

fail()
{
	echo "FAIL: $*"
	failed=1
}

command -v "${nm%% *}" >/dev/null 2>&1 || {
	echo "SKIP: no $nm here"
	exit 77
}

# The names that a file defines for others. The linker's own marks and a sanitizer's are not ours.
exported()
{
	$nm -D --defined-only "$1" | sed 's/.* //; s/@.*//' |
		grep -v -e '^_init$' -e '^_fini$' -e '^__bss_start$' -e '^_edata$' -e '^_end$' \
			-e '^__odr_asan' -e '^__asan' -e '^__start_' -e '^__stop_' | sort
}

count=0
for plugin in "$plugins"/*.so; do
	test -f "$plugin" || continue
	count=$((count + 1))
	names=$(exported "$plugin")
	test "$names" = reeve_plugin || fail "$plugin exports: $(echo $names)"
done
wanted=$(find "$source/commands" -name '*.c' | wc -l)
test "$count" -gt 0 && test "$count" -le "$wanted" ||
	fail "$plugins has $count plugins, $wanted have sources"

if test -f "$library"; then
	names=$(exported "$library")
	test -n "$names" || fail "$library exports nothing"
	others=$(echo "$names" | grep -v '^reeve_')
	test -z "$others" || fail "$library exports:" $others
	echo "$names" | grep -q '^reeve_plugin$' && fail "$library exports reeve_plugin itself"
	# A function that a header promises and that the library lacks is noticed by its first user only.
	promised=$(cat "$source"/src/include/reeve/*.h | tr '\n' ' ' |
		grep -o 'REEVE_API [^;#"]*[ *]reeve_[a-z0-9_]*(' |
		sed 's/($//; s/.*[ *]//' | sort -u)
	test -n "$promised" || fail "no function found in the headers"
	for name in $promised; do
		echo "$names" | grep -qx "$name" || fail "$library lacks $name"
	done
	for name in $names; do
		echo "$promised" | grep -qx "$name" || fail "$library exports $name, in no header"
	done
	# The distribution's package says since which version: what is once there stays.
	listed=$(sed -n 's/^ \(reeve_[a-z0-9_]*\)@Base [0-9.]*$/\1/p' "$source/debian/libreeve0.symbols" | sort)
	[ "$listed" = "$names" ] || fail "debian/libreeve0.symbols and $library differ:" \
		$(printf '%s\n' $listed $names | sort | uniq -u)
else
	fail "no $library"
fi

# <stdio.h>, <reeve/plugin.h> and a neighbour may be included; "base/name.h", <base/name.h> and
# <config.h> not.
for file in $(find "$source/commands" -name '*.[ch]'); do
	for quoted in $(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$file"); do
		[ -e "${file%/*}/$quoted" ] && [ "$quoted" = "${quoted##*/}" ] ||
			fail "$file includes '$quoted'"
	done
	for header in $(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*<\([^>]*\)>.*/\1/p' "$file"); do
		case $header in
		reeve/*) test -f "$source/src/include/$header" || fail "$file includes <$header>" ;;
		*) test ! -e "$source/src/$header" && test "$header" != config.h ||
			fail "$file includes <$header>, which is not installed" ;;
		esac
	done
done

test $failed = 0 && echo "$count plugins: one exported symbol each, installed headers only"
exit $failed
