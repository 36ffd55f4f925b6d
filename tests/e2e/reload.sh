#!/bin/sh
# SPDX-License-Identifier: MIT
# reload: another template comes into force while the command runs, and nobody is touched who is the same.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

grammar='usage = "<start|stop|status|plan|reload> -[d|j] -[c=NAME] -[n=N] [program...]";'
q=$work/q
log=$REEVE_STATE_DIR/$tag.q/log

# A script that is the template: edits of it count at once.
template()
{
	{
		printf '#!/bin/sh\n//usr/bin/env "%s" "$0" "$@"; exit $?\n' "$(realpath "$REEVE")"
		echo "name = \"$tag.q\"; $grammar"
		cat
	} >"$q.new"
	chmod +x "$q.new"
	mv "$q.new" "$q"
}

# pid_of PROGRAM INSTANCE
pid_of()
{
	look "$q" 'workers.*' program instance pid | sed -n "s/^$1 $2 //p"
}

# programs: "a 1\na 2\n..." of those that run, as the scoreboard has them.
fleet()
{
	look "$q" 'workers.*' program instance state | tr '\n' ',' | sed 's/,$//'
}

mkdir "$work/bin"
cp "$(command -v sleep)" "$work/bin/binary"
template <<-END
	programs = ({ name = "same"; exec = ["sleep", "1000"]; workers = 2; },
		{ name = "work"; work = "$plugins/probe.so"; workers = 2; execute_times = 0; execute_usleep = 1000; },
		{ name = "gone"; exec = ["sh", "-c", "trap 'echo asked; exit' INT; while :; do sleep 0.05; done"];
			stop_signal = "INT"; },
		{ name = "less"; exec = ["sleep", "1000"]; workers = 3; },
		{ name = "other"; exec = ["sleep", "1000"]; workers = 2; env = ["A=1"]; },
		{ name = "live"; exec = ["sleep", "1000"]; },
		{ name = "binary"; exec = ["$work/bin/binary", "1000"]; });
END
expect 7 "$q" reload
expect_err 'is not running'
expect 0 "$q" start -d
master=$(look "$q" master.pid)
for program in 'same 1' 'same 2' 'work 1' 'work 2' 'less 1' 'less 2' 'live 1' 'binary 1'; do
	echo "$program $(pid_of $program)"
done >"$work/stay"
other=$(pid_of other 1)

say "nothing has changed"
expect 0 "$q" reload
expect_err 'nothing has changed'

say "changed: each as plan says"
template <<-END
	programs = ({ name = "new"; exec = ["sh", "-c", "echo said; exec sleep 1000"]; workers = 2; },
		{ name = "live"; exec = ["sleep", "1000"]; restart_delay = "1h"; },
		{ name = "same"; exec = ["sleep", "1000"]; workers = 2; },
		{ name = "first"; work = "$plugins/probe.so"; workers = 2; execute_times = 0; execute_usleep = 1000; },
		{ name = "work"; work = "$plugins/probe.so"; workers = 3; execute_times = 0; execute_usleep = 1000; },
		{ name = "less"; exec = ["sleep", "1000"]; workers = 2; },
		{ name = "other"; exec = ["sleep", "1000"]; workers = 2; env = ["A=2"]; },
		{ name = "binary"; exec = ["$work/bin/binary", "1000"]; });
END
expect 0 "$q" reload
expect_no_out
expect_no_err
same "$(fleet)" "new 1 running,new 2 running,live 1 running,same 1 running,same 2 running,first 1 running,first 2 \
running,work 1 running,work 2 running,work 3 running,less 1 running,less 2 running,other 1 running,other 2 \
running,binary 1 running" workers
same "$(look "$q" master.pid)" "$master" 'the master'
while read -r program instance pid; do
	same "$(pid_of "$program" "$instance")" "$pid" "$program.$instance"
done <"$work/stay"
not alive "$other" || fail "other.1 was not replaced"
grep -zq '^A=2$' "/proc/$(pid_of other 1)/environ" || fail "other.1 has its old environment"
grep -q asked "$log/gone.out" || fail "gone.1 was not stopped as it wants to be"
grep -q said "$log/reeve.log" || fail "who came later has no output"
same "$(ours | wc -l)" 17 processes

say "counts go on where they were"
for program in 'work 1' 'work 3' 'first 1' 'first 2'; do
	set -- $program
	before=$(look "$q" 'workers.*' program instance runs | sed -n "s/^$1 $2 //p")
	has_grown()
	{
		[ "$(look "$q" 'workers.*' program instance runs | sed -n "s/^$1 $2 //p")" -gt "$before" ]
	}
	await has_grown "$1" "$2"
done

say "a live key acts"
kill -KILL "$(pid_of live 1)"
is_waiting()
{
	[ "$(look "$q" 'workers.*' program state | sed -n 's/^live //p')" = backoff ]
}
await is_waiting

say "another binary of the same name"
binary=$(pid_of binary 1)
cp "$(command -v sleep)" "$work/bin/binary.new"
mv "$work/bin/binary.new" "$work/bin/binary"
expect 0 "$q" plan
expect_out '^  binary  *binary  *as it was  *changed  *restart$'
expect 0 "$q" reload -j
same "$(json effect <"$work/out")" restart effect
not alive "$binary" || fail "binary.1 was not replaced"
same "$(pid_of same 1)" "$(sed -n 's/^same 1 //p' "$work/stay")" same.1
same "$(look "$q" 'workers.*' program state | sed -n 's/^live //p')" backoff 'who waited waits'

say "a template that is not valid changes nothing"
cp "$q" "$work/valid"
cp "$REEVE_RUN_DIR/$tag.q/template" "$work/in-force"
look "$q" 'workers.*.pid' >"$work/before"
echo 'workers = "none"; nice = 77;' >>"$q"
expect 6 "$q" reload
expect_err "'workers'"
expect_err "'nice'"
cp "$work/valid" "$q"
sed -i "s/^name/title_prefix = \"other\"; name/" "$q"
expect 1 "$q" reload
expect_err "'title_prefix' cannot change while '$tag.q' runs"
cmp -s "$REEVE_RUN_DIR/$tag.q/template" "$work/in-force" || fail "the text in force has changed"
look "$q" 'workers.*.pid' | cmp -s - "$work/before" || fail "somebody was touched"

say "a worker that does not get ready"
sed 's/"A=2"/"A=3"/; s/name = "other"; exec = \["sleep", "1000"\]/name = "other"; exec = ["sh", "-c", "exit 3"]/' \
	"$work/valid" >"$q"
expect 1 "$q" reload
expect_err 'other\.[12]: exited with code 3'
same "$(pid_of same 1)" "$(sed -n 's/^same 1 //p' "$work/stay")" same.1
sed 's/"A=2"/"A=4"/' "$work/valid" >"$q"
expect 0 "$q" reload
grep -zq '^A=4$' "/proc/$(pid_of other 1)/environ" || fail "other.1 did not come back"

say "what an operator has stopped stays so"
expect 0 "$q" stop other same
sed 's/"A=2"/"A=5"/; s/name = "same"; exec = \["sleep", "1000"\]; workers = 2/name = "same"; exec = ["sleep", "1000"]; workers = 3/' \
	"$work/valid" >"$q"
expect 0 "$q" reload
same "$(fleet | tr , '\n' | grep -e same -e other)" "same 1 stopped
same 2 stopped
same 3 stopped
other 1 stopped
other 2 stopped" 'who was stopped'
expect 0 "$q" start other
grep -zq '^A=5$' "/proc/$(pid_of other 1)/environ" || fail "other.1 was started from an old text"

say "HUP to the guardian, then to the master; errors are in the log"
has()
{
	grep -q "$1" "$REEVE_RUN_DIR/$tag.q/template"
}
sed 's/"A=2"/"A=6"/' "$work/valid" >"$q"
kill -HUP "$(look "$q" guardian.pid)"
await has A=6
sed 's/"A=2"/"A=7"/' "$work/valid" >"$q"
kill -HUP "$(look "$q" master.pid)"
await has A=7
echo 'nice = 77;' >>"$q"
kill -HUP "$master"
await grep -q "'nice' must be" "$log/reeve.log"

say "all others"
template <<-END
	programs = ({ name = "x"; exec = ["sleep", "1000"]; workers = 2; }, { name = "y"; exec = ["sleep", "1000"]; });
END
expect 0 "$q" reload
same "$(fleet)" 'x 1 running,x 2 running,y 1 running' workers
same "$(ours | wc -l)" 5 processes

say "a tree"
template <<-END
	supervisor = { strategy = "rest_for_one"; programs = ({ name = "y"; exec = ["sleep", "1000"]; });
		supervisors = ({ name = "pool"; programs = ({ name = "x"; exec = ["sleep", "1000"]; workers = 3; }); }); };
END
x=$(pid_of x 1) y=$(pid_of y 1)
expect 0 "$q" reload
same "$(fleet)" 'y 1 running,x 1 running,x 2 running,x 3 running' workers
same "$(pid_of x 1) $(pid_of y 1)" "$x $y" 'who moves is not touched'
same "$(look "$q" 'supervisors.*' name state)" "$tag.q running
pool running" supervisors

expect 0 "$q" stop
none_of || fail "left behind: $(ours)"
same "$(ls "$REEVE_RUN_DIR/$tag.q")" lock 'files left behind'
