#!/bin/sh
# SPDX-License-Identifier: MIT
# try: one program by hand, as the master would start it, beside the command or without it.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	usage = "<start|stop|status|try> -[d] -[j] [program...]";
	sockets = ( { name = "door"; listen = "@$tag.door"; } );
	supervisor = {
		strategy = "one_for_all";
		programs = (
			{ name = "mailer"; exec = ["sh", "-c", "touch $work/mailer; exec sleep 1000"]; workers = 3; },
			{ name = "web"; exec = ["sleep", "1000"]; sockets = ["door"]; },
			{ name = "clerk"; exec = ["sh", "-c",
				"echo \$WORD in \$PWD, \$\${LISTEN_FDNAMES-no socket}; umask; ulimit -n; exit 3"];
				env = ["WORD=hello"]; cwd = "/usr"; umask = "0027"; limits = { nofile = 77; };
				schedule = "0 0 1 1 *"; } );
	};
END
q=$work/q

# Its world is its own, its words are on standard output, its code is the code.
tried()
{
	expect 3 "$q" try clerk
	same "$(cat "$work/out")" "hello in /usr, no socket
0027
77" 'what the clerk says'
}
tried
expect 3 "$q" status

# Beside the command, which it has nothing to do with.
expect 0 "$q" start -d
before=$(look "$q" 'workers.*' program pid)
tried
same "$(look "$q" 'workers.*' program pid)" "$before" 'workers of the command'
expect 1 "$q" try web
expect_err "'door'"
expect 0 "$q" stop

# It ends as any command in the foreground does, and is there once.
rm -f "$work/mailer"
"$q" try mailer >"$work/fg.out" 2>"$work/fg.err" &
guardian=$!
await test -e "$work/mailer"
expect 1 "$q" try mailer
expect_err "'mailer' is being tried"
same "$(pgrep -c -P "$(pgrep -P "$guardian")")" 1 'workers of what is tried'
kill -INT "$guardian"
wait "$guardian" || :

for words in '' 'mailer web' 'mailer.1' 'all' 'clerks'; do
	expect 2 "$q" try $words
	expect_no_out
done
expect_err "did you mean 'clerk'"
expect 2 "$q" try -d clerk
expect 2 "$q" try -j clerk
expect_clean
