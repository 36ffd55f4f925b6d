#!/bin/sh
# SPDX-License-Identifier: MIT
# status of single programs: what is shown and what its exit code says, whatever the others do.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	usage = "<start|stop|restart|status> -[d] -[j] [program...]";
	supervisor = {
		supervisors = ( { name = "front"; programs = (
			{ name = "web"; exec = ["sleep", "1000"]; workers = 3; },
			{ name = "web2"; exec = ["sleep", "1000"]; } ); } );
		programs = (
			{ name = "mailer"; exec = ["sleep", "1000"]; workers = 2; },
			{ name = "broken"; exec = ["sleep", "1000"]; no_restart_exit_codes = "1"; } );
	};
END
q=$work/q

shown()
{
	run "$q" status -j "$@"
	json 'workers.*' program instance <"$work/out" | tr ' \n' '.,'
}

# Nothing runs: a name of the template is one all the same.
expect 3 "$q" status mailer
expect_out 'is not running'
expect 2 "$q" status mailr
expect_err "there is no program 'mailr', did you mean 'mailer'"
expect_no_out

expect 0 "$q" start -d
same "$(shown mailer)" 'mailer.1,mailer.2,' 'a program'
same "$(shown web.2 mailer.1)" 'mailer.1,web.2,' 'workers, in the order of the template'
same "$(shown web)" 'web.1,web.2,web.3,' 'a program whose name begins another'
same "$(shown front)" 'web.1,web.2,web.3,web2.1,' 'a supervisor'
same "$(shown all)" "$(shown)" all
expect 0 "$q" status web.3 web.3
expect_out "process_m:Worker:$tag.q.web.3"
same "$(grep -c process_m:Worker "$work/out")" 1 'rows'
for name in web.4 web.0 web.02 web. .2 '' "$(printf 'a\033b')" "$(head -c 5000 /dev/zero | tr '\0' x)"; do
	expect 2 "$q" status "$name"
	expect_err 'there is no '
done

# What is stopped is no fault of the others, and the others are none of its.
expect 0 "$q" stop mailer.1
expect 3 "$q" status mailer.1
expect 0 "$q" status mailer
expect 0 "$q" status web
master=$(look "$q" master.pid)
kill -STOP "$master"
await grep -q '^[^)]*) T' "/proc/$master/stat"
run "$q" status -j broken
broken=$(json workers.0.pid <"$work/out")
kill -KILL "$broken"
await not alive "$broken"
expect 153 "$q" status broken
expect 0 "$q" status web
kill -CONT "$master"
expect 0 "$q" stop
expect 3 "$q" status web.1
expect_clean
