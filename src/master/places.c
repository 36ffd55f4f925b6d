/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/places.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "master/launch.h"
#include "master/master.h"

static int compare(const void *a, const void *b)
{
	const struct scoreboard_slot *one = *(struct scoreboard_slot *const *)a;
	const struct scoreboard_slot *other = *(struct scoreboard_slot *const *)b;
	int order = strcmp(one->program, other->program);

	if (order == 0 && one->instance != other->instance)
		order = one->instance < other->instance ? -1 : 1;
	if (order == 0 && one->generation != other->generation)
		order = one->generation < other->generation ? -1 : 1;
	return order;
}

static bool is_same_worker(const struct scoreboard_slot *a, const struct scoreboard_slot *b)
{
	return a->instance && a->instance == b->instance && strcmp(a->program, b->program) == 0 &&
	       !((a->flags | b->flags) & (SLOT_NODE | SLOT_SPARE));
}

bool places_settle(struct scoreboard_slot *const *slots, unsigned count)
{
	struct scoreboard_slot **sorted = calloc(count + 1, sizeof *sorted);

	if (!sorted)
		return false;
	memcpy(sorted, slots, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, compare);
	for (unsigned i = 1; i < count; i++) {
		if (!is_same_worker(sorted[i - 1], sorted[i]))
			continue;
		sorted[i - 1]->flags |= SLOT_SPARE;
		sorted[i - 1]->flags &= (uint16_t)~SLOT_DUE;
		sorted[i - 1]->wanted = CHILD_WANTED_STOPPED;
	}
	free(sorted);
	return true;
}

static bool stands_for(const struct scoreboard_slot *data, const struct slot *slot)
{
	bool spare = data->flags & SLOT_SPARE;

	return !(data->flags & SLOT_NODE) && spare == slot->spare &&
	       (spare || data->instance == slot->instance) &&
	       strcmp(data->program, slot->launch->program->name) == 0;
}

/* The slot that stands for each of the master's, which are in the order of the template. */
static bool find(
	const struct master *master, struct scoreboard_slot *const *slots, unsigned *ret_order)
{
	unsigned count = master->slot_count;

	for (unsigned i = 0; i < count; i++) {
		unsigned at = 0;

		/* As a rule it stands where it stood. */
		while (at < count && !stands_for(slots[(i + at) % count], &master->slots[i]))
			at++;
		if (at == count)
			return false;
		ret_order[i] = (i + at) % count;
	}
	return true;
}

static bool has_same_nodes(const struct master *master, struct scoreboard_slot *const *slots)
{
	for (unsigned i = 0; i < master->node_count; i++) {
		const struct scoreboard_slot *data = slots[master->slot_count + i];

		if (!(data->flags & SLOT_NODE) ||
			strcmp(data->program, master->template->nodes[i].name) != 0)
			return false;
	}
	return true;
}

/* Returns 0 or -errno. */
static int arrange(struct master *master, const unsigned *order)
{
	unsigned count = master->slot_count;
	struct slot *slots = calloc(count + 1, sizeof *slots);
	int result = slots ? supervisor_arrange(master->supervisor, order) : -ENOMEM;

	for (unsigned i = 0; i < count && result == 0; i++)
		slots[order[i]] = master->slots[i];
	if (result == 0) {
		memcpy(master->slots, slots, count * sizeof *slots);
		memcpy(master->order, order, count * sizeof *order);
	}
	free(slots);
	return result;
}

struct slot *places_worker(const struct master *master, unsigned number)
{
	return &master->slots[master->order[number]];
}

bool places_take(struct master *master, const struct scoreboard *scoreboard,
	struct scoreboard_slot *const *slots)
{
	unsigned *order;
	bool taken;

	if (scoreboard_slot_count(scoreboard) != master->slot_count + master->node_count ||
		!has_same_nodes(master, slots))
		return false;
	order = calloc(master->slot_count + 1, sizeof *order);
	taken = order && find(master, slots, order) && arrange(master, order) == 0;
	free(order);
	return taken;
}
