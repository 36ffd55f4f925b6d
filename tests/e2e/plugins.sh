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
refused "$wrong_plugins/bad-magic.so" 'magic\|not a reeve plugin'
refused "$wrong_plugins/no-symbol.so" 'reeve_plugin'
refused "$plugins/probe.so" 'work'

# Another ABI: each reason has its own sentence.
refused "$wrong_plugins/abi-major.so" "was built for ABI 2.0, this reeve has 1.[0-9]*$"
refused "$wrong_plugins/size-head-only.so" "has a descriptor of [0-9]* bytes, too small for an action ([0-9]*)$"
refused "$wrong_plugins/size-too-big.so" "has a damaged descriptor: it says 4096 bytes and has [0-9]*$"
refused "$wrong_plugins/good-option.so" "is an option, an action is wanted here$"
refused "$wrong_plugins/kind-unknown.so" "is of kind 77, which this reeve does not know$"
refused "$wrong_plugins/name-other.so" "calls itself 'somebody': name and file must be the same"
refused "$wrong_plugins/no-run.so" "has no 'run'$"
action "$wrong_plugins/newer-minor.so"
expect 0 "$REEVE" check "$work/t.cfg"
expect 17 "$REEVE" "$work/t.cfg" kick

# The same of an option and of the work of a program.
refused_option()
{
	cat >"$work/t.cfg" <<-END
		name = "$tag.t"; usage = "<start|stop> -[x]";
		$good
		options = { x = "$1"; };
	END
	expect 5 "$REEVE" "$work/t.cfg" start -x
	expect_err "t.cfg:3: option '-x': plugin .*$2$"
}
refused_option "$wrong_plugins/no-apply.so" "has no 'apply'"
refused_option "$wrong_plugins/abi-major.so" "was built for ABI 2.0, this reeve has 1.[0-9]*"
refused_option "$wrong_plugins/good-work.so" "is a work, an option is wanted here"
refused_work()
{
	cat >"$work/t.cfg" <<-END
		name = "$tag.t"; usage = "<start|stop> -[d]";
		programs = ({ name = "a"; work = "$1"; });
	END
	expect 5 "$REEVE" check "$work/t.cfg"
	expect_err "t.cfg:2: program 'a': plugin .*$2$"
	# The worker that is refused its plugin knows the place, too.
	expect 1 "$REEVE" "$work/t.cfg" start -d
	expect_err " a.[1-9]: [^ ]*t.cfg:2: plugin .*$2$"
	expect_clean
}
refused_work "$wrong_plugins/no-work-run.so" "has no 'run'"
refused_work "$wrong_plugins/abi-major.so" "was built for ABI 2.0, this reeve has 1.[0-9]*"
refused_work "$wrong_plugins/good-option.so" "is an option, a work is wanted here"

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

# All that can be found, in the order of their names: of one name the first; one that is refused is a row
# as well, also one that ends the process that loads it.
mkdir "$work/first" "$work/second"
for plugin in abi-major ctor-crashes ctor-exits good-action good-option good-work; do
	cp "$wrong_plugins/$plugin.so" "$work/second"
done
cp "$wrong_plugins/good-action.so" "$work/second/kicker.so"
cp "$wrong_plugins/good-action.so" "$work/first"
echo text >"$work/second/text.so"
echo text >"$work/second/not a plugin.so"
chmod 644 "$work"/first/* "$work"/second/*
cat >"$work/t.cfg" <<-END
	name = "$tag.t"; usage = "<start|stop|kick|good-action> -[d]";
	plugin_path = ["first", "$work/nothing", "second"];
	actions = { kick = "$wrong_plugins/no-run.so"; };
	$good
END
# The cells of one plugin, with bars between.
row()
{
	sed -n "s/^  $1  *//p" "$work/out" | sed 's/   */|/g'
}
expect 0 "$REEVE" plugin -f "$work/t.cfg"
expect_no_err
same "$(row good-action)" "action|1.0|$work/first/good-action.so|answer" good-action
same "$(row good-option)" "option|1.0|$work/second/good-option.so|count" good-option
same "$(row good-work)" "work|1.0|$work/second/good-work.so|work" good-work
refused_row()
{
	same "$(row "$1")" "--|--|$2/$1.so|refused: $3" "$1"
}
refused_row abi-major "$work/second" "was built for ABI 2.0, this reeve has 1.0"
refused_row kicker "$work/second" "calls itself 'good-action': name and file must be the same, with '.so' after it"
refused_row ctor-crashes "$work/second" "crashes while it is loaded: signal ABRT"
refused_row ctor-exits "$work/second" "ends the process that loads it: exit 3"
refused_row text "$work/second" "is not a shared object"
refused_row no-run "$wrong_plugins" "has no 'run'"
expect_out '^  start  *action  *1.[0-9]*  .*/start.so  *start process$'
same "$(grep -c good-action.so "$work/out")" 1 "rows of one name"
sed '1,2d; /no-run/d; s/^  //; s/ .*//' "$work/out" | sort -c || fail "not in the order of their names"
count=$(($(wc -l <"$work/out") - 2))
expect 0 "$REEVE" plugin -f="$work/t.cfg" --json
same "$(json 'plugins.#' <"$work/out")" "$count" "plugins in JSON"
same "$(json plugins.0.error.code <"$work/out")" 5 "code of a refusal"
expect 0 "$REEVE" plugin good-work --file "$work/t.cfg"
expect_out "^path  *$work/second/good-work.so$"
echo "commands = ({ name = \"$tag.u\"; programs = ({ name = \"w\"; work = \"$plugins/probe.so\"; }); });" >"$work/u.cfg"
expect 0 "$REEVE" plugin -f "$work/u.cfg"
expect_out "^  probe  *work  .*$plugins/probe.so"
expect 0 "$REEVE" plugin
expect_out '^  start  *action'
expect 6 "$REEVE" plugin -f "$work/nothing.cfg" -j
same "$(json error.code <"$work/out")" 6 "code without a template"
expect 2 "$REEVE" plugin -f
expect_err "a value is missing after '-f'"
