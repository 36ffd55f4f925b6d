#!/bin/sh
# SPDX-License-Identifier: MIT
# doc/from-process_manage.md leaves nothing of the original out, and what it names as ours is there.
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"
page=$top_srcdir/doc/from-process_manage.md

# The second column of the tables of a section: what is ours.
ours_of()
{
	sed -n "/^## $1\$/,/^## /p" "$page" | grep '^| ' | sed 's/\\|//g' | cut -d '|' -f 3
}

# Keys: reeve explain knows each, and what a default is said to be.
for section in 'Configuration of a manager' 'Fixed configuration'; do
	keys=$(ours_of "$section" | grep -o '`[a-z_]*`' | tr -d '`')
	[ "$(echo "$keys" | wc -l)" -ge 3 ] || fail "no keys in '$section'"
	for key in $keys; do
		expect 0 "$REEVE" explain "$key"
	done
done
for default in title_prefix:process_m check_interval:5m execute_times:1 execute_usleep:200ms limit_seconds:0s; do
	expect 0 "$REEVE" explain "${default%%:*}"
	expect_out "default *${default#*:}\$"
done
expect 0 "$REEVE" explain workers
expect_out 'default *1 (exec), 4 (work)'

# Functions, macros and constants of the headers, wherever the page names them.
for name in $(grep -o '`\(reeve\|REEVE\)_[A-Za-z_]*`' "$page" | tr -d '`' | sort -u); do
	grep -q -w -e "$name" "$top_srcdir"/src/include/reeve/*.h || fail "no header has $name"
done
for section in 'Methods of Manage' 'Methods of ManageMultiple' 'Methods of Process, Worker and Master'; do
	ours_of "$section" | sed 1d | grep -v -e '`reeve_[a-z_]*`' && fail "a row of '$section' names nothing of ours"
done
# Keys that stand in its sentences.
for key in $(grep -o '`[a-z]*_[a-z_]*`' "$page" | tr -d '`' | sort -u); do
	case $key in
	reeve_* | ret_state | error_ | fatal_ | process_m) ;;
	*) expect 0 "$REEVE" explain "$key" ;;
	esac
done

# What the original has, in its own words.
for word in titlePrefix baseTitle checkWorkerInterval maxWorkerNum executeTimes executeUSleep limitSeconds PidRoot TitlePrefix \
	StatusFileRoot ENABLED LogBaseRoot Debug_FileNamePrefix Info_FileNamePrefix Notice_FileNamePrefix Warning_FileNamePrefix \
	Error_FileNamePrefix Fatal_FileNamePrefix LogFileName LogDeLimiterRule ProcessLogFileName ProcessLogDeLimiterRule \
	setBackground setWorkInit setWork start stop restart status showStatus wakeup addManage removeManage getManage resetPid \
	setStop isExpectStop isRun run isAlive CheckAlive getExecuteTimes getAllStatus handler getCommandStr getCommandDescription \
	impactAction setParam getParam getTemplateStr mapping LoadConfig Record SIGTERM SIGINT SIGUSR1 SIGUSR2 SIGALRM \
	--help Usage: action: options: other:; do
	grep -q -w -F -e "$word" "$page" || fail "the page says nothing of $word"
done
