/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/leaving.h"

#include <string.h>

#include "base/clock.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/slot.h"
#include "supervisor/supervisor.h"

/* As a rule it stands where it stood. */
static const struct program *find_next(const struct master *master, const struct launch *launch)
{
	const struct template *next = master->next;
	size_t number = (size_t)(launch - master->launches);

	if (number < next->program_count &&
		strcmp(next->programs[number].name, launch->program->name) == 0)
		return &next->programs[number];
	return template_program(next, launch->program->name);
}

static bool goes(const struct slot *slot, const struct program *next)
{
	if (slot->spare)
		return !next || !next->rolling;
	return !next || slot->instance > next->workers;
}

bool leaving_is(const struct slot *slot)
{
	return goes(slot, find_next(slot->master, slot->launch));
}

static bool is_gone(const struct slot *slot)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));

	return slot->unproven ||
	       (slot->pidfd < 0 && !slot->lingers && !slot->awaits_ring &&
		       record->state != CHILD_STOPPING && record->wanted == CHILD_WANTED_STOPPED);
}

/* Returns how many are not gone yet. */
static unsigned note_leaving(struct master *master)
{
	unsigned count = 0;

	for (size_t i = 0; i < master->template->program_count; i++) {
		struct launch *launch = &master->launches[i];

		launch->next = find_next(master, launch);
		launch->leaves = launch->held = false;
	}
	for (unsigned i = 0; i < master->slot_count; i++) {
		const struct slot *slot = &master->slots[i];

		if (!goes(slot, slot->launch->next) || is_gone(slot))
			continue;
		master->launches[slot->launch - master->launches].leaves = true;
		count++;
	}
	return count;
}

/* Those that others wait for. */
static void hold_needed(struct master *master)
{
	const struct template *template = master->template;

	for (size_t i = 0; i < template->program_count; i++) {
		const struct program *program = &template->programs[i], *needed;

		for (size_t n = 0; master->launches[i].leaves && n < program->need_count; n++) {
			needed = template_program(template, program->needs[n].program);
			if (needed)
				master->launches[needed - template->programs].held = true;
		}
	}
}

/* Those behind which others of a sequence have still to go. */
static void hold_former(struct master *master)
{
	const struct template *template = master->template;
	unsigned behind[TEMPLATE_MAX_SUPERVISORS] = {0}; /* that leave, below each supervisor */

	for (size_t i = template->program_count; i-- > 0;) {
		struct launch *launch = &master->launches[i];
		unsigned node = template->programs[i].node, within = 0;

		for (;; node = template->nodes[node].parent) {
			launch->held |= !template->nodes[node].parallel && behind[node] > within;
			within = behind[node];
			behind[node] += launch->leaves;
			if (node == 0)
				break;
		}
	}
}

/* A spare one is wanted by nobody, and may have a process that is to take a place. */
static bool goes_on(const struct slot *slot)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));

	return record->wanted == CHILD_WANTED_RUNNING || record->state == CHILD_STARTING;
}

/* True: something has come of it. */
static bool stop(struct slot *slot)
{
	const struct supervisor_event event = {.type = CHILD_EVENT_STOP, .child = slot_index(slot)};

	if (!goes_on(slot))
		return false;
	supervisor_step(slot->master->supervisor, &event, clock_monotonic_ns());
	return !goes_on(slot);
}

bool leaving_look(struct master *master)
{
	bool told = false;

	if (note_leaving(master) == 0)
		return true;
	if (master->node_count)
		hold_former(master);
	else
		hold_needed(master);
	for (unsigned i = 0; i < master->slot_count; i++) {
		struct slot *slot = &master->slots[i];

		if (!slot->launch->held && goes(slot, slot->launch->next))
			told |= stop(slot);
	}
	if (told)
		master_settle(master);
	return false;
}
