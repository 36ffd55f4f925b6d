#!/bin/sh
# SPDX-License-Identifier: MIT
# Words for single programs where there are supervisors, and where there are several commands.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

# Who is named while his supervisor comes up, and who waits for it, are waited for; a supervisor that does not come up is
# no reason to wait.
make_command up <<-END
	usage = "<start|stop|restart|status> -[d] -[j] [program...]";
	restart_delay = "0s";
	supervisor = {
		name = "all-of-it";
		programs = ({ name = "gate"; ready = "fd"; ready_fd = 3; ready_timeout = "unlimited"; max_restarts = 0; exec = ["sh", "-c",
			"until test -e $work/open; do test ! -e $work/broken || exit 3; sleep 0.02; done; echo >&3; exec sleep 1000"]; });
		supervisors = ({ name = "behind"; programs = ({ name = "later"; exec = ["sleep", "1000"]; }); });
	};
	END
up=$work/up
for way in open broken; do
	behind whole "$up" start -d
	await looks starting "$up" workers.program=gate.state
	behind later "$up" start later
	behind node "$up" start behind
	await eval '[ "$(grep -c "start of" "$REEVE_STATE_DIR/$tag.up/log/reeve.log")" = 2 ]'
	touch "$work/$way"
	if [ $way = open ]; then
		ended later 0
		ended node 0
		ended whole 0
		expect 0 "$up" stop
		rm "$work/open" "$REEVE_STATE_DIR/$tag.up/log/reeve.log"
	fi
done
ended whole 1
for name in later node; do
	await test -s "$work/$name.code"
	[ "$(cat "$work/$name.code")" != 0 ] || fail "$name came up without its supervisor"
done

make_command q <<-END
	usage = "<start|stop|restart|status|wakeup|signal|pause|resume|reset|wait> -[d] -[j] [program...]";
	start_grace = "0s";
	restart_delay = "0s";
	stop_timeout = "50s";
	supervisor = {
		name = "shop";
		strategy = "one_for_one";
		programs = ({ name = "lone"; exec = ["sleep", "1000"]; });
		supervisors = (
			{
				name = "front";
				strategy = "one_for_all";
				programs = ({ name = "web"; exec = ["sleep", "1000"]; workers = 2; });
				supervisors = ({ name = "deep"; programs = ({ name = "cache"; exec = ["sh", "-c",
					"trap 'test ! -e $work/go || exit 0' TERM; touch $work/deaf; while :; do sleep 0.05; done"]; }); });
			},
			{
				name = "back";
				intensity = 0;
				restart = "temporary";
				programs = ({ name = "db"; exec = ["sleep", "1000"]; }, { name = "mq"; exec = ["sleep", "1000"]; });
			}
		);
	};
END
q=$work/q

of()
{
	look "$q" 'workers.*' program instance "$2" | sed -n "s/^${1%.*} ${1##*.} //p"
}

states()
{
	look "$q" 'workers.*' program state | tr '\n' ,
}

states_are()
{
	[ "$(states)" = "$1" ]
}

is()
{
	[ "$(of "$1" "$2")" = "$3" ]
}

differs()
{
	now=$(of "$1" "$2")
	[ -n "$now" ] && [ "$now" != null ] && [ "$now" != "$3" ]
}

touch "$work/go"
expect 0 "$q" start -d
await test -e "$work/deaf"
all='lone running,web running,web running,cache running,db running,mq running,'
same "$(states)" "$all" started

# A supervisor with all below it, and nobody beside it; it stays stopped.
lone=$(of lone.1 pid)
expect 0 "$q" stop front
same "$(states)" 'lone running,web stopped,web stopped,cache stopped,db running,mq running,' 'front stopped'
expect 0 "$q" stop front
expect_err 'front is already stopped'
kill_master "$q"
expect 0 "$q" wakeup
same "$(states)" 'lone running,web stopped,web stopped,cache stopped,db running,mq running,' 'front after the death of a master'
# What is below it cannot run without it.
expect 1 "$q" start web.1
expect_err 'its supervisor is not running'
expect 0 "$q" start front
same "$(states)" "$all" 'front started'
web=$(of web.1 pid) cache=$(of cache.1 pid)
expect 0 "$q" restart deep
same "$(of web.1 pid)" "$web" 'web beside a restart of deep'
differs cache.1 pid "$cache" || fail 'cache was not restarted'
expect 0 "$q" restart front
differs web.1 pid "$web" || fail 'web was not restarted'
same "$(states)" "$all" 'front restarted'

# Who was stopped by name stays so when its group is started again, and when all is.
expect 0 "$q" stop web.2
web=$(of web.1 pid)
kill -KILL "$web"
await differs web.1 pid "$web"
await states_are 'lone running,web running,web stopped,cache running,db running,mq running,'
expect 0 "$q" restart all
same "$(states)" 'lone running,web running,web stopped,cache running,db running,mq running,' 'all restarted'
expect 0 "$q" start shop
same "$(states)" "$all" 'the outermost supervisor started'

# The other words mean the workers below.
expect 0 "$q" pause front
same "$(states)" 'lone running,web paused,web paused,cache paused,db running,mq running,' 'front paused'
expect 0 "$q" resume front
expect 0 "$q" wait front
same "$(states)" "$all" 'front resumed'

# One that has ended by itself is started by name.
kill -KILL "$(of db.1 pid)"
await states_are 'lone running,web running,web running,cache running,db fatal,mq stopped,'
expect 0 "$q" start back
same "$(states)" "$all" 'back again'

# A master dies in the middle of a restart: its successor goes on with it, and with the whole of it.
rm "$work/go" "$work/deaf"
expect 0 "$q" restart lone
lone=$(of lone.1 pid) web=$(of web.1 pid) cache=$(of cache.1 pid)
behind restart "$q" restart front
await is cache.1 state stopping
kill_master "$q"
touch "$work/go"
kill -TERM "$cache"
ended restart 0
await states_are "$all"
differs web.1 pid "$web" && differs cache.1 pid "$cache" || fail 'front was not restarted'
same "$(of lone.1 pid)" "$lone" 'lone beside it'

# Everything, and yet the command runs on.
expect 0 "$q" stop all
same "$(states)" 'lone stopped,web stopped,web stopped,cache stopped,db stopped,mq stopped,' 'all stopped'
kill_master "$q"
expect 0 "$q" wakeup
same "$(states)" 'lone stopped,web stopped,web stopped,cache stopped,db stopped,mq stopped,' 'all after the death of a master'
expect 0 "$q" start -j all
same "$(json programs.0.name <"$work/out")" all name
same "$(states)" "$all" 'all started'
expect 2 "$q" stop fornt
expect_err "did you mean 'front'?"
expect 0 "$q" stop

# Several commands: each is told the names that it has.
cat >"$work/s.cfg" <<-END
	name = "$tag.s";
	usage = "<start|stop|restart|status> -[d] -[j] -[c=NAME] [program...]";
	start_grace = "0s";
	commands = (
		{ name = "$tag.one"; programs = ({ name = "web"; exec = ["sleep", "1000"]; }, { name = "both"; exec = ["sleep", "1000"]; }); },
		{ name = "$tag.two"; programs = ({ name = "both"; exec = ["sleep", "1000"]; }); }
	);
END
expect 0 "$REEVE" build "$work/s.cfg" -o "$work/s"
q=$work/s
several()
{
	"$q" status -j 2>/dev/null | json 'commands.*.workers.*' program state | tr '\n' ,
}
expect 0 "$q" start -d
expect 0 "$q" stop web
same "$(several)" 'web stopped,both running,both running,' 'one has web'
expect 0 "$q" stop -j both
same "$(json 'commands.#' <"$work/out")" 2 'both have both'
same "$(several)" 'web stopped,both stopped,both stopped,' 'both have both'
expect 0 "$q" start -c="$tag.two" both
same "$(several)" 'web stopped,both stopped,both running,' 'two alone'
expect 2 "$q" start boht web
expect_err "there is no program 'boht', did you mean 'both'?"
same "$(several)" 'web stopped,both stopped,both running,' 'nothing'
expect 2 "$q" start -c="$tag.two" web
expect 0 "$q" start all
same "$(several)" 'web running,both running,both running,' all
expect 0 "$q" stop -c="$tag.two"
expect 153 "$q" start both
expect_err "'$tag.two' is not running"
expect 0 "$q" stop
expect_clean
