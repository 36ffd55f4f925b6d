#!/bin/sh
# SPDX-License-Identifier: MIT
# reeve/manage.h: a program without a template has its workers managed, and is executed again to be one of
# them. Every call, each refusal with its sentence.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

cp "$top_builddir/tests/e2e/.libs/manager" "$work/manager"
cp "$work/manager" "$work/other"
REEVE_PLUGIN_DIR=$top_builddir/commands/.libs:$plugins
REEVE_HELPER_DIR=$top_builddir/src/master:$top_builddir/src/worker/.libs
export REEVE_PLUGIN_DIR REEVE_HELPER_DIR
log=$REEVE_STATE_DIR/$tag.q/log/worker.err

# q CODE WORD...: of the manage $tag.q.
q()
{
	wanted=$1
	shift
	expect "$wanted" "$work/manager" "$tag.q" "$@"
}

# q_says PATH: from its status.
q_says()
{
	"$work/manager" "$tag.q" json 2>/dev/null | json "$1"
}

q_is()
{
	[ "$(q_says "$1")" = "$2" ]
}

counts()
{
	[ "$(grep -c -e "$1" "$log")" -ge "$2" ]
}

# In the background of all this, for the end: it takes longer than its stopper would wait by its own settings.
expect 0 "$work/manager" "$tag.slow" set run_dir "$work/slow" set exec "$actor" set exec stubborn set workers 1 set stop_timeout 12s background start
await eval '[ "$(ours "$tag.slow" | wc -l)" = 3 ]'
"$work/manager" "$tag.slow" set run_dir "$work/slow" set stop_timeout 0 stop >"$work/slow.out" 2>&1 &
stopping=$!

# A life. What starts it, what looks and what stops may be different programs.
q 3 status
expect_out "^$tag.q is not running$"
q 0 stop
q 7 wakeup
expect_err "'$tag.q' is not running"
q 0 set workers 2 set execute_times 3 set execute_usleep 1000 init work fini background start
expect_no_out
expect_no_err
q 0 status
expect_out "^  Master .* process_m:Master:$tag.q "
expect_out "^  Worker .* process_m:Worker:$tag.q.worker.2 "
# What cannot be printed is no success.
"$work/manager" "$tag.q" status >/dev/full 2>/dev/null && fail 'a status that nobody could read'
await counts 'info process_m:Worker:.*\[[0-9]*\]: init$' 6
await counts ': run 2 with the state of init$' 4
await counts ': fini$' 4
expect 0 "$work/other" "$tag.q" config
expect_out "^  process_m:Worker:$tag.q.worker  *3  *1000  *0$"
same "$(q_says template)" null 'the template'
before=$(q_says master.pid)
q 0 set workers 3 work background start
same "$(q_says master.pid)" "$before" 'started twice'
expect 0 "$work/other" "$tag.q" wakeup
expect 0 "$work/other" "$tag.q" set execute_times 0 set title_prefix my set workers 1 work restart
same "$(q_says 'workers.*.title')" "my:Worker:$tag.q.worker.1" 'after a restart'
same "$(readlink "/proc/$(q_says workers.0.pid)/exe")" "$work/other" 'the program'
expect 0 "$work/other" "$tag.q" stop
expect_clean "$tag.q"
q 3 status

# Restart starts what was stopped; a worker that asks for its own end is replaced.
: >"$log"
q 0 set workers 1 set execute_times 0 set config '{"runs": 2}' work restart
await counts ': run 0$' 3
q 0 stop

# A sleep without end ends with the stop.
: >"$log"
q 0 set workers 1 set execute_times 0 set config '{"sleeps": true}' work background start
await counts ': run 0$' 1
q 0 stop
same "$(sed -n 's/.*: slept until //p' "$log")" 'the stop' 'a sleep for ever'

# Defaults: those of the original.
q 0 init work background start
q 0 config
expect_out "^  process_m:Master:$tag.q  *300  *4  *worker$"
expect_out "^  process_m:Worker:$tag.q.worker  *1  *200000  *0$"
q 0 stop
expect 0 "$work/manager" "$tag.q" set workers 1 set check_interval -1 set execute_times 1 work background start
await none_of "$tag.q"

# A start that fails says why and leaves nothing.
q 1 set config '{"fail": "no \u001b[31mdatabase"}' init work background start
expect_err 'worker.[1-4]: no \\x1b\[31mdatabase'
expect_clean "$tag.q"

# In place of functions: a plugin, a program.
q 0 set work probe set workers 1 background start
q 0 stop
q 1 set work nowhere set workers 1 background start
expect_err "^worker.1: plugin 'nowhere' not found "
q 0 set exec sleep set exec 1000 set workers 2 background start
same "$(q_says 'workers.#')" 2 'workers of an exec program'
q 0 stop
MANAGER_BARE=1 "$work/manager" "$tag.q" set exec sleep set exec 1000 background start || fail 'reeve_main is not needed'
MANAGER_BARE=1 "$work/manager" "$tag.q" stop || fail 'reeve_main is not needed'

# In the foreground this process is the guardian.
"$work/manager" "$tag.q" set workers 1 set execute_times 0 init work fini start >"$work/out" 2>"$work/err" &
guardian=$!
bystanders="$bystanders $guardian"
await grep -q ': run 0 with' "$work/err"
await q_is guardian.pid "$guardian"
kill -INT "$guardian"
code=0
wait "$guardian" || code=$?
last='manager start'
expect_code 0
expect_err ': fini$'
expect_clean "$tag.q"

# What is refused, and how.
q 6 set worker 2
expect_err "^manage '$tag.q': unknown key 'worker', did you mean 'workers'?$"
q 6 set workers many
expect_err "^manage '$tag.q': 'workers' must be a whole number from 1 to 10000, not \"many\"$"
q 6 background start
expect_err "^manage '$tag.q' has no work: call reeve_manage_set_work(), or set 'work' or 'exec'$"
q 6 work set exec true background start
expect_err "^manage '$tag.q' has a function and 'work' or 'exec': it can have only one of them$"
q 6 init set work probe background start
expect_err 'it can have only one of them$'
q 6 stranger background start
expect_err 'the function given to reeve_manage_set_work() is not among the functions that reeve_main() was given'
q 6 work set umask 999 background start
expect_err "^manage '$tag.q': program 'worker': 'umask' must be an octal number from 000 to 777, in quotes$"
expect 6 "$work/manager" a/b status
expect_err "^'a/b' cannot be the name of a manage: "
expect 152 env MANAGER_BARE=1 "$work/manager" "$tag.q" work background start
expect_err "^manage '$tag.q': its work is in this program, which did not call reeve_main() at the beginning of its main()$"
expect_clean "$tag.q"

# A worker that does something before it is one does not get far; or it would start itself for ever.
q 1 set env "MANAGER_STOPS=$tag.q" set config '{"fail": "at once"}' init work background start
grep -q "^before reeve_main: manage '$tag.q': this process was executed by reeve, and has not called reeve_main() yet$" "$log" ||
	fail 'a worker may stop its own command'

# Neither takes the other's for its own: a template, and a program without.
make_command t <<-END
	$usage
	programs = ( { name = "p"; exec = ["sleep", "1000"]; } );
END
expect 0 "$work/t" start -d
for word in status stop wakeup; do
	expect 152 "$work/manager" "$tag.t" $word
	expect_err "^'$tag.t' belongs to the template '$work/t', this is a program that would manage it without"
done
expect 152 "$work/manager" "$tag.t" work background start
expect 0 "$work/t" stop
expect 0 "$work/manager" "$tag.t" set workers 1 work background start
for words in status stop wakeup 'start -d'; do
	expect 152 "$work/t" $words
	expect_err "'$tag.t' belongs to a program that manages it without a template, this is '$work/t'"
done
expect 0 "$work/manager" "$tag.t" stop

# Who stops knows nothing of how long it may take: what runs is asked.
wait "$stopping" || fail "a stop of who takes his time: $(cat "$work/slow.out")"
