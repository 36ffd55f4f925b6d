#!/bin/sh
# SPDX-License-Identifier: MIT
# save and resurrect: what an operator has decided outlives a reboot, after which the run directory is empty.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

q=$work/q
saved=$REEVE_STATE_DIR/$tag.q/decisions
words="start|stop|restart|status|scale|reload|add|delete|pause|resume|save|resurrect"
template()
{
	{
		printf '#!/bin/sh\n//usr/bin/env "%s" "$0" "$@"; exit $?\n' "$(realpath "$REEVE")"
		echo "name = \"$tag.q\"; usage = \"<$words> -[d|j] [program...]\";"
		cat
	} >"$q.new"
	chmod +x "$q.new"
	mv "$q.new" "$q"
}

# Each program of the fleet writes a line when it begins.
fleet()
{
	template <<-END
		programs = (
			{ name = "mailer"; exec = ["sh", "-c", "echo mailer >>$work/began; exec sleep 1000"]; },
			{ name = "web"; exec = ["sh", "-c", "echo web >>$work/began; exec sleep 1000"]; workers = 2; },
			{ name = "api"; exec = ["sh", "-c", "echo api >>$work/began; exec sleep 1000"]; workers = 2; });
	END
}

# Guardian, master and workers are gone at once, and the run directory with them.
reboot()
{
	while pids=$(ours) && [ -n "$pids" ]; do
		kill -KILL $pids 2>/dev/null
	done
	rm -rf "$REEVE_RUN_DIR"
	: >"$work/began"
}

states()
{
	look "$q" 'workers.*' program instance state | tr '\n' ',' | sed 's/,$//'
}

are_as_saved()
{
	[ "$(states)" = 'mailer 1 stopped,web 1 running,web 2 running,web 3 paused,web 4 running,api 1 running,api 2 stopped' ]
}

decided()
{
	sed -e 1,2d -e '/^end$/d' "$saved" | tr '\n' ',' | sed 's/,$//'
}

fleet
say "nothing runs, nothing was saved"
expect 7 "$q" save
expect_err 'is not running'
expect 1 "$q" resurrect -d
expect_err "nothing was saved of '$tag.q': the action 'save' does that"
[ ! -e "$REEVE_STATE_DIR/$tag.q" ] || fail "something was made"
expect 2 "$q" save mailer
expect_err 'save takes no operands'

say "nothing differs"
expect 0 "$q" start -d
expect 0 "$q" save
expect_err 'saved: nothing differs from the template'
expect_no_out
same "$(cat "$saved")" "reeve decisions 1
command $tag.q
end" 'the file'
same "$(stat -c %a "$saved")" 600 mode
expect 0 "$q" resurrect -d
expect_err "is running as it was saved"

say "what is decided is written"
expect 0 "$q" stop mailer api.2
expect 0 "$q" scale web=4
expect 0 "$q" pause web.3
expect 0 "$q" save
expect_err 'saved: mailer stopped, api.2 stopped, web.3 paused, web scaled to 4$'
same "$(decided)" 'stopped mailer,stopped api.2,paused web.3,scaled web 4' 'the file'
expect 0 "$q" save -j
expect_no_err
expect_out '"action":"save","stopped":\["mailer","api.2"\],"paused":\["web.3"\],"scaled":{"web":4},"deleted":\[\]}$'

cp "$saved" "$work/first"

say "after a reboot"
reboot
expect 0 "$q" resurrect -d
expect_err 'starts with mailer stopped, api.2 stopped, web.3 paused, web scaled to 4$'
await are_as_saved
same "$(sort "$work/began" | uniq -c | tr -s ' \n' ' ')" ' 1 api 4 web ' 'who began'
expect 0 "$q" save
same "$(decided)" 'stopped mailer,stopped api.2,paused web.3,scaled web 4' 'saved again'
expect 0 "$q" resurrect -d
expect_err "is running as it was saved"

say "a killed master knows it still"
kill_master "$q"
await are_as_saved
grep -q mailer "$work/began" && fail "mailer began"

say "what runs is changed where it differs"
expect 0 "$q" start all
expect 0 "$q" resume web.3
expect 0 "$q" stop web.1
expect 0 "$q" scale web=3
expect 0 "$q" resurrect -j
same "$(json already <"$work/out")" true document
same "$(json 'changed.*' <"$work/out" | tr '\n' ,)" \
	'mailer stopped,api.2 stopped,web scaled to 4,web.1 started,web.3 paused,' document
await are_as_saved
expect 0 "$q" stop

say "killed in the middle of the start: what comes after it knows it, too"
reboot
template <<-END
	programs = (
		{ name = "mailer"; exec = ["sh", "-c", "echo mailer >>$work/began; exec sleep 1000"]; },
		{ name = "web"; exec = ["sh", "-c", "echo web >>$work/began; exec sleep 1000"]; workers = 2; ready = "path:$work/ready"; },
		{ name = "api"; exec = ["sh", "-c", "echo api >>$work/began; exec sleep 1000"]; workers = 2; });
END
behind back "$q" resurrect -d
await looks 'stopped' "$q" workers.0.state
await looks 'starting' "$q" workers.2.state
kill_master "$q"
same "$(look "$q" workers.0.state)" stopped mailer
: >"$work/ready"
ended back 0
await are_as_saved
rm "$work/ready"
expect 0 "$q" stop

behind back "$q" resurrect -d
await looks 'starting' "$q" workers.2.state
await looks 'stopped' "$q" workers.0.state
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
ended back 1
: >"$work/ready"
expect 0 "$q" resurrect -d
await are_as_saved
! grep -q mailer "$work/began" || fail "mailer began"
expect 0 "$q" stop

say "a start starts everything"
fleet
expect 0 "$q" start -d
same "$(states)" 'mailer 1 running,web 1 running,web 2 running,api 1 running,api 2 running' workers
expect 0 "$q" stop

say "in the foreground"
"$q" resurrect >"$work/fg.out" 2>"$work/fg.err" &
guardian=$!
bystanders="$bystanders $guardian"
await are_as_saved
grep -q 'starts with mailer stopped' "$work/fg.err" || fail "$(cat "$work/fg.err")"
expect 0 "$q" stop
end_foreground 0

say "what the template has no more is left out"
template <<-END
	programs = ({ name = "web"; exec = ["sleep", "1000"]; }, { name = "api"; exec = ["sleep", "1000"]; workers = 1; });
END
expect 0 "$q" resurrect -d
expect_err "'mailer' was stopped, and is not there any more: left out"
expect_err "'api.2' was stopped, and is not there any more: left out"
expect_err 'starts with web.3 paused, web scaled to 4$'
await looks paused "$q" workers.2.state
expect 0 "$q" resurrect -d
expect_err "'mailer' was stopped, and is not there any more: left out"
expect_err 'is running as it was saved'
expect 0 "$q" stop

say "what was taken out"
fleet
expect 0 "$q" start -d
expect 0 "$q" delete api
expect 0 "$q" scale web=3
expect 0 "$q" save
expect_err 'saved: web scaled to 3, api deleted$'
reboot
expect 0 "$q" resurrect -d
same "$(states)" 'mailer 1 running,web 1 running,web 2 running,web 3 running' workers
! grep -q api "$work/began" || fail "api began"
expect 0 "$q" save
expect_err 'saved: web scaled to 3, api deleted$'
expect 0 "$q" add api
expect 0 "$q" save
expect_err 'saved: web scaled to 3$'
expect 0 "$q" delete api mailer
expect 0 "$q" resurrect -d
expect_err 'q: mailer added, api added$'
expect 0 "$q" delete api
expect 0 "$q" scale web=2
expect 0 "$q" save
expect_err 'saved: api deleted$'
expect 0 "$q" reload
expect 0 "$q" stop mailer
expect 0 "$q" resurrect -d
expect_err 'q: api deleted, mailer started$'
same "$(states)" 'mailer 1 running,web 1 running,web 2 running' workers
expect 0 "$q" stop
sed 's/name = "api";/name = "api2"; /' "$q" >"$work/edited"
cat "$work/edited" >"$q"
expect 0 "$q" resurrect -d
expect_err "'api' was deleted, and is not there any more: left out"
expect 0 "$q" stop
fleet
cp "$work/first" "$saved"

say "a file that is not to be believed starts nothing"
cp "$saved" "$work/good"
refuse()
{
	expect "$1" "$q" resurrect -d
	expect_err "$2"
	expect 3 "$q" status
}
head -n 4 "$work/good" >"$saved"
refuse 1 "decisions': it ends in line 5, before its end"
sed 's/^reeve decisions 1$/reeve decisions 2/' "$work/good" >"$saved"
refuse 1 "line 1, 'reeve decisions 2': this reeve reads version 1"
sed "s/^command .*/command other/" "$work/good" >"$saved"
refuse 1 "line 2, 'command other': it is not this command's"
head -c 5000 /dev/urandom >"$saved"
refuse 1 "decisions': line 1"
: >"$saved"
refuse 1 "it ends in line 1"
sed 's/^scaled web 4$/scaled web 60000/' "$work/good" >"$saved"
refuse 1 "what was decided about 'web'"
cp "$work/good" "$saved"
chmod 666 "$saved"
refuse 152 'can be written by others'
rm "$saved"
ln -s "$work/good" "$saved"
refuse 152 'is a symbolic link'
# It is not written through, either.
expect 0 "$q" start -d
expect 0 "$q" save
same "$(decided)" '' 'the file'
[ ! -L "$saved" ] || fail "the link is still there"
same "$(sed 1,2d "$work/good" | head -n 1)" 'stopped mailer' 'what the link led to'
rm "$saved"
mkdir "$saved"
expect 1 "$q" save
expect_err "cannot write '$saved'"
rmdir "$saved"

say "two at once"
expect 0 "$q" stop api
for i in 1 2 3 4; do
	behind "s$i" "$q" save
done
for i in 1 2 3 4; do
	ended "s$i" 0
done
same "$(decided)" 'stopped api' 'the file'
same "$(ls "$REEVE_STATE_DIR/$tag.q")" "decisions
log" 'the state directory'
expect 0 "$q" stop

say "killed in the middle of a save: what was saved before is still there"
expect 0 "$q" start -d
expect 0 "$q" stop api
expect 0 "$q" save
expect 0 "$q" start api
tampers()
{
	command -v strace >/dev/null && strace -o /dev/null -e trace=none true 2>/dev/null
}
for call in fchmod fsync renameat; do
	tampers || break
	strace -f -o "$work/trace" -e trace=$call -e inject=$call:signal=KILL:when=1 "$q" save >"$work/out" 2>&1
	grep -q 'killed by SIGKILL' "$work/trace" || fail "$call: nobody was killed: $(cat "$work/trace")"
	[ $call = renameat ] || same "$(decided)" 'stopped api' "killed at $call"
done
expect 0 "$q" save
same "$(decided)" '' 'the file'
same "$(ls "$REEVE_STATE_DIR/$tag.q")" "decisions
log" 'the state directory'
expect 0 "$q" stop
