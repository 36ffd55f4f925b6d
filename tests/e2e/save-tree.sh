#!/bin/sh
# SPDX-License-Identifier: MIT
# save and resurrect of what stands in order: supervisors, needs, several commands.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

q=$work/q
template()
{
	{
		printf '#!/bin/sh\n//usr/bin/env "%s" "$0" "$@"; exit $?\n' "$(realpath "$REEVE")"
		echo "usage = \"<start|stop|restart|status|scale|save|resurrect> -[d] -[j] -[c=NAME] [program...]\"; start_grace = \"0s\";"
		cat
	} >"$q.new"
	chmod +x "$q.new"
	mv "$q.new" "$q"
}

# Each writes a line when it begins.
program()
{
	echo "{ name = \"$1\"; exec = [\"sh\", \"-c\", \"echo $1 >>$work/began; exec sleep 1000\"]; ${2:-} }"
}

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
	look "$q" "${1:-}workers.*" program instance state | tr '\n' ',' | sed 's/,$//'
}

began()
{
	sort "$work/began" | tr '\n' ' ' | sed 's/ $//'
}

say "a supervisor"
template <<-END
	name = "$tag.tree";
	supervisor = {
		name = "top";
		programs = ($(program first), $(program second "workers = 2;"));
		supervisors = (
			{ name = "back"; strategy = "one_for_all"; programs = ($(program db), $(program cache)); },
			{ name = "front"; programs = ($(program web), $(program api)); });
	};
END
expect 0 "$q" start -d
expect 0 "$q" stop back second.1 api
expect 0 "$q" save
expect_err 'saved: second.1 stopped, api stopped, back stopped$'
before=$(states)
reboot
expect 0 "$q" resurrect -d
expect_err 'starts with second.1 stopped, api stopped, back stopped$'
same "$(states)" "$before" workers
same "$(states)" 'first 1 running,second 1 stopped,second 2 running,db 1 stopped,cache 1 stopped,web 1 running,api 1 stopped' workers
same "$(began)" 'first second web' 'who began'
kill_master "$q"
same "$(states)" "$before" workers
expect 0 "$q" save
expect_err 'saved: second.1 stopped, api stopped, back stopped$'
expect 0 "$q" start back
expect 0 "$q" stop front
expect 0 "$q" resurrect -d
expect_err 'back stopped, front started$'
same "$(states)" "$before" workers
kill_both "$(look "$q" guardian.pid)" "$(look "$q" master.pid)"
expect 0 "$q" resurrect -d
same "$(states)" "$before" 'workers that outlived both'
same "$(began)" 'cache db first second web web' 'who began'
expect 0 "$q" start back
expect 0 "$q" stop

say "all of it"
expect 0 "$q" start -d
expect 0 "$q" stop all
expect 0 "$q" save
reboot
expect 0 "$q" resurrect -d
same "$(began)" '' 'who began'
expect 0 "$q" start all
same "$(states)" 'first 1 running,second 1 running,second 2 running,db 1 running,cache 1 running,web 1 running,api 1 running' workers
expect 0 "$q" stop

say "who needs somebody that is stopped waits for him"
template <<-END
	name = "$tag.needs";
	programs = ($(program db), $(program web 'needs = ["db:ready"];'), $(program log 'after = ["db"];'));
END
expect 0 "$q" start -d
expect 0 "$q" stop db
expect 0 "$q" save
reboot
expect 0 "$q" resurrect -d
same "$(began)" log 'who began'
same "$(states)" 'db 1 stopped,web 1 waiting,log 1 running' workers
expect 0 "$q" save
expect_err 'saved: db stopped$'
expect 0 "$q" start db
await looks running "$q" workers.1.state
expect 0 "$q" stop

say "several commands"
template <<-END
	commands = ({ name = "$tag.a"; programs = ($(program one), $(program two)); },
		{ name = "$tag.b"; programs = ($(program three "workers = 2;")); });
END
expect 0 "$q" start -d
expect 0 "$q" stop two
expect 0 "$q" scale -c="$tag.b" three=3
expect 0 "$q" save
expect_err "command '$tag.a': saved: two stopped"
expect_err "command '$tag.b': saved: three scaled to 3"
reboot
expect 2 "$q" resurrect
expect_err '2 commands can only be started in the background'
expect 0 "$q" resurrect -d
expect_err "command '$tag.a': starts with two stopped"
expect_err "command '$tag.b': starts with three scaled to 3"
same "$(states 'commands.0.')" 'one 1 running,two 1 stopped' workers
same "$(states 'commands.1.')" 'three 1 running,three 2 running,three 3 running' workers
rm "$REEVE_STATE_DIR/$tag.a/decisions"
expect 0 "$q" stop
expect 1 "$q" resurrect -d -j
same "$(json 'commands.*' command already <"$work/out" | tr '\n' ,)" "$tag.a -,$tag.b false," document
expect_out "\"error\":{\"code\":1,\"text\":\"[^\"]*nothing was saved of '$tag.a'"
same "$(states 'commands.1.')" 'three 1 running,three 2 running,three 3 running' workers
expect 0 "$q" stop

say "a program with times of its own"
template <<-END
	name = "$tag.times";
	programs = ($(program a), $(program night 'schedule = "0 3 * * *";'), $(program day 'schedule = "0 15 * * *";'));
END
expect 0 "$q" start -d
expect 0 "$q" stop night
expect 0 "$q" save
expect_err 'saved: night stopped$'
before=$(states)
reboot
expect 0 "$q" resurrect -d
same "$(states)" "$before" workers
expect 0 "$q" save
expect_err 'saved: night stopped$'
expect 0 "$q" stop
