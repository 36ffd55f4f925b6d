#!/bin/sh
# SPDX-License-Identifier: MIT
# A start that fails says which program and why, with its last words, and leaves nothing behind.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# failing NAME MESSAGE...: beside a program that runs well.
failing()
{
	sed -i "s|@|{ name = \"well\"; exec = [\"sleep\", \"1000\"]; workers = 2; }|" "$work/$1.cfg"
	expect 0 "$REEVE" build "$work/$1.cfg" -o "$work/$1"
	expect 1 "$work/$1" start -d
	expect_no_out
	name=$1
	shift
	for message in "$@"; do
		expect_err "$message"
	done
	expect_clean
	expect 3 "$work/$name" status
}

# The template's programs, "@" standing for the one that runs well.
template()
{
	{
		echo "name = \"$tag.$1\"; $usage"
		cat
	} >"$work/$1.cfg"
}

template missing <<-'END'
	programs = ( @, { name = "bad"; exec = ["reeve-no-such-program"]; });
END
failing missing "bad.1: cannot execute 'reeve-no-such-program': No such file or directory"

template path <<-END
	programs = ({ name = "bad"; exec = ["$work/nothing/here"]; }, @);
END
failing path "bad.1: cannot execute '$work/nothing/here': No such file or directory"

echo 'echo hello' >"$work/plain"
template mode <<-END
	programs = ( @, { name = "bad"; exec = ["$work/plain"]; });
END
failing mode "bad.1: cannot execute '$work/plain': Permission denied"

printf 'neither a program nor a script' >"$work/garbage"
chmod 755 "$work/garbage"
template format <<-END
	programs = ( @, { name = "bad"; exec = ["$work/garbage"]; });
END
failing format "bad.1: cannot execute '$work/garbage': Exec format error"

template cwd <<-END
	programs = ( @, { name = "bad"; exec = ["sleep", "1000"]; cwd = "$work/nothing"; });
END
failing cwd "bad.1: .*directory.*: No such file or directory"

template dies <<-'END'
	programs = ( @, { name = "bad"; exec = ["sh", "-c", "echo no more cheese >&2; exit 3"]; });
END
failing dies "bad.1: exited with code 3" "its last words: no more cheese"

template killed <<-'END'
	programs = ( @, { name = "bad"; exec = ["sh", "-c", "kill -SEGV $$"]; });
END
failing killed 'bad.1: was killed by signal 11 (SEGV)'

template ends <<-'END'
	programs = ( @, { name = "bad"; exec = ["true"]; });
END
failing ends 'bad.1: exited with code 0'

# What it had started is ended too.
template family <<-END
	programs = ( @, { name = "bad"; exec = ["sh", "-c", "'$actor' stubborn & exit 4"]; stop_timeout = "50ms"; });
END
failing family 'bad.1: exited with code 4'

# A program that is to run once may end well.
template once <<-'END'
	programs = ( @, { name = "once"; exec = ["true"]; restart = "transient"; });
END
sed -i 's|@|{ name = "well"; exec = ["sleep", "1000"]; }|' "$work/once.cfg"
expect 0 "$REEVE" "$work/once.cfg" start -d
expect 0 "$REEVE" "$work/once.cfg" status
expect 0 "$REEVE" "$work/once.cfg" stop

# "keep": what runs is kept, and the exit code says that it is not all.
template keep <<-'END'
	on_start_failure = "keep"; restart_delay = "1h";
	programs = ( @, { name = "bad"; exec = ["false"]; });
END
sed -i 's|@|{ name = "well"; exec = ["sleep", "1000"]; }|' "$work/keep.cfg"
expect 0 "$REEVE" build "$work/keep.cfg" -o "$work/keep"
expect 153 "$work/keep" start -d
expect_err 'bad.1: exited with code 1'
expect 153 "$work/keep" status
await looks running "$work/keep" workers.program=well.state
expect 0 "$work/keep" stop

# In the foreground the same.
expect 1 "$work/dies" start
expect_err 'bad.1: exited with code 3'
expect_err 'no more cheese'
expect_clean
