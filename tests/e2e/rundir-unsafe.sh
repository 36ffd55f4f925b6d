#!/bin/sh
# SPDX-License-Identifier: MIT
# A run directory that is not ours alone is refused, and nothing is made or started in it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	programs = ({ name = "a"; exec = ["sleep", "1000"]; });
END
q=$work/q
run=$REEVE_RUN_DIR/$tag.q

# refused MESSAGE: for every action.
refused()
{
	for action in 'start -d' start restart stop wakeup; do
		expect 152 "$q" $action
		expect_err "$1"
		none_of || fail "something was started: $last"
		[ -z "$(find "$run/" -mindepth 1 2>/dev/null)" ] || fail "something was made: $last"
	done
	run "$q" status
	[ "$code" = 152 ] || [ "$code" = 4 ] || fail "status of an unsafe directory: $code"
	expect_err "$1"
}

# A link, even to a directory that is ours.
mkdir "$work/elsewhere"
ln -s "$work/elsewhere" "$run"
refused "link"
rm "$run"

# For others to write.
mkdir -m 777 "$run"
refused 'can be written by'
chmod 1777 "$run"
refused 'can be written by'
chmod 775 "$run"
[ "$(id -g)" = "$(id -u)" ] || refused 'can be written by'
rmdir "$run"

# A directory above it that others can rename things in; with the sticky bit they cannot.
chmod 777 "$REEVE_RUN_DIR"
refused 'can be written by'
chmod 1777 "$REEVE_RUN_DIR"
expect 0 "$q" start -d
expect 0 "$q" stop
chmod 755 "$REEVE_RUN_DIR"

# What stands in place of one of its files is named.
rm -rf "$run"
mkdir -m 711 "$run"
mkdir "$run/lock"
for action in 'start -d' restart stop; do
	expect 152 "$q" $action
	expect_err "'$run/lock' is not a regular file"
done
expect 4 "$q" status
expect_err "'$run/lock' is not a regular file"
rmdir "$run/lock"
for file in control pid; do
	mkdir "$run/$file"
	run "$q" start -d
	[ "$code" != 0 ] || fail "a start over the directory $file"
	expect_err "'$run/$file'"
	none_of || fail "something was started: $last"
	rmdir "$run/$file"
done
rm -rf "$run"

# Not a directory at all.
rm -rf "$run"
echo >"$run"
run "$q" start -d
[ "$code" != 0 ] || fail "a file as run directory"
expect_err "$run"
rm "$run"

if [ "$(id -u)" = 0 ]; then
	mkdir -m 711 "$run"
	chown 12345 "$run"
	refused 'belongs to'
	rmdir "$run"
else
	say "not root: somebody else's directory was not tried"
fi
