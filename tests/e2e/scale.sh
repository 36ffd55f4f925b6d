#!/bin/sh
# SPDX-License-Identifier: MIT
# scale: other numbers of workers while the command runs. reload and plan of single programs: the rest stays as it
# is in force.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

q=$work/q
template()
{
	{
		printf '#!/bin/sh\n//usr/bin/env "%s" "$0" "$@"; exit $?\n' "$(realpath "$REEVE")"
		echo "name = \"$tag.q\"; usage = \"<start|stop|status|plan|reload|scale> -[d|j] [program...]\";"
		cat
	} >"$q.new"
	chmod +x "$q.new"
	mv "$q.new" "$q"
}

fleet()
{
	look "$q" 'workers.*' program instance state | tr '\n' ',' | sed 's/,$//'
}

template <<-'END'
	programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 2; }, { name = "b"; exec = ["sleep", "1000"]; });
END
expect 7 "$q" scale a=3
expect 0 "$q" start -d
look "$q" 'workers.*.pid' >"$work/before"

say "more, fewer, and back by the template"
expect 0 "$q" scale a=+2 b=2
expect_no_out
expect_no_err
same "$(fleet)" 'a 1 running,a 2 running,a 3 running,a 4 running,b 1 running,b 2 running' workers
for pid in $(cat "$work/before"); do
	alive "$pid" || fail "$pid was touched"
done
expect 0 "$q" scale a=-3
same "$(fleet)" 'a 1 running,b 1 running,b 2 running' workers
expect 0 "$q" scale a=1
expect_err 'nothing has changed'
expect 0 "$q" plan
expect_out '^  a  *workers  *1  *2  *live$'
expect_out '^  b  *workers  *2  *1  *live$'

say "what is stopped stays stopped, with the workers that it gets"
expect 0 "$q" stop b
expect 0 "$q" scale b=4
stopped='a 1 running,b 1 stopped,b 2 stopped,b 3 stopped,b 4 stopped'
same "$(fleet)" "$stopped" workers
kill_master "$q"
same "$(fleet)" "$stopped" 'workers of the next master'
expect 0 "$q" start b.3
expect 0 "$q" scale b=5
same "$(fleet)" 'a 1 running,b 1 stopped,b 2 stopped,b 3 running,b 4 stopped,b 5 running' workers
expect 0 "$q" scale b=2
expect 0 "$q" start b

say "what is no number of workers"
for wrong in a a= a=x =3 a=0 a=-1 a=10001 a=+ 'a=3 c=1' 'c=1'; do
	expect 2 "$q" scale $wrong
done
expect_err "there is no program 'c'"
expect 2 "$q" scale
expect_err 'how many workers'
expect 2 "$q" scale a=-1
expect_err "program 'a' has 1 worker: 1 fewer would be none, for which there is 'stop'"
same "$(fleet)" 'a 1 running,b 1 running,b 2 running' workers

say "single programs"
template <<-'END'
	programs = ({ name = "a"; exec = ["sleep", "1000"]; workers = 2; nice = 3; },
		{ name = "c"; exec = ["sleep", "1000"]; }, { name = "d"; exec = ["sleep", "1000"]; });
END
expect 0 "$q" plan a
expect_out '^  a  *nice  *--  *3  *restart$'
expect_out '^  b  *--  *--  *--  *none$'
! grep -q '^  [cd] ' "$work/out" || fail "others are in the plan"
b=$(look "$q" 'workers.*' program pid | grep '^b')
expect 0 "$q" reload a d
same "$(fleet)" 'a 1 running,a 2 running,b 1 running,b 2 running,d 1 running' workers
same "$(look "$q" 'workers.*' program pid | grep '^b')" "$b" 'who was not named'
expect 0 "$q" reload b
same "$(fleet)" 'a 1 running,a 2 running,d 1 running' workers
expect 2 "$q" reload b
expect_err "there is no program 'b'"
expect 0 "$q" reload
same "$(fleet)" 'a 1 running,a 2 running,c 1 running,d 1 running' workers
expect 0 "$q" stop
none_of || fail "left behind: $(ours)"
