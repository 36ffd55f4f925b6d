/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "watcher/pace.h"

void pace_touch(struct pace *pace, uint64_t now)
{
	if (!pace->pending)
		pace->first_ns = now;
	pace->pending = true;
	pace->last_ns = now;
}

uint64_t pace_due(const struct pace *pace)
{
	uint64_t due = pace->last_ns + pace->delay_ns;
	uint64_t latest = pace->first_ns + 10 * pace->delay_ns;

	if (!pace->pending)
		return UINT64_MAX;
	due = due < latest ? due : latest;
	return due > pace->paused_until_ns ? due : pace->paused_until_ns;
}

bool pace_tell(struct pace *pace, uint64_t now)
{
	uint64_t since =
		pace->told_ns > pace->paused_until_ns ? pace->told_ns : pace->paused_until_ns;
	uint64_t gap = pace->first_ns > since ? pace->first_ns - since : 0;

	if (!pace->told)
		gap = UINT64_MAX;
	if (gap > PACE_QUIET)
		pace->pause_ns = 0;
	pace->row = gap < PACE_QUICK ? pace->row + 1 : 1;
	pace->pending = false;
	pace->told = true;
	pace->told_ns = now;
	if (pace->row < PACE_ROW)
		return false;
	pace->pause_ns = pace->pause_ns ? 2 * pace->pause_ns : PACE_PAUSE;
	if (pace->pause_ns > PACE_PAUSE_MAX)
		pace->pause_ns = PACE_PAUSE_MAX;
	pace->paused_until_ns = now + pace->pause_ns;
	return true;
}
