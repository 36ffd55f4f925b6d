/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "master/adopt.h"
#include "master/death.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/node.h"
#include "master/report.h"
#include "master/slot.h"

static size_t read_window(
	struct master *master, unsigned index, const struct scoreboard_slot *data, uint64_t *times)
{
	unsigned ring = scoreboard_ring_length(master->scoreboard);
	uint64_t count = data->exits < ring ? data->exits : ring;

	if (count > data->window)
		count = data->window;
	for (uint64_t n = 0; n < count; n++)
		times[n] = scoreboard_get_exit(master->scoreboard, index, data->exits - count + n);
	return (size_t)count;
}

static enum child_state checked_state(uint32_t state)
{
	return state < CHILD_STATE_COUNT ? (enum child_state)state : CHILD_STOPPED;
}

/* The worker beside which a spare slot's process is. */
static uint32_t find_beside(const struct slot *slot)
{
	const struct master *master = slot->master;
	unsigned at = 0;

	if (!slot->spare)
		return 0;
	while (at < master->slot_count &&
		(master->slots[at].spare || master->slots[at].launch != slot->launch ||
			master->slots[at].instance != slot->instance))
		at++;
	return at < master->slot_count ? at : UINT32_MAX;
}

static struct child_record record_of(const struct scoreboard_slot *data, const struct slot *slot)
{
	struct child_record record = {.state = checked_state(data->state),
		.wanted = data->wanted ? CHILD_WANTED_RUNNING : CHILD_WANTED_STOPPED,
		.cause = data->cause < CHILD_CAUSE_COUNT ? (enum child_cause)data->cause
							 : CHILD_CAUSE_UNKNOWN,
		.status = data->status,
		.restarts = data->restarts,
		.changed_ns = data->changed_ns,
		.exits = data->exits,
		.short_lives = data->short_lives,
		.probing = (data->flags & SLOT_PROBING) != 0,
		.asked = (data->flags & SLOT_ASKED) != 0,
		.paused = slot->master->resumed && (data->flags & SLOT_PAUSED),
		.due = (data->flags & SLOT_DUE) != 0,
		.beside = find_beside(slot)};

	/* Announced, but no child came to claim it before its master died: no exit to count, and the
	 * restart that it was to be is counted when it comes. */
	if (!slot->process.pid &&
		(record.state == CHILD_STARTING || record.state == CHILD_RUNNING)) {
		if (record.state == CHILD_STARTING && record.restarts > 0)
			record.restarts--;
		record.state = CHILD_BACKOFF;
		record.changed_ns = 0;
	}
	/* What it did for an earlier start is to be done again. */
	if (!slot->master->resumed && record.state == CHILD_EXITED)
		record.state = CHILD_STOPPED;
	return record;
}

static void tell_unproven(struct master *master, unsigned index)
{
	supervisor_step(master->supervisor,
		&(struct supervisor_event){.type = CHILD_EVENT_UNPROVEN,
			.child = index,
			.cause = CHILD_CAUSE_UNPROVEN,
			.status = master->slots[index].process.pid},
		clock_monotonic_ns());
}

/* It came by a reload, and all workers that its program had are stopped by an operator. */
static bool is_held_back(const struct slot *slot)
{
	const struct master *master = slot->master;
	struct scoreboard_slot data;
	bool any = false;

	if (!master->resumed || slot->has_past || slot->spare)
		return false;
	for (unsigned i = 0; i < master->slot_count; i++) {
		const struct slot *other = &master->slots[i];

		if (other->launch != slot->launch || !other->has_past || other->spare)
			continue;
		scoreboard_get_slot(master->scoreboard, i, &data);
		if (data.wanted)
			return false;
		any = true;
	}
	return any;
}

static void hold_back(struct slot *slot)
{
	const struct child_record record = {.state = CHILD_STOPPED, .wanted = CHILD_WANTED_STOPPED};

	supervisor_restore(slot->master->supervisor, slot_index(slot), &record, false, NULL, 0);
	slot_write(slot);
}

/* times: room for a ring. */
static void restore_slot(struct master *master, unsigned index, uint64_t *times)
{
	struct slot *slot = &master->slots[index];
	struct scoreboard_slot data;
	struct child_record record;

	scoreboard_get_slot(master->scoreboard, index, &data);
	if (!data.instance) {
		if (is_held_back(slot))
			hold_back(slot);
		return;
	}
	record = record_of(&data, slot);
	slot->was_stopped = master->resumed && !data.wanted && !slot->spare;
	slot->exits = record.exits;
	slot->state = record.state;
	slot->changed_ns = record.changed_ns;
	slot->window = data.window;
	/* A start of the command does not make up for what came while it was down. */
	slot->next_ns = master->resumed ? data.next_ns : 0;
	slot->skipped = data.skipped;
	/* A start of the command begins with everything that runs. */
	slot->paused = !master->resumed && (data.flags & SLOT_PAUSED);
	/* A death that we can tell of is told as such, once the core runs (adopt_tell). */
	supervisor_restore(master->supervisor, index, &record,
		slot->pidfd >= 0 || slot->remains ||
			(master->resumed && slot->process.pid && !slot->unproven),
		times, read_window(master, index, &data, times));
	if (slot->unproven)
		tell_unproven(master, index);
	if (slot->pidfd >= 0 && slot_watch(slot) < 0)
		report_log("cannot watch pid %d: %s", (int)slot->process.pid, strerror(errno));
}

void adopt_restore(struct master *master)
{
	uint64_t *times = calloc(scoreboard_ring_length(master->scoreboard), sizeof *times);

	node_restore(master);
	for (unsigned i = 0; times && i < master->slot_count; i++)
		restore_slot(master, i, times);
	free(times);
}

/* What it has asked a former master for. */
static void tell_extended(struct slot *slot)
{
	uint64_t now = clock_monotonic_ns(), until = slot->extended_s * NS_PER_SECOND;
	struct supervisor_event event = {.type = CHILD_EVENT_EXTEND, .child = slot_index(slot)};
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));

	if (slot->pidfd < 0 || until <= now || record->state != slot->state)
		return;
	event.span_ns = until - now;
	master_step(slot->master, &event);
}

void adopt_tell(struct master *master)
{
	for (unsigned i = 0; i < master->slot_count; i++) {
		struct slot *slot = &master->slots[i];

		tell_extended(slot);
		if (slot->unproven)
			report_log(
				"%s.%u: pid %d may be ours or a stranger's: neither signalled nor "
				"replaced",
				slot->launch->program->name, (unsigned)slot->instance,
				(int)slot->process.pid);
		else if (slot->pidfd < 0 && slot->process.pid && master->resumed)
			death_lost(slot);
		else if (slot->remains)
			death_renew(slot);
		else if (slot->pidfd < 0) {
			slot->process = (struct identity){0};
			slot->cause = CHILD_CAUSE_NONE;
		}
		if (slot->paused)
			slot_write(slot); /* it is so no longer */
		/* Its master may have died before it had stopped it. */
		slot_follow_pause(slot);
	}
}
