/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/death.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "master/loop.h"
#include "master/master.h"
#include "master/notify.h"
#include "master/reason.h"
#include "master/slot.h"
#include "process/proc.h"
#include "process/signal.h"

static void set_lingers(struct slot *slot, bool lingers)
{
	if (slot->lingers != lingers)
		slot->master->lingering += lingers ? 1 : -1u;
	slot->lingers = lingers;
}

static void set_awaits_ring(struct slot *slot, bool awaits)
{
	if (slot->awaits_ring != awaits)
		slot->master->awaiting += awaits ? 1 : -1u;
	slot->awaits_ring = awaits;
}

static void note_cause(struct slot *slot, int code, int status)
{
	slot->cause = code == CLD_EXITED ? CHILD_CAUSE_EXIT : CHILD_CAUSE_SIGNAL;
	slot->status = status;
}

/* The newest entries first: a pid comes again only after all others. */
static bool find_in_ring(struct slot *slot)
{
	struct deaths *deaths = slot->master->deaths;
	uint64_t count = deaths ? deaths_count(deaths) : 0;
	uint64_t oldest = count > DEATHS_CAPACITY ? count - DEATHS_CAPACITY : 0;
	struct death death;

	while (count-- > oldest) {
		if (!deaths_get(deaths, count, &death) || death.pid != slot->process.pid)
			continue;
		if (slot->process.start_ticks && death.start_ticks != slot->process.start_ticks)
			continue;
		/* Of another process that had the pid before. */
		if (death.start_ticks &&
			death.start_ticks + 1 < proc_ticks(slot->process.spawned_ns))
			continue;
		note_cause(slot, death.code, death.status);
		return true;
	}
	return false;
}

/* How an own child ended: read while it is a zombie, written down, only then reaped. */
static bool take_status(struct slot *slot)
{
	siginfo_t info = {0};

	if (waitid(P_PIDFD, (id_t)slot->pidfd, &info, WEXITED | WNOHANG | WNOWAIT) < 0) {
		slot->cause = CHILD_CAUSE_UNKNOWN;
		return true;
	}
	if (!info.si_pid)
		return false;
	note_cause(slot, info.si_code, info.si_status);
	slot_write(slot);
	waitid(P_PIDFD, (id_t)slot->pidfd, &info, WEXITED | WNOHANG);
	return true;
}

static void tell_gone(struct slot *slot)
{
	enum child_cause cause = slot->cause;
	int status = slot->status;

	set_lingers(slot, false);
	set_awaits_ring(slot, false);
	slot_clear(slot);
	slot_tell(slot, CHILD_EVENT_GONE, cause, status);
}

static void settle_end(struct slot *slot)
{
	/* Short work can be ready and over before anybody has looked: that is an end, not a failed
	 * start. */
	slot_look_ready(slot);
	reason_log_crash(slot);
	/* Where nobody saw the leader's end, when it was says nothing about who is of its set. */
	slot->ended_ticks = slot->pidfd >= 0 ? proc_ticks(clock_boottime_ns()) : 1;
	if (slot_set_is_empty(slot)) {
		tell_gone(slot);
		return;
	}
	set_lingers(slot, true);
	slot_write(slot);
	/* Orphans that come to the guardian are told by its event; a group that was adopted has its
	 * orphans elsewhere, and nobody tells. */
	loop_watch_lingering(slot->master);
	slot_tell(slot, CHILD_EVENT_EXITED, slot->cause, slot->status);
}

void death_notice(struct slot *slot)
{
	/* What it said before it ended is believed as long as it is not reaped. */
	notify_take(slot->master->notify);
	if (slot->own && !take_status(slot))
		return;
	slot_unwatch(slot);
	if (!slot->own && slot->cause == CHILD_CAUSE_NONE && !find_in_ring(slot)) {
		if (slot->by_guardian) {
			set_awaits_ring(slot, true);
			return;
		}
		slot->cause = CHILD_CAUSE_UNKNOWN;
	}
	settle_end(slot);
}

/* It appends to the ring before it reaps. */
static bool guardian_is_about_to_reap(const struct slot *slot)
{
	struct proc_stat stat;

	return proc_stat(slot->process.pid, &stat) == 0 && stat.state == 'Z' &&
	       stat.parent == getppid();
}

void death_lost(struct slot *slot)
{
	bool awaits = guardian_is_about_to_reap(slot);

	if (slot->cause == CHILD_CAUSE_NONE && !find_in_ring(slot)) {
		if (awaits) {
			set_awaits_ring(slot, true);
			return;
		}
		slot->cause = CHILD_CAUSE_UNKNOWN;
	}
	settle_end(slot);
}

bool death_remains(struct slot *slot)
{
	slot->ended_ticks = 1;
	return !slot_set_is_empty(slot);
}

void death_renew(struct slot *slot)
{
	slot->cause = CHILD_CAUSE_UNKNOWN;
	settle_end(slot);
	if (slot->lingers)
		slot_tell(slot, CHILD_EVENT_START, CHILD_CAUSE_NONE, 0);
}

void death_recheck(struct slot *slot)
{
	if (slot->awaits_ring && find_in_ring(slot)) {
		set_awaits_ring(slot, false);
		settle_end(slot);
	} else if (slot->lingers && slot_set_is_empty(slot)) {
		tell_gone(slot);
	}
}
