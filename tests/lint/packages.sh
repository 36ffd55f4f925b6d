#!/bin/sh
# SPDX-License-Identifier: MIT
# debian/ says what configure.ac says: the version, and the library's name.
cd "${top_srcdir:-$(dirname "$0")/../..}" || exit 99
failed=0

fail()
{
	echo "FAIL: $*"
	failed=1
}

version=$(sed -n 's/^AC_INIT(\[reeve\], \[\([^]]*\)\]).*/\1/p' configure.ac)
packaged=$(sed -n '1s/^reeve (\([^)]*\)) .*/\1/p' debian/changelog)
[ -n "$version" ] && [ "$packaged" = "$version" ] ||
	fail "the first entry of debian/changelog is version '$packaged', configure.ac has '$version'"

# CURRENT:REVISION:AGE; the number in the library's name is CURRENT - AGE.
info=$(sed -n 's/^AC_SUBST(\[LIBREEVE_VERSION_INFO\], \[\([0-9:]*\)\])$/\1/p' configure.ac)
number=$((${info%%:*} - ${info##*:}))
for file in debian/libreeve$number.install debian/libreeve$number.symbols; do
	[ -e $file ] || fail "there is no $file for the library's version $info"
done
grep -qx "Package: libreeve$number" debian/control || fail "debian/control has no package libreeve$number"
! grep -o 'libreeve[0-9][0-9]*' debian/control | grep -vx "libreeve$number" ||
	fail "debian/control names a library that is not libreeve$number"
grep -q "^libreeve\.so\.$number libreeve$number " debian/libreeve$number.symbols ||
	fail "debian/libreeve$number.symbols is not about libreeve.so.$number"

[ $failed = 0 ] && echo "version $version, libreeve.so.$number: the same in debian/"
exit $failed
