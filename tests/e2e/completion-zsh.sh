#!/bin/sh
# SPDX-License-Identifier: MIT
# The completion script in zsh: sourced, and found by compinit, in a shell on a terminal.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"
command -v zsh >/dev/null || skip "no zsh here"
zsh -fc 'zmodload zsh/zpty zsh/zselect && autoload -Uz compinit' 2>/dev/null || skip "zsh has no zpty here"

mkdir "$work/a b" "$work/functions"
cd "$work/a b" || exit 99
make_command queue <<-END
	usage = "<start|stop|restart|status> -[d] -[n=N] -[o=FILE] [program...]";
	options = { o = "config"; };
	programs = ({ name = "web"; exec = ["true"]; workers = 2; }, { name = "mail"; exec = ["true"]; });
END
mv "$work/queue" queue
ln -s queue "it's \$(id)"
expect 0 "./it's \$(id)" --completion=zsh
cp "$work/out" "$work/odd.zsh"
expect 0 zsh -n "$work/odd.zsh"
expect 0 zsh -fc 'autoload -Uz compinit; compinit -u -D; . $1; print -r -- ${(k)_comps[(R)_reeve_complete]}' - "$work/odd.zsh"
same "$(cat "$work/out")" "it's \$(id)" "a name with quotes"
expect 0 ./queue --completion=zsh
cp "$work/out" "$work/complete.zsh"
expect 0 zsh -n "$work/complete.zsh"

# What is offered and what becomes of the line is written down.
cat >"$work/rc.zsh" <<-'END'
	PS1= RPS1= LISTMAX=10000
	compadd()
	{
		local -a hits
		if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
			builtin compadd -O hits "$@"
			(( $#hits )) && print -rn -- "$hits " >>$work/lines
		fi
		builtin compadd "$@"
	}
	report() { print -r -- "[$BUFFER]" >>$work/lines; BUFFER=; }
	zle -N report
	bindkey '^I' complete-word
	bindkey '^X' report
	print ready >>$work/lines
END
cat >"$work/type.zsh" <<-'END'
	zmodload zsh/zpty zsh/zselect
	zpty shell "zsh -f -i"
	zpty -w shell "$1; source $work/rc.zsh"
	wait_for()
	{
		repeat 3000; do
			(( $(grep -c -e "$1" $work/lines 2>/dev/null) >= $2 )) && return
			while zpty -r -t shell >/dev/null; do :; done
			zselect -t 2
		done
		exit 1
	}
	wait_for '^ready' 1
	n=0
	while IFS= read -r line; do
		zpty -n -w shell "$line"$'\t\x18'
		wait_for ']$' $((++n))
	done
	zpty -d shell
END
export work

# types SETUP: then standard input, and what should come of it in $work/wanted.
types()
{
	: >"$work/lines"
	timeout -k 5 100 zsh -f "$work/type.zsh" "$1" >"$work/out" 2>&1 || fail "zsh did not answer: $(cat "$work/lines")"
	sed 1d "$work/lines" | diff "$work/wanted" - || fail "zsh made something else of it"
}
cat >"$work/wanted" <<-'END'
	start stop status [./queue st]
	stop [./queue stop ]
	web mail all [./queue start ]
	-d --help -n= [./queue start -]
	-n=web= -n=mail= [./queue start -n=]
	-n=web= [./queue start -n=web=]
	web= [./queue start -n web=]
	restart [../a\ b/queue restart ]
	queue.cfg [./queue status -o=../queue.cfg ]
	mail [./queue start web mail ]
	[./queue frob st]
END
types "autoload -Uz compinit; compinit -u -d '$work/dump'; source '$work/complete.zsh'" <<-'END'
	./queue st
	./queue sto
	./queue start 
	./queue start -
	./queue start -n=
	./queue start -n=w
	./queue start -n w
	../a\ b/queue res
	./queue status -o=../queue.c
	./queue start web m
	./queue frob st
END

# As a file in a directory of functions: by the first line and at the first use.
cp "$work/complete.zsh" "$work/functions/_queue"
cat >"$work/wanted" <<-'END'
	stop [./queue stop ]
	web [./queue start web ]
END
types "fpath=('$work/functions' \$fpath); autoload -Uz compinit; compinit -u -d '$work/dump2'" <<-'END'
	./queue sto
	./queue start w
END

# That of the reeve program.
mkdir "$work/bin"
ln -s "$REEVE" "$work/bin/reeve"
export PATH="$work/bin:$PATH"
expect 0 reeve --completion=zsh
cp "$work/out" "$work/functions/_reeve"
cat >"$work/wanted" <<-'END'
	check [reeve check ]
	queue.cfg [reeve check ../queue.cfg ]
	stop [reeve ../queue.cfg stop ]
	web [reeve run ../queue.cfg start web ]
END
types "fpath=('$work/functions' \$fpath); autoload -Uz compinit; compinit -u -d '$work/dump3'" <<-'END'
	reeve ch
	reeve check ../queue.c
	reeve ../queue.cfg sto
	reeve run ../queue.cfg start w
END
