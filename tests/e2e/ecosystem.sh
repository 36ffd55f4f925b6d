#!/bin/sh
# SPDX-License-Identifier: MIT
# templates/ecosystem.cfg: what its services are promised, in virtual time and, with stand-ins for them, once for
# real.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

template=$top_srcdir/templates/ecosystem.cfg
expect 0 "$REEVE" check "$template"

# lines PATTERN FILE: the lines of a time line without the blanks.
lines()
{
	"$REEVE" simulate "$template" -events=- >"$work/out" || fail "cannot simulate"
	sed 's/  */ /g; s/^ //' "$work/out" | grep -e "$1"
}

# A service that dies after a long life is back 4 seconds later; the other one notices nothing.
same "$(echo '1h api-server signal SEGV' | lines '^3[6-9]')" "3600.000s api-server.1 backoff signal SEGV; again in 4s
3604.000s api-server.1 starting
3604.200s api-server.1 running" "a crash of the API server"
same "$(echo '1h nextjs-server exit 1' | lines '^3[6-9]' | head -n 2)" "3600.000s nextjs-server.1 backoff exit 1; again in 4s
3604.000s nextjs-server.1 starting" "a crash of the web server"

# It throws 30 seconds after each start: that is no short life, and goes on.
same "$(printf '%s\n' '0 api-server lives 30s exit 1' '10m end' | lines 'api-server.*fatal' | wc -l)" 0 "given up"
same "$(printf '%s\n' '0 api-server lives 30s exit 1' '10m end' | lines 'again in' | sed 's/.*again/again/' | sort -u)" \
	"again in 4s" "delays of long lives"

# Ten short lives in a row: given up at the tenth, and the command with it; the container's policy does the rest.
printf '%s\n' '0 nextjs-server stops 2s' '1m api-server lives 1s exit 1' >"$work/events"
same "$(lines 'again in' <"$work/events" | sed 's/.*again in //' | tr '\n' ' ')" \
	"4s 4s 6s 9s 13.5s 15s 15s 15s 15s 15s " "delays of short lives"
same "$(lines 'given up\|gives up\|nextjs.*stop\|finished' <"$work/events" | cut -d ' ' -f 2-)" \
	"api-server.1 fatal exit 1; given up: 10 short lives in a row
gives up api-server.1
nextjs-server.1 stopping TERM is sent
nextjs-server.1 stopped signal TERM
finished" "the tenth"

# For real, with stand-ins: one that lives, and one that dies where it is told to.
mkdir -p "$work/app/bin"
cat >"$work/app/bin/node" <<'END'
#!/bin/sh
[ "$PORT" = 5001 ] && [ "$NODE_ENV" = production ] && [ "$*" = ./server/index.js ] || exit 90
[ ! -e broken ] || exit 1
exec sleep 1000
END
cat >"$work/app/bin/npx" <<'END'
#!/bin/sh
[ "$*" = "next start -p 3000" ] || exit 91
exec sleep 1000
END
chmod +x "$work/app/bin/node" "$work/app/bin/npx"
PATH=$work/app/bin:$PATH

install_template()
{
	sed "s/^summary/name = \"$tag.$1\"; summary/; $2" "$template" >"$work/app/$1.cfg"
	expect 0 "$REEVE" build "$work/app/$1.cfg" -o "$work/app/$1"
	q=$work/app/$1
}

back()
{
	look "$q" 'workers.*' program state pid >"$work/workers" &&
		awk -v gone="$1" '$2 == "running" && $3 != gone { n++ } END { exit n != 2 }' "$work/workers"
}

install_template eco ''
expect 0 "$q" start -d
web=$(look "$q" workers.1.pid)
for round in 0 1; do
	victim=$(look "$q" workers.$round.pid)
	before=$(date +%s)
	kill -KILL "$victim" || fail "cannot kill '$victim'"
	await back "$victim"
	# The document's upper bound.
	[ $(($(date +%s) - before)) -le 15 ] || fail "back after more than 15 seconds"
	[ $round = 1 ] || same "$(look "$q" workers.1.pid)" "$web" "the other one"
done
expect 0 "$q" stop
expect_clean

# The tenth death in a row, with shorter delays.
install_template dies 's/^restart_delay = .*/restart_delay = "1ms";/; s/^backoff_max = .*/backoff_max = "10ms";/'
expect 0 "$q" start -d
victim=$(look "$q" workers.0.pid)
touch "$work/app/broken"
kill -KILL "$victim" || fail "cannot kill '$victim'"
await none_of "$tag.dies"
expect 3 "$q" status
grep -q 'api-server\.1: exited with code 1; given up after 10 lives in a row of less than 10s$' \
	"$REEVE_STATE_DIR/$tag.dies/log/reeve.log" || fail "no reason in the log"
same "$(grep -c 'api-server\.1: ' "$REEVE_STATE_DIR/$tag.dies/log/reeve.log")" 10 deaths
expect_clean
