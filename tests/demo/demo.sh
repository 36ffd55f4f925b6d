#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds a command from templates/spool.cfg, gives it a few thousand files of this machine to compress,
# kills a worker and then the master in the middle of it, and looks at every result.
#
#	tests/demo/demo.sh			the ./reeve of this tree
#	REEVE=/usr/bin/reeve demo.sh		an installed one
#	FILES=500 demo.sh			fewer files
#
# It needs what every Debian has: sh, coreutils, findutils, diffutils, grep, sed, tar, gzip.
# Everything lies below one temporary directory, which is gone at the end, whatever happens.
set -u
LC_ALL=C
export LC_ALL

top=$(cd "$(dirname "$0")/../.." && pwd)
: "${REEVE:=$top/reeve}"
: "${TEMPLATE:=$top/templates/spool.cfg}"
: "${FILES:=3000}"

work=$(mktemp -d "${TMPDIR:-/tmp}/reeve-demo.XXXXXX") || exit 1
spool=$work/spool
REEVE_RUN_DIR=$work/run
REEVE_STATE_DIR=$work/state
SPOOL_DIR=$work/files
export REEVE_RUN_DIR REEVE_STATE_DIR SPOOL_DIR
in=$SPOOL_DIR/in
done=$SPOOL_DIR/done
worker_title=process_m:Worker:spool.spool.1
built=

clean_up()
{
	code=$?
	trap '' HUP INT TERM
	trap - EXIT
	if [ -n "$built" ] && ! timeout 60 "$spool" stop >"$work/stop" 2>&1; then
		echo "demo: cannot stop the command:" >&2
		cat "$work/stop" >&2
		code=1
	fi
	rm -rf "$work"
	exit $code
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

fail()
{
	echo "demo: FAILED: $*" >&2
	[ -f "$work/json" ] && cat "$work/json" >&2
	tail -n 20 "$REEVE_STATE_DIR"/*/log/* >&2 2>/dev/null
	exit 1
}

heading()
{
	printf '\n==> %s\n' "$*"
}

# Runs a command of the demo and shows it.
show()
{
	printf '$ %s\n' "$*" | sed "s|$work/|./|g; s|$top/|./|g; s|^\$ $REEVE|$ reeve|"
	(cd "$work" && "$@") || fail "'$*' ended with code $?"
}

now_ms()
{
	echo $(($(date +%s%N) / 1000000))
}

# The status as it is at this moment: one worker a line. Its exit code is no matter here.
look()
{
	timeout 20 "$spool" status -json >"$work/json" 2>"$work/errors" ||
		[ -s "$work/json" ] || fail "status: $(cat "$work/errors")"
}

# Pid of "master" or "guardian"; of worker N.
pid_of()
{
	case $1 in
	master | guardian) sed -n "s/.*\"$1\":{\"type\":\"[A-Za-z]*\",\"pid\":\([0-9]*\),.*/\1/p" "$work/json" ;;
	*) sed -n "s/^{\"type\":\"Worker\",\"pid\":\([0-9]*\),.*\"instance\":$1,.*\"state\":\"running\".*/\1/p" "$work/json" ;;
	esac
}

# Sends a signal to a process that has the title it should have, and to no other.
send()
{
	title=$(tr '\0' '\n' <"/proc/$2/cmdline" | head -n 1)
	[ "$title" = "$3" ] || fail "process $2 is '$title', not '$3'"
	kill "-$1" "$2" || fail "cannot signal process $2"
}

# Waits until a condition holds: "wait_until WHAT SECONDS TEST...".
wait_until()
{
	what=$1
	turns=$(($2 * 20))
	shift 2
	until "$@"; do
		turns=$((turns - 1))
		[ $turns -gt 0 ] || fail "waited too long for $what"
		sleep 0.05
	done
}

count()
{
	ls -A "$1" 2>/dev/null | wc -l
}

has_done()
{
	[ "$(count "$done")" -ge "$1" ]
}

is_replaced() # who, old pid
{
	look
	new=$(pid_of "$1")
	[ -n "$new" ] && [ "$new" != "$2" ]
}

# A worker that is stopped keeps what it has claimed; without a claim it goes on until it has one.
is_caught()
{
	send STOP "$victim" "$worker_title"
	claim=$(ls -A "$in/claimed/spool.1")
	[ -z "$claim" ] || return 0
	send CONT "$victim" "$worker_title"
	return 1
}

four_run()
{
	look
	[ "$(workers_now | wc -w)" = 4 ]
}

is_spooled()
{
	# Nothing but the directory of claims is left, and no claim in it.
	[ "$(count "$in")" = 1 ] && [ -z "$(find "$in/claimed" -type f)" ]
}

workers_now()
{
	for n in 1 2 3 4; do
		pid_of $n
	done | tr '\n' ' '
}

heading "files of this machine"
find /usr/include /usr/share/doc -type f -readable ! -name '.*' 2>/dev/null | head -n "$FILES" >"$work/list"
total=$(wc -l <"$work/list")
[ "$total" -gt 0 ] || fail "no files below /usr/include and /usr/share/doc"
mkdir -p "$in" "$work/new" || fail "cannot make directories"
# One flat directory: a/b/c becomes a@b@c.
tar -c -h -P -f - --transform 's,^/,,' --transform 's,/,@,g' -T "$work/list" |
	tar -x -f - -C "$work/new" || fail "cannot copy the files"
[ "$(count "$work/new")" = "$total" ] || fail "not every file has a name of its own"
before_bytes=$(cat "$work"/new/* | wc -c)
echo "$total files, $before_bytes bytes, from /usr/include and /usr/share/doc"

heading "a template becomes a command"
show "$REEVE" check "$TEMPLATE"
show "$REEVE" build "$TEMPLATE" -o "$spool"
built=yes
show "$spool" start -d
look
master=$(pid_of master)
guardian=$(pid_of guardian)
begin=$(now_ms)
mv "$work"/new/* "$in" || fail "cannot put the files in"

heading "status, while four workers compress"
wait_until "the first results" 30 has_done $((total / 10))
show "$spool" status

heading "half way: kill -9 of a worker that holds a file"
wait_until "half of the results" 60 has_done $((total / 2))
look
before=$(workers_now)
victim=$(pid_of 1)
[ -n "$victim" ] || fail "worker 1 does not run"
wait_until "a claim of worker 1" 30 is_caught
send KILL "$victim" "$worker_title"
killed=$(now_ms)
wait_until "a new worker 1" 20 is_replaced 1 "$victim"
echo "worker 1: process $victim is dead (it held $claim), process $new took its place"
echo "          (seen after $(($(now_ms) - killed)) ms)"
[ "${before#* }" = "$(workers_now | sed 's/^[0-9]* //')" ] || fail "other workers have changed: $before"
echo "the three others live on: ${before#* }"

heading "kill -9 of the master"
look
before=$(workers_now)
send KILL "$master" process_m:Master:spool
killed=$(now_ms)
wait_until "a new master" 20 is_replaced master "$master"
echo "master:   process $master is dead, process $new took its place"
echo "          (seen after $(($(now_ms) - killed)) ms)"
[ "$(pid_of guardian)" = "$guardian" ] || fail "the guardian has changed"
wait_until "four running workers" 20 four_run
[ "$before" = "$(workers_now)" ] || fail "workers have changed: $before to $(workers_now)"
echo "the four workers live on: $before"
[ "$(grep -c '"adopted":true' "$work/json")" = 4 ] || fail "not all workers are adopted"
left=$((total - $(count "$done")))
echo "files still to do: $left"

heading "to the end"
wait_until "the last result" 120 is_spooled
end=$(now_ms)
show "$spool" status
[ "$(count "$done")" = "$total" ] || fail "$(count "$done") results of $total files"
[ ! -e "$in/claimed/failed" ] || fail "files were set aside: $(ls "$in/claimed/failed")"
after_bytes=$(cat "$done"/* | wc -c)

heading "every result against its source, byte for byte"
cp -r "$done" "$work/check" && gzip -d "$work"/check/*.gz || fail "a result is not a whole gzip file"
bad=0
sed 's|^/||; s|/|@|g' "$work/list" >"$work/names"
exec 3<"$work/names"
while read -r source && read -r name <&3; do
	cmp -s "$source" "$work/check/$name" || {
		echo "differs: $source"
		bad=$((bad + 1))
	}
done <"$work/list"
[ $bad = 0 ] || fail "$bad of $total results differ from their sources"
echo "$total files compared, all the same"

heading "stop"
show "$spool" stop
built=
echo "$ ./spool status"
"$spool" status
[ $? = 3 ] || fail "status does not say that it is stopped"

ms=$((end - begin))
cat <<-END

	==> summary
	files     $total, $before_bytes bytes, compressed to $after_bytes
	time      $ms ms from the first file put in to the last result
	killed    1 worker with a claimed file, 1 master; both replaced; no other process lost
	results   $total of $total, each the same as its source; none lost, none half, none double
	END
