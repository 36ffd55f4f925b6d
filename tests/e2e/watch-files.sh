#!/bin/sh
# SPDX-License-Identifier: MIT
# A worker is replaced when what it is made of changes, however that is written.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

log=$REEVE_STATE_DIR/$tag.dev/log/reeve.log
src=$work/app/src
mkdir -p "$src/deep/er" "$src/node_modules/x" "$work/app/.git"
echo 1 >"$src/a.c"
echo 1 >"$work/app/settings"

make_command dev <<END
$usage
base = "$work/app";
max_restarts = "none"; start_grace = 0; watch_delay = "300ms";
programs = (
	{ name = "api"; exec = ["sleep", "1000"]; watch = ["src", "settings", "later/on"]; },
	{ name = "other"; exec = ["sleep", "1000"]; }
);
END
expect 0 "$work/dev" start -d
other=$(look "$work/dev" workers.1.pid)

# The watcher has looked at everything once it watches that many directories, those above them apart.
name=dev
watcher()
{
	for pid in $(ours "$tag.$name"); do
		! grep -qs ":Watcher:" "/proc/$pid/cmdline" || echo "$pid"
	done
}
watches()
{
	pid=$(watcher) && [ -n "$pid" ] && [ "$(grep -hs '^inotify wd.* mask:fc8 ' /proc/"$pid"/fdinfo/* | wc -l)" = "$1" ]
}
await watches 4

replaced()
{
	now=$(look "$work/dev" workers.0.pid) && [ "$now" != "$before" ] && looks running "$work/dev" workers.0.state
}
# changes NAME COMMAND...: it calls for a fresh process, which says why.
changes()
{
	named=$1
	shift
	before=$(look "$work/dev" workers.0.pid)
	lines=$(grep -c 'api\.1: is replaced' "$log" 2>/dev/null)
	"$@" || fail "cannot: $*"
	await replaced
	same "$(look "$work/dev" workers.0.cause)" watch "cause after $*"
	tail -n +1 "$log" | grep 'api\.1: is replaced' | tail -n +"$((lines + 1))" |
		grep -q "is replaced: '.*$named' has changed$" || fail "no reason in the log: $*"
}
write()
{
	echo 2 >>"$1"
}
save_as_editors_do()
{
	echo 3 >"$1.new~" && mv "$1" "$1~" && mv "$1.new~" "$1" && rm "$1~"
}

changes src/a.c write "$src/a.c"
changes src/a.c save_as_editors_do "$src/a.c"
changes settings save_as_editors_do "$work/app/settings"
changes settings write "$work/app/settings"
changes src/deep/er/b.c write "$src/deep/er/b.c"
changes src/deep/er/b.c rm "$src/deep/er/b.c"
# So many changes at once would pass for a loop: another watcher has seen none of them.
expect 0 "$work/dev" restart
await watches 4
other=$(look "$work/dev" workers.1.pid)
# A directory that is new, and what comes into it.
changes src/new mkdir -p "$src/new/one"
changes src/new/one/c.c write "$src/new/one/c.c"
# What was not there at the start.
changes later/on mkdir -p "$work/app/later/on"
changes later/on/d.c write "$work/app/later/on/d.c"
# All of it goes, and comes again.
changes src mv "$src" "$src.old"
changes src mv "$src.old" "$src"
changes src/deep/er/e.c write "$src/deep/er/e.c"


expect 0 "$work/dev" restart
await watches 8
other=$(look "$work/dev" workers.1.pid)
# What is ignored: the change behind it is the only one.
write "$src/node_modules/x/y.js"
write "$src/.a.c.swp"
write "$src/a.c~"
write "$work/app/elsewhere"
before_restarts=$(look "$work/dev" workers.0.restarts)
changes src/a.c write "$src/a.c"
same "$(look "$work/dev" workers.0.restarts)" $((before_restarts + 1)) restarts
same "$(look "$work/dev" workers.0.exits)" 0 exits
same "$(look "$work/dev" workers.1.pid)" "$other" "the other one"

# A watcher that is killed is replaced; one watches for each master.
killed=$(watcher)
kill -KILL "$killed" || fail "cannot kill '$killed'"
another_watches()
{
	[ "$(watcher)" != "$killed" ] && watches 8
}
await another_watches
grep -q 'nothing is watched: another watcher is started in 1s$' "$log" || fail "not said"
changes src/a.c write "$src/a.c"
killed=$(watcher)
kill -KILL "$(look "$work/dev" master.pid)"
await looks true "$work/dev" workers.0.adopted
await another_watches
changes src/a.c write "$src/a.c"
expect 0 "$work/dev" stop
expect_clean

# A worker that changes its own files: it is told, and not watched for a while.
cat >"$work/loops.sh" <<'END'
echo $$ >"$1/written"
exec sleep 1000
END
mkdir "$work/app/loop"
log=$REEVE_STATE_DIR/$tag.loop/log/reeve.log
make_command loop <<END
$usage
start_grace = 0; watch_delay = "1ms";
programs = ({ name = "loops"; exec = ["sh", "$work/loops.sh", "$work/app/loop"]; watch = "$work/app/loop"; });
END
expect 0 "$work/loop" start -d
name=loop
await watches 2
# The first start may have come before it looked.
await test -e "$work/app/loop/written"
write "$work/app/loop/written"
await grep -qs "program 'loops': watch: changes itself what it is watched by, 8 times in a row: not watched for 30s$" "$log"
await looks running "$work/loop" workers.0.state
[ "$(look "$work/loop" workers.0.restarts)" -ge 4 ] || fail "told though it was hardly replaced"
expect 0 "$work/loop" stop
expect_clean
