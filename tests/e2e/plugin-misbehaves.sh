#!/bin/sh
# SPDX-License-Identifier: MIT
# A plugin that crashes, hangs, exits, or leaves changed what is not its own is named; a master never notices.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# A sanitizer tells of a crash itself, and of a stack that has overflowed.
sanitized=
! grep -qs '^#define REEVE_SANITIZED' "$top_builddir/config.h" || sanitized=yes
there=$(cd "$wrong_plugins" && pwd)
action="action 'do' ($there/unruly-action.so)"
option="option '-x' ($there/unruly-option.so)"

make_command q <<-END
	usage = "<do|load> -[x=WHAT] -[j] [what...]";
	actions = { do = "$there/unruly-action.so"; load = "$there/unruly-loading.so"; };
	options = { x = { plugin = "$there/unruly-option.so"; actions = ("do"); }; };
	programs = ({ name = "sleeps"; exec = ["sleep", "1000"]; });
END

# says CODE SENTENCE WORDS...: in a directory and with a umask that are not the plugin's to change.
says()
{
	wanted=$1 sentence=$2
	shift 2
	run sh -c 'cd "$1" && umask 027 && shift && exec "$@"' sh "$work/run" "$work/q" "$@"
	expect_code "$wanted"
	same "$(grep '^q:' "$work/err")" "q: $sentence" "$*"
}

say "what is allowed"
expect 0 "$work/q" do behave
expect_no_err

say "crashes"
for how in segv:139:11:SEGV abort:134:6:ABRT overflow:139:11:SEGV; do
	[ -z "$sanitized" ] || [ "$how" = abort:134:6:ABRT ] || continue
	IFS=: read -r what code_wanted number name <<-END
		$how
	END
	says "$code_wanted" "$action crashed: signal $number ($name)" do "$what"
	says "$code_wanted" "$option crashed: signal $number ($name)" do "-x=$what"
	# Of a document there is all or nothing.
	says "$code_wanted" "$action crashed: signal $number ($name)" do -j "$what"
	same "$(json error.text <"$work/out")" "a plugin ended the command" "$what -j"
	export UNRULY=$what
	says "$code_wanted" "the constructor of plugin '$there/unruly-loading.so' crashed: signal $number ($name)" load
	unset UNRULY
done

say "exit"
says 1 "$action ended the process by exit()" do exit
says 1 "$option ended the process by exit()" do -x=exit
says 1 "$action ended the process by _exit()" do _exit
says 1 "$option ended the process by _exit()" do -x=_exit
says 1 "$action ended the process by _exit()" do _exit -j
same "$(json error.code <"$work/out")" 1 "_exit -j"
says 1 "$action ended the process by quick_exit()" do quick_exit
says 1 "$option ended the process by quick_exit()" do -x=quick_exit
says 1 "$action ended the process by exit()" do exit -j
same "$(json error.code <"$work/out")" 1 "exit -j"
export UNRULY=exit
says 1 "the constructor of plugin '$there/unruly-loading.so' ended the process by exit()" load
unset UNRULY

say "a signal"
says 142 "ended by signal 14 (ALRM) in $action" do alarm
says 142 "ended by signal 14 (ALRM) in $option" do -x=alarm

say "reeve itself"
export UNRULY=abort
for verb in "check $work/q.cfg" "build $work/q.cfg -o $work/q.new" "plugin $there/unruly-loading.so"; do
	run "$REEVE" $verb
	expect_code 134
	expect_err "^reeve: the constructor of plugin '$there/unruly-loading.so' crashed: signal 6 (ABRT)$"
done
unset UNRULY
[ ! -e "$work/q.new" ] || fail "built"

say "hangs"
# hangs SIGNAL NUMBER SENTENCE WORDS...
hangs()
{
	signal=$1 number=$2 sentence=$3
	shift 3
	"$actor" plain "$work/q" "$@" >"$work/out" 2>"$work/err" </dev/null &
	hung=$!
	# It waits in pause(), and its handlers stand.
	await eval 'grep -qs "^Name:.reeve" /proc/$hung/status && grep -qs "^State:.S" /proc/$hung/status &&
		grep -qs "^SigCgt:.*[1-9a-f]" /proc/$hung/status'
	kill "-$signal" "$hung"
	code=0
	wait "$hung" || code=$?
	last="$* and $signal"
	same "$code" "$((128 + number))" "$last"
	same "$(grep '^q:' "$work/err")" "q: ended by signal $number ($signal) in $sentence" "$last"
}
hangs INT 2 "$action" do hang
hangs TERM 15 "$action" do hang
hangs HUP 1 "$action" do hang
hangs QUIT 3 "$action" do hang
hangs TERM 15 "$option" do -x=hang
hangs INT 2 "$action" do hang -j
json error.code <"$work/out" >/dev/null || fail "no document: $(cat "$work/out")"
UNRULY=hang
export UNRULY
hangs INT 2 "the constructor of plugin '$there/unruly-loading.so'" load
unset UNRULY

say "leaves changed"
says 0 "$option changed the umask: put back" do -x=umask
same "$(json umask <"$work/out")" 027 umask
says 0 "$option changed the working directory: put back" do -x=directory
same "$(json directory <"$work/out")" "$work/run" directory
says 0 "$option changed what signals do, the signal mask: put back" do -x=signals
says 0 "$option changed standard output, standard error: put back" do -x=output
same "$(json end <"$work/out")" true output
says 0 "$action changed standard output, standard error: put back" do output
same "$(json end <"$work/out")" true output
# One after the other.
both=$(printf 'q: %s changed %s: put back\nq: %s changed %s: put back' "$option" "what signals do, the signal mask" \
	"$action" "what signals do, the signal mask")
says_both()
{
	expect 0 "$work/q" do "$@"
	same "$(grep '^q:' "$work/err")" "$both" "$*"
}
says_both -x=signals signals
both=$(printf 'q: %s changed %s: put back\nq: %s changed %s: put back' "$option" "standard output, standard error" \
	"$action" "standard output, standard error")
says_both -x=output output
# What is lost for good, so that nothing can be said.
expect 1 "$work/q" do everything
expect 1 "$work/q" do -x=everything
expect_no_out
# A terminal is still there.
if command -v script >/dev/null; then
	expect 0 script -qec "'$work/q' do -x=everything" /dev/null
	tr -d '\r' <"$work/out" >"$work/seen"
	grep -qxF "q: $option changed standard input, standard output, standard error: put back" "$work/seen" ||
		fail "nothing is said on the terminal"
	grep -q '"end":true' "$work/seen" || fail "the action was not heard on the terminal"
fi
run "$work/q" do -x=locale
if [ "$code" = 0 ]; then
	says 0 "$option changed the locale: put back" do -x=locale
fi
expect 0 "$work/q" do descriptors
expect_no_err
expect 0 "$work/q" do -x=descriptors
expect_no_err

say "in a worker"
# works CONFIG: a start that fails; the sentence is then in $work/err.
works()
{
	make_command w <<-END
		$usage
		programs = ({ name = "w"; workers = 1; work = "$there/unruly-work.so"; ready_timeout = "${2:-60s}"; restart_window = "0s"; stop_timeout = "200ms";
			restart = "temporary"; execute_usleep = 1000000; config = { $1 }; });
	END
	run "$work/w" start -d
}
plugin="plugin 'unruly-work' ($there/unruly-work.so)"
for how in segv:11:SEGV abort:6:ABRT overflow:11:SEGV; do
	[ -z "$sanitized" ] || [ "$how" = abort:6:ABRT ] || continue
	IFS=: read -r what number name <<-END
		$how
	END
	works "init = \"$what\";"
	expect_code 1
	expect_err "w.1: was killed by signal $number ($name) in 'init' of $plugin"
	expect_clean
done
for how in exit:0 _exit:3; do
	works "init = \"${how%:*}\";"
	expect_code 1
	expect_err "w.1: exited with code ${how#*:} in 'init' of $plugin"
done
works 'init = "hang";' 200ms
expect_code 1
expect_err "w.1: was not ready in time in 'init' of $plugin"
works 'init = "descriptors";'
expect_code 1
expect_err "w.1: 'init' of plugin '$there/unruly-work.so' closed descriptors that are not its own"
works 'init = "fails";'
expect_code 1
expect_err "w.1: 'init' of $plugin returned 7 and did not say why"
log=$REEVE_STATE_DIR/$tag.w/log/reeve.log
works 'run = "abort";'
expect_code 0
await grep -q "w.1: was killed by signal 6 (ABRT) in 'run' of $plugin" "$log"
expect 0 "$work/w" stop
works 'run = "fails";'
expect_code 0
await grep -q "w.1: 'run' of $plugin returned 7 and did not say why" "$log"
expect 0 "$work/w" stop
# A stop that has to kill says whose fault it is, once; so it does of what is broken on the way out.
for operation in run fini; do
	works "$operation = \"hang\";"
	expect_code 0
	await eval '[ "$(look "$work/w" workers.0.state)" = running ]'
	expect 0 "$work/w" stop
	same "$(grep -c "w.1: did not end within 200ms and is killed in '$operation' of $plugin$" "$log")" 1 "$operation hangs"
done
works 'fini = "abort";'
expect_code 0
expect 0 "$work/w" stop
grep -q "w.1: was killed by signal 6 (ABRT) in 'fini' of $plugin while it was to stop$" "$log" || fail "no word of fini"
