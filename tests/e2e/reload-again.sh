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
		echo "name = \"$tag.q\"; usage = \"<start|stop|status|reload> -[d|j] [program...]\";"
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
are 2 1 || fail "workers of: $found"
rolling 3 ""
behind third "$q" reload
await grep -q '"A=3"' "$REEVE_RUN_DIR/$tag.q/template"
rm "$work/hold"
ended third 0
are 3 3 || fail "workers of: $found"
expect 0 "$q" stop

