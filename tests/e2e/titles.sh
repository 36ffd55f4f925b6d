#!/bin/sh
# SPDX-License-Identifier: MIT
# ps shows who is who: PREFIX:TYPE:NAME, and exec programs as what they are.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	title_prefix = "e2e_t";
	programs = (
		{ name = "work"; work = "$plugins/probe.so"; workers = 2; execute_times = 0; },
		{ name = "plain"; exec = ["sleep", "1000"]; }
	);
END
make_command plain <<-END
	programs = ({ name = "a"; exec = ["sleep", "1000"]; });
END
q=$work/q

title()
{
	tr '\0' ' ' <"/proc/$1/cmdline"
}

expect 0 "$q" start -d
same "$(title "$(look "$q" guardian.pid)")" "e2e_t:Guardian:$tag.q " guardian
same "$(title "$(look "$q" master.pid)")" "e2e_t:Master:$tag.q " master
same "$(title "$(look "$q" workers.0.pid)")" "e2e_t:Worker:$tag.q.work.1 " worker
same "$(title "$(look "$q" workers.1.pid)")" "e2e_t:Worker:$tag.q.work.2 " worker
same "$(title "$(look "$q" workers.2.pid)")" "sleep 1000 " "exec program"
same "$(look "$q" workers.2.title)" "e2e_t:Worker:$tag.q.plain.1" "in status"

# Who took whose place keeps the right title.
master=$(look "$q" master.pid)
kill -KILL "$(look "$q" guardian.pid)"
await looks "$master" "$q" guardian.pid
same "$(title "$master")" "e2e_t:Guardian:$tag.q " "the new guardian"
await looks running "$q" master.state
same "$(title "$(look "$q" master.pid)")" "e2e_t:Master:$tag.q " "the new master"
# Its parent is the guardian; a worker's is the master that started it.
same "$(cut -d " " -f 4 "/proc/$(look "$q" master.pid)/stat" 2>/dev/null | tail -n 1)" "$master" parent
expect 0 "$q" stop

expect 0 "$work/plain" start -d
grep -lzs "^REEVE_COMMAND=$tag.plain" /proc/[0-9]*/environ | sed 's/environ/cmdline/' | xargs cat |
	tr '\0' '\n' >"$work/titles"
grep -qx "process_m:Guardian:$tag.plain" "$work/titles" || fail "standard prefix of the guardian"
grep -qx "process_m:Master:$tag.plain" "$work/titles" || fail "standard prefix of the master"
expect 0 "$work/plain" stop
