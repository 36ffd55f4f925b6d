#!/bin/sh
# SPDX-License-Identifier: MIT
# The completion script in bash: its functions called as readline does, and by readline itself.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"
command -v bash >/dev/null || skip "no bash here"

mkdir "$work/a b"
cd "$work/a b" || exit 99
make_command queue <<-END
	usage = "<start|stop|restart|status> -[d] -[n=N] -[o=FILE] [program...]";
	options = { o = "config"; };
	programs = ({ name = "web"; exec = ["true"]; workers = 2; }, { name = "mail"; exec = ["true"]; });
END
mv "$work/queue" queue
ln -s queue "it's \$(id)"
expect 0 ./queue --completion=bash
cp "$work/out" "$work/complete.bash"
expect 0 bash -n "$work/complete.bash"
expect 0 "./it's \$(id)" --completion=bash
cp "$work/out" "$work/odd.bash"
expect 0 bash -n "$work/odd.bash"
expect 0 bash -c '. "$1"; complete -p' - "$work/odd.bash"
expect_out "_reeve_complete 'it'.*s \$(id)'"

# As readline calls it: the line, where the cursor is, and the word that it is about to replace.
cat >"$work/call.bash" <<-'END'
	. "$1"
	COMP_LINE=$2 COMP_POINT=${4:-${#2}}
	_reeve_complete "${2%% [^b]*}" "$3" ''
	(( ! ${#COMPREPLY[@]} )) || printf '%s ' "${COMPREPLY[@]}"
END
calls()
{
	expected=$1
	shift
	expect 0 bash "$work/call.bash" "$work/complete.bash" "$@"
	expect_no_err
	same "$(cat "$work/out")" "$expected${expected:+ }" "$1"
}
calls 'start stop status' './queue st' st
calls 'web mail all' './queue start ' ''
calls 'web= mail=' './queue start -n=' ''
calls 'mail=' './queue start -n=m' m
calls 'start stop status' './queue st -n=1' st 10
calls '--help --version --completion= --man' './queue -' -
calls 'stop' "$(printf '%s' '../a\ b/queue sto')" sto
calls '' './nothing st' st
calls '' './queue frob ' ''

# That of the reeve program.
mkdir "$work/bin"
ln -s "$REEVE" "$work/bin/reeve"
export PATH="$work/bin:$PATH"
cat >"$work/x.cfg" <<-END
	name = "$tag.x"; usage = "<start|stop>"; programs = ({ name = "web"; exec = ["true"]; });
END
cd "$work" || exit 99
expect 0 reeve --completion=bash
cp "$work/out" "$work/complete.bash"
sed -i 's/^\t_reeve_complete .*/\t_reeve_complete reeve "$3" ""/' "$work/call.bash"
calls 'check' 'reeve ch' ch
calls 'x.cfg' 'reeve check x' x
calls 'start' 'reeve x.cfg sta' sta
calls 'start stop' 'reeve run x.cfg ' ''
calls 'check_interval' 'reeve explain che' che
cd "$work/a b" || exit 99
./queue --completion=bash >"$work/complete.bash"

# By readline, keys as they are typed. What it made of each line is written down by ^Xr.
if command -v script >/dev/null; then
	cat >"$work/rc.bash" <<-'END'
		PS1=
		. "$work/complete.bash"
		report() { printf '[%s]\n' "$READLINE_LINE" >>"$work/lines"; READLINE_LINE=; }
		bind -x '"\C-xr": report'
		bind 'set bell-style none' 'set enable-bracketed-paste off'
	END
	cat >"$work/typed" <<-'END'
		./queue sto
		./queue start w
		./queue start -n=w
		./queue start -n w
		./queue start "w
		./queue start 'w
		../a\ b/queue res
		true; ./queue stat
		X=1 ./queue --comp
		./queue status -o=../typ
		./queue status -o ../typ
		./queue frob st
	END
	cat >"$work/wanted" <<-'END'
		[./queue stop ]
		[./queue start web ]
		[./queue start -n=web=]
		[./queue start -n web=]
		[./queue start "web" ]
		[./queue start 'web' ]
		[../a\ b/queue restart ]
		[true; ./queue status ]
		[X=1 ./queue --completion=]
		[./queue status -o=../typed ]
		[./queue status -o ../typed ]
		[./queue frob st]
	END
	export work
	{
		while IFS= read -r line; do
			printf '%s\t\030r' "$line"
		done <"$work/typed"
		printf 'exit\n'
	} | timeout -k 5 60 script -qec "bash --noprofile --rcfile '$work/rc.bash' -i" /dev/null >"$work/out" 2>&1
	diff "$work/wanted" "$work/lines" || fail "readline made something else of it"
else
	say "no script(1) here: readline was not tried"
fi
