# SPDX-License-Identifier: MIT
# For scripts about what users build outside of the source. Read by ".", after lib.sh.

# The make that runs this script is nobody's business here.
unset MAKEFLAGS MFLAGS MAKELEVEL

# Goes over to an installed reeve: the one that $REEVE belongs to, or else this build tree's, installed
# below $work/root. Then `reeve` is found by name, and by pkg-config, as by any user.
use_installed()
{
	command -v make >/dev/null && command -v pkg-config >/dev/null || skip "no make or no pkg-config here"
	command -v "${CC:-cc}" >/dev/null || skip "no C compiler here"
	case $REEVE in
	*/bin/reeve) root=${REEVE%/bin/reeve} ;;
	*) root=$work/root && install_here ;;
	esac
	package=$(find "$root" -name reeve.pc) && [ -f "$package" ] || fail "no reeve.pc below $root"
	PKG_CONFIG_PATH=$(dirname "$package")
	export PKG_CONFIG_PATH
	[ "$root" != "$work/root" ] || pretend_here
	name_compiler
	PATH=$(dirname "$REEVE"):$work/tools:$PATH
	export PATH
}

# The pages say cc: that is the compiler of this build here, with its C library.
name_compiler()
{
	mkdir -p "$work/tools"
	[ "${CC:-cc}" = cc ] || {
		printf '#!/bin/sh\nexec %s "$@"\n' "$CC" >"$work/tools/cc"
		chmod +x "$work/tools/cc"
	}
}

install_here()
{
	make -s -C "$top_builddir" install DESTDIR="$root" >"$work/out" 2>"$work/err" </dev/null ||
		fail "make install DESTDIR=$root"
	: >"$work/out" >"$work/err"
	REEVE=$(find "$root" -path '*/bin/reeve')
}

# Its files lie elsewhere than where they will be: everybody is told.
pretend_here()
{
	sed -i "s|^\([a-z_]*\)=/|\1=$root/|" "$PKG_CONFIG_PATH"/*.pc
	REEVE_PLUGIN_DIR=$(pkg-config --variable=plugindir reeve)
	REEVE_HELPER_DIR=$(dirname "$(find "$root" -name reeve-worker)")
	LD_LIBRARY_PATH=$(pkg-config --variable=libdir reeve)
	REEVE_SYSCONF=$work/reeve.conf
	echo "env = [\"LD_LIBRARY_PATH=$LD_LIBRARY_PATH\"];" >"$REEVE_SYSCONF"
	export REEVE_PLUGIN_DIR REEVE_HELPER_DIR LD_LIBRARY_PATH REEVE_SYSCONF
}
