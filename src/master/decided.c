/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/decided.h"

#include "base/clock.h"
#include "base/error.h"
#include "master/master.h"
#include "master/node.h"
#include "master/places.h"
#include "master/report.h"
#include "master/slot.h"
#include "master/target.h"

/* A supervisor is told as such: when it is started, all below it is. */
static void stop_all(struct master *master, struct target target)
{
	for (unsigned at = target.first; at < target.first + target.count; at++)
		if (at < master->slot_count)
			slot_tell(places_worker(master, at), CHILD_EVENT_STOP, CHILD_CAUSE_NONE, 0);
		else
			supervisor_node_stop(
				master->supervisor, at - master->slot_count, clock_monotonic_ns());
}

static void pause_all(struct master *master, struct target target)
{
	target = target_workers(master, target);
	for (unsigned at = target.first; at < target.first + target.count; at++) {
		struct slot *slot = places_worker(master, at);

		slot->was_paused = true;
		decided_look(slot);
	}
}

static void tell_all(struct master *master, char *const *names,
	void (*word)(struct master *master, struct target target))
{
	struct target target;
	struct reeve_error error;

	for (; names && *names; names++)
		if (target_find(master, *names, &target, &error) < 0)
			report_log("decided before the start: %s", error.text);
		else if (!target.is_all)
			word(master, target);
}

/* In this start, under a master that died before it was done. */
static void stop_again(struct master *master)
{
	for (unsigned i = 0; i < master->slot_count; i++)
		if (master->slots[i].was_stopped)
			slot_tell(&master->slots[i], CHILD_EVENT_STOP, CHILD_CAUSE_NONE, 0);
	node_stop_again(master);
}

void decided_begin(struct master *master)
{
	tell_all(master, master->template->stopped, stop_all);
	tell_all(master, master->template->paused, pause_all);
	stop_again(master);
}

void decided_look(struct slot *slot)
{
	if (!slot->was_paused ||
		supervisor_child(slot->master->supervisor, slot_index(slot))->state !=
			CHILD_RUNNING)
		return;
	slot->was_paused = false;
	slot_tell(slot, CHILD_EVENT_PAUSE, CHILD_CAUSE_NONE, 0);
}
