# SPDX-License-Identifier: MIT
# For every script here: a directory of its own, commands of its own, and nothing left behind on any
# way out. Read by "."; runs under make check, or by hand from anywhere.
set -u

: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$top_srcdir}"
: "${REEVE:=$top_builddir/reeve}"
script=$(basename "$0" .sh)
# Every command of this script has a name that begins with this: REEVE_COMMAND tells our processes.
tag=$script.$$
work=$(mktemp -d "${TMPDIR:-/tmp}/reeve-$script.XXXXXX") || exit 99
actor=$top_builddir/tests/e2e/actor
plugins=$top_builddir/tests/e2e/plugins/.libs
wrong_plugins=$top_builddir/tests/plugins/.libs
REEVE_RUN_DIR=$work/run
REEVE_STATE_DIR=$work/state
HOME=$work
LC_ALL=C
export REEVE REEVE_RUN_DIR REEVE_STATE_DIR HOME LC_ALL
unset XDG_CONFIG_HOME REEVE_TOKEN REEVE_PARENT_TOKEN REEVE_COMMAND NO_COLOR
umask 022
mkdir -p "$REEVE_RUN_DIR" "$REEVE_STATE_DIR"

bystanders=
code=0
: >"$work/out" >"$work/err"

say()
{
	echo "$script: $*"
}

fail()
{
	say "FAILED: $*"
	say "code $code, standard output:"
	cat "$work/out"
	say "standard error:"
	cat "$work/err"
	for log in "$REEVE_STATE_DIR"/*/log/*; do
		[ -s "$log" ] && say "end of $log:" && tail -n 20 "$log"
	done
	exit 1
}

skip()
{
	say "skipped: $*"
	exit 77
}

# Runs a command: its exit code is then in $code, its output in $work/out and $work/err.
run()
{
	code=0
	timeout --foreground -k 10 120 "$@" >"$work/out" 2>"$work/err" </dev/null || code=$?
	[ "$code" != 124 ] || fail "did not end: $*"
	! grep -q -e 'AddressSanitizer' -e 'runtime error:' "$work/out" "$work/err" ||
		fail "a sanitizer complains: $*"
	last=$*
}

expect_code()
{
	[ "$code" = "$1" ] || fail "exit code $code, not $1: $last"
}

# start_foreground COMMAND: starts it in the foreground; its pid is $guardian, what it says in $work/fg.out and fg.err.
start_foreground()
{
	"$1" start >"$work/fg.out" 2>"$work/fg.err" &
	guardian=$!
	bystanders="$bystanders $guardian"
	await looks running "$1" master.state
}

# end_foreground CODE: that is what it ends with, and nothing of it is left.
end_foreground()
{
	code=0
	wait "$guardian" || code=$?
	last="start in the foreground"
	expect_code "$1"
	expect_clean
}

# Basic regular expressions.
expect_out()
{
	grep -q -e "$1" "$work/out" || fail "no '$1' on standard output: $last"
}

expect_err()
{
	grep -q -e "$1" "$work/err" || fail "no '$1' on standard error: $last"
}

expect_no_out()
{
	[ ! -s "$work/out" ] || fail "something on standard output: $last"
}

expect_no_err()
{
	[ ! -s "$work/err" ] || fail "something on standard error: $last"
}

# Both, in one line: expect CODE COMMAND...
expect()
{
	wanted=$1
	shift
	run "$@"
	expect_code "$wanted"
}

# Waits until a command is true: the one place that waits, with a limit that no sound run reaches.
await()
{
	rounds=0
	until "$@"; do
		rounds=$((rounds + 1))
		[ $rounds -lt 3000 ] || fail "waited in vain: $*"
		sleep 0.02
	done
}

not()
{
	! "$@"
}

same()
{
	[ "$1" = "$2" ] || fail "${3:-}: '$1' is not '$2'"
}

# Writes $work/NAME.cfg from standard input and builds $work/NAME, a command called $tag.NAME.
make_command()
{
	{
		echo "name = \"$tag.$1\";"
		cat
	} >"$work/$1.cfg"
	expect 0 "$REEVE" build "$work/$1.cfg" -o "$work/$1"
}

# with_helpers DIRECTORY: what is built from here on takes reeve-master and reeve-worker from there, if it
# has them.
with_helpers()
{
	sed "s,^REEVE_HELPER_DIR=,&$1:,; s,^REEVE_INTERPRETER=.*,REEVE_INTERPRETER=$work/reeve," "$REEVE" \
		>"$work/reeve.new"
	chmod +x "$work/reeve.new"
	mv "$work/reeve.new" "$work/reeve"
	REEVE=$work/reeve
}

# The file behind a helper, as what is built would find it.
real_helper()
{
	top=$(cd "$top_builddir" && pwd)
	for directory in $(sed -n 's/^REEVE_HELPER_DIR=//p' "$REEVE" | sed "s,\$top,$top,g; s/:/ /g"); do
		[ ! -x "$directory/$1" ] || real=$directory/$1
	done
	echo "$real"
}

usage='usage = "<start|stop|restart|status|wakeup> -[d] -[j] -[n=N] -[config]";'

# json PATH [FIELD...]: from the document on standard input; see json.c.
json()
{
	"$top_builddir/tests/e2e/json" "$@"
}

# look COMMAND PATH [FIELD...]: from its status.
look()
{
	looked=$1
	shift
	"$looked" status -j 2>/dev/null | json "$@"
}

looks()
{
	wanted=$1
	shift
	[ "$(look "$@")" = "$wanted" ]
}

alive()
{
	[ -n "$1" ] && [ -r "/proc/$1/stat" ] && ! grep -q '^[^)]*) [ZX]' "/proc/$1/stat" 2>/dev/null
}

# Guardian and master at once: neither may see the other die, or it goes on in its place.
kill_both()
{
	kill -STOP "$1" "$2" && kill -KILL "$1" "$2" || fail "cannot kill '$1' and '$2'"
	await not alive "$1"
	await not alive "$2"
}

# kill_outright PID: and its descriptors are closed, which comes after its memory (and its environment) have gone.
kill_outright()
{
	kill -KILL "$1" || fail "cannot kill '$1'"
	await not alive "$1"
}

# The pids of all living processes of this script's commands, guardians and masters too.
ours()
{
	grep -lzs "^REEVE_COMMAND=${1:-$tag}" /proc/[0-9]*/environ | sed 's,/proc/\([0-9]*\)/.*,\1,'
}

none_of()
{
	[ -z "$(ours "$@")" ]
}

# Starts a process that is none of reeve's business and writes down every signal that it gets.
start_bystander()
{
	"$actor" bystander "$work/signals.$1" &
	bystander=$!
	bystanders="$bystanders $bystander"
	await test -e "$work/signals.$1"
}

expect_unharmed()
{
	alive "$1" || fail "bystander $1 is dead"
	for signals in "$work"/signals.*; do
		[ ! -s "$signals" ] || fail "a bystander got signals: $(cat "$signals")"
	done
}

# A run directory holds nothing but the lock when nothing runs.
expect_clean()
{
	none_of "${1:-$tag}" || fail "left running: $(ours "${1:-$tag}")"
	left=$(find "$REEVE_RUN_DIR" -mindepth 2 ! -name lock 2>/dev/null)
	[ -z "$left" ] || fail "left in the run directory: $left"
}

end_all()
{
	rounds=0
	# Guardian and master start each other again: both in one stroke, and look again.
	while pids=$(ours) && [ -n "$pids" ] && [ $rounds -lt 500 ]; do
		kill -KILL $pids 2>/dev/null
		sleep 0.02
		rounds=$((rounds + 1))
	done
	for pid in $bystanders; do
		kill -KILL "$pid" 2>/dev/null
	done
}

leave()
{
	result=$?
	trap - EXIT HUP INT TERM
	trap "" PIPE
	if [ $result = 0 ]; then
		# In a shell of its own: what it finds ends that one, not the cleaning.
		(expect_clean) || result=1
		if grep -rqs -e 'AddressSanitizer' -e 'runtime error:' "$REEVE_STATE_DIR"; then
			grep -rs -A 20 -e 'AddressSanitizer' -e 'runtime error:' "$REEVE_STATE_DIR"
			say "FAILED: a sanitizer complains in a log"
			result=1
		fi
	fi
	end_all
	wait 2>/dev/null
	before_leaving
	rm -rf "$work"
	exit $result
}

# For a script that has more to undo.
before_leaving()
{
	:
}

trap leave EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 141' PIPE

# kill_master COMMAND: with SIGKILL; returns when another one is there.
kill_master()
{
	killed=$(look "$1" master.pid)
	kill -KILL "$killed"
	await has_another_master "$1" "$killed"
}

has_another_master()
{
	now=$(look "$1" master.pid) && [ -n "$now" ] && [ "$now" != null ] && [ "$now" != "$2" ]
}

# behind NAME COMMAND...: runs it in the background; its exit code and output are then in $work/NAME.*
behind()
{
	into=$work/$1
	shift
	{
		timeout 100 "$@" >"$into.out" 2>"$into.err" </dev/null
		echo $? >"$into.code"
	} &
}

# ended NAME CODE: what is behind has ended with it.
ended()
{
	await test -s "$work/$1.code"
	same "$(cat "$work/$1.code")" "$2" "code of $1 ($(cat "$work/$1.err"))"
	rm "$work/$1.code"
}
