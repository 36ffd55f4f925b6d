#!/bin/sh
# SPDX-License-Identifier: MIT
# A reload that comes after one that has failed: also while that one is still being taken back.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

q=$work/q

template()
{
	{
		printf '#!/bin/sh\n//usr/bin/env "%s" "$0" "$@"; exit $?\n' "$(realpath "$REEVE")"
		echo "name = \"$tag.q\"; usage = \"<start|stop|status|reload|wakeup> -[d|j] [program...]\";"
		cat
	} >"$q.new"
	chmod +x "$q.new"
	mv "$q.new" "$q"
}

# rolling A SCRIPT: two workers with that in their environment, that are ready when they say so.
rolling()
{
	template <<-END
		programs = ({ name = "r"; workers = 2; reload = "rolling"; ready = "fd"; env = ["A=$1"];
			exec = ["sh", "-c", "until [ ! -e $work/hold ]; do sleep 0.05; done; $2 echo >&3; exec sleep 1000"]; });
	END
}

# are A...: the workers, one after the other, have that in their environment.
are()
{
	found=
	for pid in $(look "$q" 'workers.*.pid'); do
		found="$found $(tr '\0' '\n' <"/proc/$pid/environ" | sed -n 's/^A=//p')"
	done
	[ "$found" = " $*" ]
}

say "while one is taken back: nobody is taken for what it is not"
rolling 1 ""
expect 0 "$q" start -d
rolling 2 "if [ \$REEVE_INSTANCE = 2 ]; then touch $work/hold; exit 3; fi;"
expect 1 "$q" reload
expect_err 'taken back'
await are 2 1 1
rolling 3 ""
behind third "$q" reload
await grep -q '"A=3"' "$REEVE_RUN_DIR/$tag.q/template"
rm "$work/hold"
ended third 0
are 3 3 || fail "workers of: $found"
expect 0 "$q" stop


say "what is taken back is so for all of its workers, and who asked hears why"
rolling 1 ""
expect 0 "$q" start -d
rolling 2 "if [ \$REEVE_INSTANCE = 2 ]; then exit 3; fi;"
expect 1 "$q" reload
expect_err 'r\.2: exited with code 3; all is taken back$'
await are 1 1
rolling 1 ""
expect 0 "$q" reload
expect_err 'nothing has changed$'
expect 0 "$q" stop

say "nothing has changed, but what is in force has failed"
plain()
{
	template <<-END
		programs = ({ name = "p"; workers = 2; env = ["A=$1"]; restart_delay = "1h";
			exec = ["sh", "-c", "[ \$A = 1 ] || [ -e $work/well ] || exit 3; exec sleep 1000"]; },
			{ name = "other"; exec = ["sleep", "1000"]; });
	END
}
plain 1
expect 0 "$q" start -d
other=$(look "$q" workers.2.pid)
plain 2
expect 1 "$q" reload
expect_err 'p\.[12]: exited with code 3'
for round in 1 2; do
	expect 1 "$q" reload
	expect_err 'nothing has changed since the last reload, which has failed: p\.[12]: exited with code 3'
	kill_master "$q"
done
expect 0 "$q" reload p
touch "$work/well"
expect 0 "$q" wakeup
expect 0 "$q" reload
expect_err 'nothing has changed$'
are 2 2 "" || fail "workers of: $found"
same "$(look "$q" workers.2.pid)" "$other" other
expect 0 "$q" stop
