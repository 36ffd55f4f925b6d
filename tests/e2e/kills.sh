# SPDX-License-Identifier: MIT
# A fleet to kill in: exec and work programs with four workers each, whose every process takes the one
# lock of its slot and writes a line into the record (hold.h), beside work that ends and is replaced
# all the time. So a lost worker is a slot that stays empty, and a doubled one says so itself.
. "$top_srcdir/tests/e2e/lib.sh"

kills=${REEVE_KILLS:-100}

make_fleet()
{
	record=$work/$1.d/record
	fleet=$work/$1
	mkdir -p "$work/$1.d"
	make_command "$1" <<-END
		$usage
		restart_delay = "0s";
		restart_window = "0s";
		start_grace = "0s";
		programs = (
			{ name = "held"; exec = ["$actor", "hold", "$work/$1.d"]; workers = 4; },
			{ name = "worked"; work = "$plugins/probe.so"; workers = 4;
			  execute_times = 0; execute_usleep = 5000;
			  config = { dir = "$work/$1.d"; hold = true; }; },
			{ name = "churn"; work = "$plugins/probe.so"; workers = 2;
			  execute_times = 4; execute_usleep = 5000;
			  config = { dir = "$work/$1.d"; hold = true; }; }
		);
	END
	expect 0 "$fleet" start -d
	await is_full
}

# All eight slots have a running process other than this one, and each process has made itself known.
is_full()
{
	look "$fleet" 'workers.*' program state pid token >"$work/slots" || return 1
	awk -v gone="${1:-0}" '
		NR == FNR { if ($1 == "start") known[$4 " " $5] = 1; next }
		$1 != "churn" && $2 == "running" && $3 != gone && known[$3 " " $4] { full++ }
		END { exit full != 8 }' "$record" "$work/slots"
}

# Guardian and master are these, or others than these ("!PID"), and all is running.
is_led()
{
	look "$fleet" master pid state >"$work/master" || return 1
	read -r pid state <"$work/master"
	[ "$state" = running ] && [ "$pid" != "$1" ] && [ "$pid" != null ]
}

# starts COUNT: that many processes took the eight slots since the fleet was made; none was a second.
expect_starts()
{
	await is_full
	! grep '^double' "$record" || fail "doubled"
	[ "$(grep -c '^start [hw]' "$record")" = "$1" ] ||
		fail "not $1 starts: $(grep '^start [hw]' "$record")"
}

# The descriptors of guardian and master, and what they have in memory that is nobody else's.
sizes()
{
	for leader in guardian master; do
		leader=$(look "$fleet" $leader.pid) && ls "/proc/$leader/fd" | wc -l &&
			awk '/^Private_/ { n += $2 } END { print n }' "/proc/$leader/smaps_rollup" || return
	done
}

note_size()
{
	size=$(sizes) || fail "cannot look at guardian and master"
}

# has_size: so many descriptors as then, and not much more memory, of which a sanitizer keeps what is freed.
has_size()
{
	now=$(sizes) || return 1
	echo $size $now >"$work/sizes"
	awk -v sanitized="$(grep -c '^#define REEVE_SANITIZED' "$top_builddir/config.h" 2>/dev/null)" '
		{ exit $5 != $1 || $7 != $3 || (!sanitized && ($6 > $2 + 256 || $8 > $4 + 256)) }' "$work/sizes"
}

dismiss_fleet()
{
	expect 0 "$fleet" stop
	expect_clean "$tag.${fleet##*/}"
}
