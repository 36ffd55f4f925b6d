#!/bin/sh
# SPDX-License-Identifier: MIT
# reeve/manage.h: a list of manages. Each has its turn whatever becomes of the others; the worst code is that of
# all; status is one.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

manager=$top_builddir/tests/e2e/.libs/manager
REEVE_HELPER_DIR=$top_builddir/src/master:$top_builddir/src/worker/.libs
export REEVE_HELPER_DIR
a=$tag.a b=$tag.b c=$tag.c
worker='set workers 1 set execute_times 0 work'

# a, b and c, with a work each, then the list does what is asked.
all()
{
	wanted=$1
	shift
	expect "$wanted" "$manager" "$a" $worker add "$b" $worker set workers 2 add "$c" $worker "$@"
}

all 3 status
same "$(cat "$work/out")" "$(printf '%s is not running\n' "$a" "$b" "$c")" 'nothing runs'
all 0 stop
all 0 start
expect_no_out
expect_no_err
all 0 status
same "$(sed -n 's/^  \(Master\|Worker\|Guardian\)  *[0-9]* *\([^ ]*\).*/\2/p' "$work/out" | tr '\n' ' ')" \
	"process_m:Master:$a process_m:Guardian:$a process_m:Master:$b process_m:Guardian:$b process_m:Master:$c process_m:Guardian:$c process_m:Worker:$a.worker.1 process_m:Worker:$b.worker.1 process_m:Worker:$b.worker.2 process_m:Worker:$c.worker.1 " \
	'one status'
all 0 json
same "$(json 'commands.*.command' <"$work/out" | tr '\n' ' ')" "$a $b $c " 'one document'
all 0 config
same "$(grep -c '^  process_m:Worker:.*\.worker  ' "$work/out")" 3 'configurations'
all 0 wakeup

# One that is not running fails the code, not the others.
expect 0 "$manager" "$b" stop
all 3 status
expect_out "process_m:Worker:$c.worker.1"
expect_out "^$b is not running$"
all 7 wakeup
expect_err "^'$b' is not running$"
all 0 start
all 0 restart
all 0 status
all 0 stop
expect_clean

# A start that fails: the others run.
all 1 get "$b" set config '{"fail": "no database"}' init start
expect_err "command '$b': worker.[12]: no database"
expect_err '^1 of 3 commands failed, the others run$'
all 3 status
expect_out "process_m:Master:$c "
all 0 stop

# What belongs to others hides nothing, nor is it touched.
make_command b <<-END
	$usage
	programs = ( { name = "p"; exec = ["sleep", "1000"]; } );
END
expect 0 "$work/b" start -d
all 152 start
expect_err "^'$b' belongs to the template '$work/b', this is a program that would manage it without"
all 152 status
expect_out "process_m:Worker:$c.worker.1"
expect_err "^command '$b': '$b' belongs to the template\|^'$b' belongs to the template"
all 152 stop
expect 0 "$work/b" status
expect 0 "$work/b" stop
expect_clean

# What is refused before anything is done.
all 6 get "$c" set worker 2
all 6 get "$c" set umask 999 start
expect_err "^manage '$c': program 'worker': 'umask' must be"
none_of || fail "one has started, though another is not valid"
all 6 set pid_file "$work/pid" get "$a" set pid_file "$work/pid" start
expect_err "^manage '$c' has the pid_file of the manage '$a'$"
none_of || fail "one has started, though another has its pid file"
all 6 add "$a"
expect_err "^there is a manage '$a' already$"
all 6 remove "$tag.d"
expect_err "^there is no manage '$tag.d', did you mean '$tag.[abc]'?$"
all 1 get "$tag.d"
all 6 remove ''
all 1 get ''
all 0 remove "$b" remove "$c" start
none_of "$b" && none_of "$c" || fail 'what was removed has started'
all 6 remove "$a" remove "$b" remove "$c" start
expect_err '^no manage was added$'
all 0 stop
