#!/bin/sh
# SPDX-License-Identifier: MIT
# sockets-example: doc/examples/server.c and server.cfg, and what doc/sockets.md shows in Python, as they stand there.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

command -v "${CC:-cc}" >/dev/null || skip "no C compiler here"
command -v curl >/dev/null || skip "there is no curl"
examples=$top_srcdir/doc/examples
page=$top_srcdir/doc/sockets.md
port=$((32000 + $$ % 700))
while grep -qi ":$(printf %04X $port) 00000000:0000 0A" /proc/net/tcp; do port=$((port + 1)); done

expect 0 "${CC:-cc}" -std=c99 -pedantic -Wall -Wextra -Werror ${CFLAGS:-} "$examples/server.c" -o "$work/server"
expect_no_err
run "$work/server"
expect_code 78
expect_err "there is no socket"
sed "s/127.0.0.1:8080/127.0.0.1:$port/" "$examples/server.cfg" >"$work/$tag.cfg"
server()
{
	expect 0 "$REEVE" "$work/$tag.cfg" "$@"
}
asked()
{
	curl -s -m 60 "http://127.0.0.1:$port/" || fail "refused"
}
server start -d
asked | grep -q "^hello from [0-9]*$" || fail "no answer"
server restart
asked >/dev/null
server stop
expect_clean

# The page's own lines, with as much around them as makes a server.
if command -v python3 >/dev/null; then
	{
		sed -n '/^```python$/,/^```$/p' "$page" | sed '/^```/d'
		cat <<-'END'
			while True:
			    client, _ = server.accept()
			    client.recv(4096)
			    client.sendall(b"HTTP/1.0 200 OK\r\n\r\nhello from python\n")
			    client.close()
		END
	} >"$work/server.py"
	grep -q 'fileno=3' "$work/server.py" || fail "the page shows nothing in Python"
	make_command py <<-END
		$usage
		sockets = ({ name = "http"; listen = "127.0.0.1:$port"; });
		programs = ({ name = "web"; exec = ["sh", "-c", "exec python3 $work/server.py"]; inherit = "all"; sockets = "http"; });
	END
	expect 0 "$work/py" start -d
	asked | grep -q "^hello from python$" || fail "no answer of Python"
	expect 0 "$work/py" stop
fi
