#!/bin/sh
# SPDX-License-Identifier: MIT
# Run by `make bench` at the top of the build tree: installs reeve below a temporary root and measures
# that, or measures the installed reeve that REEVE names. Arguments are those of tests/bench/bench.
set -eu

directory=$(mktemp -d "${TMPDIR:-/tmp}/reeve-bench-root-XXXXXX")
measuring=
clean() {
	code=$?
	trap - EXIT INT TERM HUP
	if [ -n "$measuring" ]; then
		kill -TERM "$measuring" 2>/dev/null && wait "$measuring" || :
	fi
	rm -rf "$directory"
	exit "$code"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

if [ -z "${REEVE-}" ]; then
	root=$directory/root
	if ! "${MAKE:-make}" -s install DESTDIR="$root" >"$directory/install.log" 2>&1; then
		cat "$directory/install.log" >&2
		exit 1
	fi
	REEVE=$root$bindir/reeve
	REEVE_INTERPRETER=$REEVE
	REEVE_PLUGIN_DIR=$root$plugindir
	REEVE_HELPER_DIR=$root$helperdir
	LD_LIBRARY_PATH=$root$libdir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
	export REEVE_INTERPRETER REEVE_PLUGIN_DIR REEVE_HELPER_DIR LD_LIBRARY_PATH
fi
export REEVE
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

programs=$directory/programs
mkdir "$programs"
cp tests/bench/beacon tests/bench/floor tests/bench/.libs/noop.so "$programs"

# In the background, so that a signal to this shell is acted on at once.
tests/bench/bench --directory="$programs" "$@" &
measuring=$!
code=0
wait "$measuring" || code=$?
measuring=
case " $* " in
*" --json "* | *" --only="* | *" --systems="*) ;;
*)
	echo
	echo "the supervisor core alone (no processes)"
	tests/bench/core || code=1
	;;
esac
exit "$code"
