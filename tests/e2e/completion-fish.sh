#!/bin/sh
# SPDX-License-Identifier: MIT
# The completion script in fish.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"
command -v fish >/dev/null || skip "no fish here"
export XDG_CONFIG_HOME="$work/config" XDG_DATA_HOME="$work/data"

mkdir "$work/a b" "$work/a b/sub"
cd "$work/a b" || exit 99
make_command queue <<-END
	usage = "<start|stop|restart|status> -[d] -[n=N] -[o=FILE] -[p=DIR] [program...]";
	options = { o = "config"; p = "config"; };
	programs = ({ name = "web"; exec = ["true"]; workers = 2; }, { name = "mail"; exec = ["true"]; });
END
mv "$work/queue" queue
ln -s queue "it's \\ \$(id)"
expect 0 ./queue --completion=fish
cp "$work/out" "$work/complete.fish"
expect 0 fish --no-execute "$work/complete.fish"
expect 0 "./it's \\ \$(id)" --completion=fish
cp "$work/out" "$work/odd.fish"
expect 0 fish --no-execute "$work/odd.fish"
expect 0 fish -c 'source $argv[1]; complete' "$work/odd.fish"
expect_out "complete .*it.*s.*id"

# offers LINES-EXPECTED LINE: tabs as \t, lines parted by |.
offers()
{
	expect 0 fish -c 'source $argv[1]; complete -C $argv[2]' "$work/complete.fish" "$2"
	expect_no_err
	same "$(tr '\n' '|' <"$work/out")" "$(printf -- "$1")" "$2"
}
offers 'start\tstart process|stop\tstop process|status\tprocess status|' './queue st'
offers 'web\t2 workers|mail\t1 worker|all\tevery program|' './queue start '
offers '-d\tbackground running process|-n=\tnumber of workers|--help\tshow this help|' './queue start -'
offers '-n=web=\t2 workers|-n=mail=\t1 worker|' './queue start -n='
offers 'web=\t2 workers|' './queue start -n w'
offers 'stop\tstop process|' '../a\ b/queue sto'
offers 'stop\tstop process|' "'../a b/queue' sto"
offers 'web\t2 workers|' "./queue start 'w"
offers '--completion=zsh|' './queue --completion=z'
offers '-o=../queue.cfg|' './queue status -o=../que'
offers '-p=sub/|' './queue status -p=s'
offers '' './queue frob '
offers '' './nothing st'

# That of the reeve program.
mkdir "$work/bin"
ln -s "$REEVE" "$work/bin/reeve"
export PATH="$work/bin:$PATH"
expect 0 reeve --completion=fish
cp "$work/out" "$work/complete.fish"
offers 'check\treport every error of a template|' 'reeve ch'
offers '../queue.cfg|' 'reeve check ../que'
offers 'stop\tstop process|' 'reeve ../queue.cfg sto'
offers 'web\t2 workers|' 'reeve run ../queue.cfg start w'
