/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "reeve/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "client/watch.h"
#include "supervisor/supervisor.h"

struct reeve_watch {
	struct watch watch;
	bool told;
};

int reeve_watch_open(const char *directory, const char *target, struct reeve_watch **ret_watch)
{
	struct reeve_watch *watch;
	int result;

	*ret_watch = NULL;
	if (!directory)
		directory = getenv("REEVE_STATUS_DIR");
	if (!directory || !target)
		return -EINVAL;
	watch = calloc(1, sizeof *watch);
	if (!watch)
		return -ENOMEM;
	result = watch_open(directory, target, &watch->watch);
	if (result < 0)
		free(watch);
	else
		*ret_watch = watch;
	return result;
}

void reeve_watch_free(struct reeve_watch *watch)
{
	if (!watch)
		return;
	watch_close(&watch->watch);
	free(watch);
}

int reeve_watch_fd(const struct reeve_watch *watch)
{
	return watch->watch.fd;
}

static void set(struct reeve_down *down, enum reeve_down_why why, int status)
{
	down->why = why;
	down->status = status;
}

/* An end as wait(2) tells it; is_stopping: the master was about to end it. */
static void set_raw(struct reeve_down *down, bool exited, int status, bool is_stopping)
{
	if (is_stopping)
		set(down, REEVE_DOWN_STOPPED, exited ? status : -status);
	else
		set(down, exited ? REEVE_DOWN_EXITED : REEVE_DOWN_SIGNALED, status);
}

/* What the core made of the end. False: it knows nothing of it either. */
static bool set_judged(struct reeve_down *down, const struct scoreboard_slot *slot)
{
	switch (slot->cause) {
	case CHILD_CAUSE_EXIT:
		set(down, REEVE_DOWN_EXITED, slot->status);
		break;
	case CHILD_CAUSE_SIGNAL:
		set(down, REEVE_DOWN_SIGNALED, slot->status);
		break;
	case CHILD_CAUSE_STOPPED:
	case CHILD_CAUSE_GROUP:
		set(down, REEVE_DOWN_STOPPED, slot->status);
		break;
	case CHILD_CAUSE_TIMEOUT:
	case CHILD_CAUSE_MEMORY:
	case CHILD_CAUSE_AGE:
	case CHILD_CAUSE_WATCH:
	case CHILD_CAUSE_CRON:
	case CHILD_CAUSE_WATCHDOG:
		set(down, REEVE_DOWN_STOPPED, 0);
		break;
	default:
		return false;
	}
	return true;
}

/* False: the slot does not tell of this process's end (yet). */
static bool tell_by_slot(
	const struct watch *watch, const struct scoreboard_slot *slot, struct reeve_down *down)
{
	bool is_ours = slot->generation == watch->generation;

	if (is_ours && slot->flags & SLOT_ENDED &&
		(slot->cause == CHILD_CAUSE_EXIT || slot->cause == CHILD_CAUSE_SIGNAL)) {
		set_raw(down, slot->cause == CHILD_CAUSE_EXIT, slot->status,
			slot->state == CHILD_STOPPING);
		return true;
	}
	/* One that is starting may not stand there yet, unless it is the next one. */
	if (is_ours && slot->process.pid == 0 &&
		(slot->state != CHILD_STARTING || slot->restarts > watch->restarts))
		return set_judged(down, slot);
	/* Its successor has not ended yet: the last end is the one of ours. */
	return slot->generation == watch->generation + 1 &&
	       (slot->state == CHILD_STARTING || slot->state == CHILD_RUNNING) &&
	       !(slot->flags & SLOT_ENDED) && set_judged(down, slot);
}

/* Before it is reaped /proc tells, afterwards the slot or the ring: in this order none is missed. A
 * newer scoreboard only after the old one, whose generations may be another life's there. */
static void tell_worker(const struct watch *watch, struct reeve_down *down)
{
	struct scoreboard_slot slot = {0};
	bool known = watch_read_slot(watch, &slot);
	bool is_stopping =
		known && slot.generation == watch->generation && slot.state == CHILD_STOPPING;
	int code, status;

	if (known && tell_by_slot(watch, &slot, down))
		return;
	if (watch_read_end(watch, &code, &status)) {
		set_raw(down, code == CLD_EXITED, status, is_stopping);
		return;
	}
	if (watch_read_slot(watch, &slot) && tell_by_slot(watch, &slot, down))
		return;
	if (watch_read_newer_slot(watch, &slot) && tell_by_slot(watch, &slot, down))
		return;
	if (watch_find_death(watch, &code, &status))
		set_raw(down, code == CLD_EXITED, status, is_stopping);
	else
		set(down, REEVE_DOWN_UNKNOWN, 0);
}

static void tell_master(const struct watch *watch, struct reeve_down *down)
{
	struct scoreboard_command command;
	int code, status;

	if (watch_is_replaced(watch))
		set(down, REEVE_DOWN_REPLACED, 0);
	else if (watch_read_command(watch, &command) && command.wanted == CHILD_WANTED_STOPPED)
		set(down, REEVE_DOWN_STOPPED, 0);
	else if (watch_read_end(watch, &code, &status) || watch_find_death(watch, &code, &status))
		set_raw(down, code == CLD_EXITED, status, false);
	else
		set(down, REEVE_DOWN_UNKNOWN, 0);
}

int reeve_watch_read(struct reeve_watch *watch, struct reeve_down *ret_down)
{
	const struct watch *of = &watch->watch;
	struct reeve_down down = {.generation = of->generation};
	size_t size = ret_down->size;

	if (watch->told)
		return -EALREADY;
	if (!watch_is_down(of))
		return -EAGAIN;
	if (of->pidfd < 0)
		set(&down, REEVE_DOWN_ABSENT, 0);
	else if (of->is_master)
		tell_master(of, &down);
	else
		tell_worker(of, &down);
	down.size = size;
	down.pid = of->pidfd < 0 ? 0 : of->process.pid;
	down.when = (int64_t)clock_realtime_ns();
	snprintf(down.token, sizeof down.token, "%s", of->token);
	memcpy(ret_down, &down, size < sizeof down ? size : sizeof down);
	watch->told = true;
	return 0;
}
