#!/bin/sh
# SPDX-License-Identifier: MIT
# restart: fresh processes in the mode of the old ones; of what is stopped, a start.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 2; },
		{ name = "b"; work = "$plugins/probe.so"; workers = 2; execute_times = 0; });
END
q=$work/q

pids()
{
	look "$q" master.pid
	look "$q" guardian.pid
	look "$q" 'workers.*.pid'
}

expect 0 "$q" restart -d
pids >"$work/before"
same "$(wc -l <"$work/before")" 6 processes
expect 0 "$q" restart
expect_no_err
pids >"$work/after"
same "$(wc -l <"$work/after")" 6 processes
[ -z "$(sort "$work/before" "$work/after" | uniq -d)" ] || fail "some are the old ones"
for pid in $(cat "$work/before"); do
	not alive "$pid" || fail "$pid still lives"
done
same "$(ours | wc -l)" 6 "processes"

# The template as it is now.
sed -i 's/workers = 2/workers = 1/' "$work/q.cfg"
expect 0 "$REEVE" build "$work/q.cfg" -o "$q"
expect 0 "$q" restart -d
same "$(look "$q" 'workers.#')" 2 workers

# One that is not valid any more leaves what runs alone.
pids >"$work/before"
echo 'workers = "none";' >>"$q"
expect 6 "$q" restart
sed -i '$d' "$q"
pids | cmp -s - "$work/before" || fail "a restart that was refused changed something"
expect 0 "$q" stop
