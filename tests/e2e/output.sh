#!/bin/sh
# SPDX-License-Identifier: MIT
# In the background the output of the workers is appended to files of the state directory.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<-END
	$usage
	programs = ({ name = "talks"; workers = 2;
		exec = ["sh", "-c", "echo out of \$REEVE_INSTANCE; echo err of \$REEVE_INSTANCE >&2; exec sleep 1000"]; });
END
q=$work/q
log=$REEVE_STATE_DIR/$tag.q/log

for life in 1 2 3; do
	expect 0 "$q" start -d
	await eval '[ "$(cat "$log/talks.out" "$log/talks.err" | wc -l)" = $((4 * life)) ]'
	expect 0 "$q" stop
done
for stream in out err; do
	same "$(sort "$log/talks.$stream" | uniq -c | sed 's/  */ /g' | tr '\n' ',')" \
		" 3 $stream of 1, 3 $stream of 2," "talks.$stream"
	same "$(stat -c %a "$log/talks.$stream")" 600 "mode of talks.$stream"
done

# A restart of the master in between loses nothing and begins nothing anew.
expect 0 "$q" start -d
kill -KILL "$(look "$q" master.pid)"
await looks running "$q" master.state
kill -KILL "$(look "$q" workers.0.pid)"
await eval '[ "$(grep -c "out of 1" "$log/talks.out")" = 5 ]'
expect 0 "$q" stop

# What is no file of ours is not written to.
rm "$log/talks.out"
ln -s "$work/elsewhere" "$log/talks.out"
expect 1 "$q" start -d
expect_err 'cannot open the output files'
[ ! -e "$work/elsewhere" ] || fail "a link was followed"
