#!/bin/sh
# SPDX-License-Identifier: MIT
# A plugin that is not as it should be is refused before anything of it runs, each with its own sentence.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

good='programs = ({ name = "a"; exec = ["sleep", "1000"]; });'

# action PATH: the path of an action plugin in a template.
action()
{
	cat >"$work/t.cfg" <<-END
		name = "$tag.t";
		usage = "<start|stop|kick> -[d]";
		actions = { kick = "$1"; };
		$good
	END
}

# refused PATH MESSAGE [CODE]
refused()
{
	action "$1"
	expect "${3:-5}" "$REEVE" "$work/t.cfg" kick
	expect_no_out
	expect_err "t.cfg:3: .*kick.*$2"
	expect "${3:-5}" "$REEVE" check "$work/t.cfg"
	expect_err "$2"
}

# What is wrong in one point each comes from tests/plugins.
refused "$work/nothing.so" 'No such file'
refused nothing 'not found'
refused "$work/t.cfg" 'the file of a plugin is called NAME.so'
echo text >"$work/text.so"
refused "$work/text.so" 'ELF\|shared object'
printf '\177ELF' >"$work/short.so"
refused "$work/short.so" 'ELF\|shared object\|short'
head -c 4096 /dev/urandom >"$work/noise.so"
refused "$work/noise.so" 'ELF\|shared object'
refused "$wrong_plugins/abi-major.so" 'ABI'
refused "$wrong_plugins/bad-magic.so" 'magic\|not a reeve plugin'
refused "$wrong_plugins/no-symbol.so" 'reeve_plugin'
refused "$wrong_plugins/no-run.so" 'run'
refused "$wrong_plugins/good-option.so" 'option'
refused "$plugins/probe.so" 'work'

# An option and a work plugin of the wrong kind.
cat >"$work/t.cfg" <<-END
	name = "$tag.t"; usage = "<start|stop> -[x]";
	options = { x = "$wrong_plugins/good-action.so"; };
	$good
END
expect 5 "$REEVE" check "$work/t.cfg"
expect_err "t.cfg:2: .*action"
expect 5 "$REEVE" "$work/t.cfg" start -x
expect_err "action"
cat >"$work/t.cfg" <<-END
	name = "$tag.t"; usage = "<start|stop> -[d]";
	programs = ({ name = "a"; work = "$wrong_plugins/good-action.so"; });
END
run "$REEVE" "$work/t.cfg" start -d
[ "$code" != 0 ] || fail "a worker with an action plugin"
expect_err "a.[1-4]: .*action"
expect_clean

# Writable by others, and below a directory in which others can rename.
mkdir "$work/p"
cp "$wrong_plugins/good-action.so" "$work/p/good-action.so"
action "$work/p/good-action.so"
expect 0 "$REEVE" check "$work/t.cfg"
chmod 666 "$work/p/good-action.so"
refused "$work/p/good-action.so" 'written by' 152
chmod 644 "$work/p/good-action.so"
chmod 777 "$work/p"
refused "$work/p/good-action.so" 'written by' 152
# With the sticky bit they cannot: so it is in /tmp.
chmod 1777 "$work/p"
action "$work/p/good-action.so"
expect 0 "$REEVE" check "$work/t.cfg"
expect 42 "$REEVE" "$work/t.cfg" kick

# After a build under umask 002 files and directories are the owner's private group's to write.
if [ "$(id -un)" = "$(id -gn)" ] && [ "$(id -u)" = "$(id -g)" ]; then
	chmod 775 "$work/p"
	chmod 664 "$work/p/good-action.so"
	expect 42 "$REEVE" "$work/t.cfg" kick
else
	say "no private group here: umask 002 was not tried"
fi
# Another group is others.
if [ "$(id -u)" = 0 ]; then
	chgrp 12345 "$work/p/good-action.so"
	refused "$work/p/good-action.so" 'written by' 152
	chown 12345 "$work/p/good-action.so"
	chmod 644 "$work/p/good-action.so"
	refused "$work/p/good-action.so" 'belongs to' 152
fi

# By name, along plugin_path; one that is not named is not looked at.
cat >"$work/t.cfg" <<-END
	name = "$tag.t"; usage = "<start|stop|good-action> -[d]";
	plugin_path = ["$wrong_plugins"];
	$good
END
expect 42 "$REEVE" "$work/t.cfg" good-action
expect 0 "$REEVE" check "$work/t.cfg"

# The descriptor, shown.
expect 0 "$REEVE" plugin start
expect_out '^name  *start$'
expect_out '^kind  *action$'
expect 0 "$REEVE" plugin "$plugins/probe.so" -j
same "$(json kind <"$work/out")" work kind
expect 5 "$REEVE" plugin nothing
expect 5 "$REEVE" plugin "$wrong_plugins/abi-major.so"
expect_err ABI
