#!/bin/sh
# SPDX-License-Identifier: MIT
# What reeve links, built against musl: fetches the distribution's source packages as apt is set up here,
# builds them with musl-gcc and installs them below PREFIX. usage: dependencies.sh PREFIX
# Then: PKG_CONFIG_LIBDIR=PREFIX/lib/pkgconfig CPPFLAGS="-idirafter PREFIX/kernel" ./configure CC=musl-gcc
# Exit code 77: something that this needs is not here.
set -eu
[ $# = 1 ] || { echo "usage: $0 PREFIX" >&2; exit 2; }
mkdir -p "$1"
prefix=$(cd "$1" && pwd)
jobs=$(nproc 2>/dev/null || echo 2)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

skip()
{
	echo "skipped: $*" >&2
	exit 77
}

for tool in musl-gcc apt-get dpkg-source autoreconf libtoolize pkg-config; do
	command -v $tool >/dev/null || skip "there is no $tool (packages musl-tools, dpkg-dev, autoconf, automake, libtool, pkg-config)"
done

# musl-gcc sees no headers but musl's own: the kernel's interface by itself, without the C library beside it.
mkdir -p "$prefix/kernel"
ln -sfn /usr/include/linux "$prefix/kernel/linux"
ln -sfn /usr/include/asm-generic "$prefix/kernel/asm-generic"
ln -sfn "/usr/include/$(gcc -print-multiarch)/asm" "$prefix/kernel/asm"

# Most machines list binary packages alone: their sources are in the same places. In directories of our
# own, so that the machine's lists stay as they are.
mkdir -p "$work/lists/partial"
apt-get indextargets --format 'deb-src $(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
	sort -u >"$work/sources.list"
[ -s "$work/sources.list" ] || skip "apt knows no package lists of the distribution: apt-get update"
apt()
{
	apt-get -q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
		-o Dir::State::Lists="$work/lists" -o Dir::Cache::srcpkgcache= -o Dir::Cache::pkgcache= \
		-o APT::Sandbox::User=root "$@"
}
apt update >"$work/log" 2>&1 || { cat "$work/log"; skip "the source packages cannot be reached"; }

# make_source NAME ARGUMENTS-OF-CONFIGURE...: from the archive to what is installed.
make_source()
{
	source=$1
	shift
	mkdir "$work/$source" && cd "$work/$source" && apt source "$source" && cd "$source"-*/ || return
	if [ ! -x configure ] && [ -x autogen.sh ]; then
		./autogen.sh || return
	elif [ ! -x configure ]; then
		autoreconf -fi || return
	fi
	# zlib's configure is of its own kind, and without libtool nobody would say where its shared library is.
	if [ "$source" = zlib ]; then
		CC=musl-gcc CFLAGS='-O2 -fPIC' ./configure --static --prefix="$prefix"
	else
		./configure --prefix="$prefix" CC=musl-gcc "CPPFLAGS=-idirafter $prefix/kernel" CFLAGS=-O2 MAKEINFO=true "$@"
	fi && make -j"$jobs" && make install
}

build()
{
	echo "==> $1"
	(make_source "$@") >"$work/log" 2>&1 || {
		tail -n 40 "$work/log"
		echo "$1 does not build with musl-gcc" >&2
		exit 1
	}
}

PKG_CONFIG_LIBDIR=$prefix/lib/pkgconfig
export PKG_CONFIG_LIBDIR
build libconfig --disable-cxx --disable-examples
build libuv1
build jansson
build zlib
build check --disable-subunit
# The distribution's check.pc names its own second archive.
ln -sf libcheck.a "$prefix/lib/libcheck_pic.a"
