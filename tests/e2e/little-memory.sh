#!/bin/sh
# SPDX-License-Identifier: MIT
# Too little memory for a template is said; it is not a crash in the library that reads it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# A sanitizer wants terabytes of address space.
if grep -qs '^#define REEVE_SANITIZED' "$top_builddir/config.h"; then
	skip "built with a sanitizer"
fi

{
	echo 'usage = "<start>"; programs = ('
	seq 3000 | sed 's/.*/{ name = "p&"; exec = ["true"]; inherit = "none"; },/; $s/,$//'
	echo ');'
} >"$work/many.cfg"

told=0
for kib in $(seq 5000 250 40000); do
	run sh -c 'ulimit -v "$1" && exec "$2" check "$3"' sh "$kib" "$REEVE" "$work/many.cfg"
	case $code in
	0)
		break
		;;
	1)
		expect_err 'out of memory'
		told=$((told + 1))
		;;
	*)
		# The dynamic linker, and the shell of the wrapper, need some of it themselves.
		[ "$code" = 127 ] || [ "$code" = 2 ] || fail "exit code $code with $kib KiB"
		[ $told = 0 ] || fail "exit code $code with $kib KiB, which is more"
		;;
	esac
done
expect_code 0
[ $told -gt 0 ] || fail "there was never too little"
