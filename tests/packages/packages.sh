#!/bin/sh
# SPDX-License-Identifier: MIT
# The distribution's packages: built from what is tracked, looked at by lintian, then installed, used and
# purged on a copy of this machine (an overlay in a mount namespace; nothing of the machine changes).
# usage: packages.sh [DIRECTORY-FOR-THE-PACKAGES]. Exit code 77: something that this needs is not here.
set -eu
[ "${1:-}" != inside ] || {
	# As root of the copy.
	mount -t tmpfs reeve "$2/tmpfs"
	cd "$2/tmpfs"
	mkdir upper work root
	mount -t overlay reeve -o lowerdir=/,upperdir="$PWD/upper",workdir="$PWD/work" root
	for directory in proc sys dev; do
		mount --rbind "/$directory" "root/$directory"
	done
	mkdir -p root/tmp/reeve root/run
	mount -t tmpfs reeve root/run
	cp "$2"/*.deb root/tmp/reeve
	cat >root/tmp/reeve/use <<-'END'
		set -eu
		cd /tmp/reeve
		files() { find /etc /usr /var/lib /opt -xdev ! -path '/var/lib/dpkg/*' ! -type d | sort; }
		files >before
		dpkg -i *.deb >log 2>&1 || { cat log; exit 1; }
		dpkg-deb --fsys-tarfile libreeve0_*.deb | tar t | grep -q 'lib/[^/]*-linux-[^/]*/libreeve\.so\.'
		sh "$1"
		dpkg --purge $(for package in *.deb; do dpkg-deb -f "$package" Package; done) >>log 2>&1 || { cat log; exit 1; }
		! grep -i warning log || { cat log; exit 1; }
		files >after
		diff before after || { echo "that is what a purge left or took"; exit 1; }
	END
	cp "$3" root/tmp/reeve/installed
	exec chroot root env -i PATH="$PATH" HOME=/root LC_ALL=C.UTF-8 sh /tmp/reeve/use /tmp/reeve/installed
}

top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

skip()
{
	echo "skipped: $*" >&2
	exit 77
}

for tool in dpkg-buildpackage dh lintian git; do
	command -v $tool >/dev/null || skip "there is no $tool (packages dpkg-dev, debhelper, lintian, git)"
done

mkdir "$work/reeve" "$work/tmpfs"
cd "$top"
git ls-files -z | xargs -0 cp -P --parents -t "$work/reeve"
cd "$work/reeve"
echo "==> dpkg-buildpackage"
DEB_BUILD_OPTIONS="parallel=$(nproc) ${DEB_BUILD_OPTIONS:-}" dpkg-buildpackage -us -uc -b >"$work/log" 2>&1 ||
	{ tail -n 200 "$work/log"; exit 1; }
grep '^# [A-Z]*: *[0-9]' "$work/log" || :
! grep -e 'dpkg-[a-z]*: warning' -e '^dh.*: warning' "$work/log" || exit 1

echo "==> lintian"
cd "$work"
lintian --allow-root --fail-on error,warning ./*.changes || exit 1

[ -z "${1:-}" ] || cp ./*.deb "$1"
rm -f ./*-dbgsym_*.deb
echo "==> installed, used and purged"
inside="unshare --mount --pid --fork --kill-child --mount-proc --propagation private"
[ "$(id -u)" = 0 ] && $inside true 2>/dev/null || skip "installing needs root and namespaces"
$inside sh "$top/tests/packages/packages.sh" inside "$work" "$top/debian/tests/installed" >"$work/used" 2>&1 ||
	{ cat "$work/used"; exit 1; }
tail -n 5 "$work/used"
