/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "supervisor/core.h"

/* Which child is which worker, where a former master had swapped some. */

/* What belongs to a worker, or makes a child a spare one. */
struct role {
	struct window window;
	uint32_t node;
	bool spare;
	bool seen;
};

/* Whether every child is named once, in the place of one of its policy. */
static bool is_order(const struct supervisor *supervisor, const unsigned *order, struct role *roles)
{
	for (size_t i = 0; i < supervisor->count; i++) {
		if (order[i] >= supervisor->count || roles[order[i]].seen ||
			supervisor->children[order[i]].policy != supervisor->children[i].policy)
			return false;
		roles[order[i]].seen = true;
	}
	return true;
}

static void empty_nodes(struct supervisor *supervisor)
{
	for (size_t i = 0; i < supervisor->node_count; i++) {
		struct node *node = &supervisor->nodes[i];

		node->first = node->last = PLACE_NONE;
		node->child_count = node->node_count = 0;
	}
}

static void take_role(struct supervisor *supervisor, uint32_t index, const struct role *role)
{
	struct child *child = &supervisor->children[index];

	child->window = role->window;
	child->spare = role->spare;
	if (!role->spare) {
		place_append(supervisor, index, role->node);
		return;
	}
	child->place = (struct place){.node = PLACE_NONE, .prev = PLACE_NONE, .next = PLACE_NONE};
	child->record.beside = SUPERVISOR_NO_CHILD;
	for (size_t i = 0; i < supervisor->roll_count; i++)
		if (supervisor->rolls[i].policy == child->policy)
			supervisor->rolls[i].spare = index;
}

int supervisor_arrange(struct supervisor *supervisor, const unsigned *order)
{
	struct role *roles = calloc(supervisor->count + 1, sizeof *roles);

	if (!roles)
		return -ENOMEM;
	if (supervisor->phase != SUPERVISOR_IDLE || !is_order(supervisor, order, roles)) {
		free(roles);
		return -EINVAL;
	}
	for (size_t i = 0; i < supervisor->count; i++) {
		const struct child *child = &supervisor->children[i];

		roles[i].window = child->window;
		roles[i].node = child->place.node;
		roles[i].spare = child->spare;
	}
	empty_nodes(supervisor);
	for (size_t i = 0; i < supervisor->count; i++)
		take_role(supervisor, order[i], &roles[i]);
	for (size_t i = 1; i < supervisor->node_count; i++)
		place_append(supervisor, PLACE_NODE | (uint32_t)i, supervisor->nodes[i].place.node);
	free(roles);
	return 0;
}
