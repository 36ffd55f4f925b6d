#!/bin/sh
# SPDX-License-Identifier: MIT
# Every error of a command line is named, all at once, on standard error, with exit code 2.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command x <<-END
	usage = "<start|stop|restart|status> -[d|j] -<v|n=N>";
	options = { v = "json"; };
	programs = ({ name = "a"; exec = ["sleep", "1000"]; });
END
x=$work/x

# wrong MESSAGE ARGUMENT...
wrong()
{
	message=$1
	shift
	expect 2 "$x" "$@"
	expect_err "$message"
	# Where JSON was asked for, that is one document too: with what was said, and nothing else.
	case " $* " in
	*' -j '* | *' -v '*)
		same "$(json error.code <"$work/out")" 2 "code in JSON: $last"
		json error.text <"$work/out" | grep -q -e "$message" || fail "no '$message' in JSON: $last"
		same "$(wc -l <"$work/out" | tr -d ' ')" 1 "lines of JSON: $last"
		;;
	*)
		expect_no_out
		;;
	esac
	expect_err '^Usage: x <start|stop|restart|status> -\[d|j\] -<v|n=N>$'
	[ -z "$(find "$REEVE_RUN_DIR" "$REEVE_STATE_DIR" -mindepth 1)" ] || fail "something was made: $last"
}

wrong 'no action was given'
wrong "unknown action 'frob'" frob -v
wrong "unknown action 'strat', did you mean 'start'?" strat -v
wrong "unknown action ''" '' -v
wrong "unknown option '-q'" start -v -q
wrong "'-d' and '-j' exclude each other" start -d -j -v
wrong "'-v' and '-n' exclude each other" start -v -n=2
wrong 'one of -<v|n> is required' start -d
wrong "option '-n' needs a value" start -n
wrong "option '-d' takes no value" start -d=1 -v
wrong "option '-d' means nothing to 'stop'" stop -d -v
wrong "unexpected argument 'extra'" start -v extra
wrong "unexpected argument '-d'" start -v -- -d
wrong "the action comes first" -d start -v
wrong "unknown option '-.xff.xfe'" start -v "$(printf -- '-\377\376')"
wrong "unexpected argument 'a.x1b\[31m'" start -v "$(printf 'a\033[31m')"
wrong "unknown action '.*'" "$(head -c 100000 /dev/zero | tr '\0' a)"

# All of one line at once.
wrong "unknown action 'frob'" frob -q -d -j extra
wrong "unknown option '-q'" frob -q -d -j extra

# A value keeps every byte after the first "=": it is the option's plugin that refuses it.
expect 2 "$x" start -n=a=b=c
expect_err "option 'workers': 'a=b=c' is neither N nor PROGRAM=N"
expect 2 "$x" start -n=
expect_err "option 'workers': '' is neither"
expect 2 "$x" start -n 0
expect_err "option 'workers': '0' is neither"

# Help wins over everything, anywhere.
expect 0 "$x" --help
cat >"$work/help" <<-'END'
	Usage: x <start|stop|restart|status> -[d|j] -<v|n=N>
	action:
	  start         start process
	  stop          stop process
	  restart       restart process
	  status        process status
	options:
	  -d            background running process
	  -j            print JSON
	  -v            print JSON
	  -n=N          number of workers
	other:
	  --help        show this help
END
head -n "$(wc -l <"$work/help")" "$work/out" | cmp -s - "$work/help" || fail "help does not begin as it always did"
expect 0 "$x" frob -q --help
expect_out '^Usage: x '
expect 0 "$x" start --help
expect_out '^Usage: x start '
expect 0 "$x" --version
expect_out 'reeve [0-9]'

# The reeve program itself.
expect 2 "$REEVE"
expect_err 'neither a verb nor a file'
expect 2 "$REEVE" chekc
expect_err "unknown verb 'chekc', did you mean 'check'?"
expect 2 "$REEVE" check
expect_err 'a FILE is required'
expect 2 "$REEVE" build "$x.cfg" -o
expect_err 'a value is missing'
expect 0 "$REEVE" --help
expect_out '^Usage: reeve VERB'
expect 0 "$REEVE" explain workers
expect_out '1 to 10000'
expect 2 "$REEVE" explain wrokers
expect_err "did you mean 'workers'?"
expect_no_out
expect 2 "$REEVE" explain wrokers -j
same "$(json error.code <"$work/out")" 2 "explain -j"
expect 5 "$REEVE" plugin -j nothing
expect_err "plugin 'nothing' not found"
same "$(json error.code <"$work/out")" 5 "plugin -j"
# Each option that stands in the usage of a verb is explained below it.
for verb in new build plugin explain simulate; do
	expect 0 "$REEVE" "$verb" --help
	for option in $(sed 1q "$work/out" | grep -o -- '\[-*[a-z]*' | sed 's/^\[-*//; /^$/d'); do
		expect_out "^  -$option[]=A-Z[]*  *[a-z]"
	done
done
expect 0 "$REEVE" help check
same "$(wc -l <"$work/out")" 2 "lines of help check"
expect 2 "$REEVE" help chekc
expect_err "unknown verb 'chekc', did you mean 'check'?"

# What could be meant for the terminal is never shown as it is: escapes, and controls of eight bits.
evil=$(printf 'a\033[31m\302\2333b\2333c')
cp "$x.cfg" "$work/$evil.cfg"
for words in "$evil" "check $evil" "check $work/$evil.cfg" "check -$evil" "build a $evil" "build $evil" "plugin $evil" \
	"plugin ./$evil.so" "explain $evil" "explain -j $evil" "help $evil" "run $evil" "$x.cfg $evil" "$x.cfg start -j -$evil" \
	"$work/$evil.cfg --help" "$work/$evil.cfg frob"; do
	for locale in C C.UTF-8; do
		run env LC_ALL=$locale "$REEVE" $words
		cat "$work/out" "$work/err" >"$work/shown"
		[ -s "$work/shown" ] || fail "nothing was said: $last"
		! LC_ALL=C grep -q "$(printf '[\033\233]')" "$work/shown" || fail "a control byte as it is: $last"
	done
done

# Nobody reads what is printed: said, not silent.
if [ -w /dev/full ]; then
	code=0
	"$x" --help >/dev/full 2>"$work/err" || code=$?
	last="--help >/dev/full"
	expect_code 1
	expect_err 'cannot write'
fi
