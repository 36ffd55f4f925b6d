/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "supervisor/core.h"
#include "supervisor/policy.h"

/* Children that are added and deleted while the supervisor lives. */

/* One more place in everything that has one for each child. Returns 0 or -ENOMEM. */
static int grow(struct supervisor *supervisor)
{
	size_t room = supervisor->room + supervisor->room / 2 + 8;
	struct child *children;
	int error;

	if (supervisor->count < supervisor->room)
		return 0;
	if (room >= PLACE_NODE / 2)
		return -ENOMEM;
	children = realloc(supervisor->children, (room + 1) * sizeof *children);
	if (!children)
		return -ENOMEM;
	memset(children + supervisor->room + 1, 0, (room - supervisor->room) * sizeof *children);
	supervisor->children = children;
	error = deadline_grow(&supervisor->deadlines, supervisor->room, room);
	if (error == 0)
		error = effects_grow(&supervisor->effects, room - supervisor->room);
	if (error == 0)
		supervisor->room = room;
	return error;
}

static uint32_t take_number(struct supervisor *supervisor)
{
	uint32_t index = supervisor->free_child;

	if (index == PLACE_NONE)
		return (uint32_t)supervisor->count++;
	supervisor->free_child = supervisor->children[index].place.next;
	return index;
}

int supervisor_add(struct supervisor *supervisor, unsigned node, const struct child_policy *policy,
	unsigned *ret_child)
{
	uint32_t room = policy_window_room(policy), index;
	uint64_t *times = NULL;
	struct child *child;

	if (node >= supervisor->node_count)
		return -EINVAL;
	if (supervisor->free_child == PLACE_NONE && grow(supervisor) < 0)
		return -ENOMEM;
	if (room > 0 && !(times = calloc(room, sizeof *times)))
		return -ENOMEM;
	index = take_number(supervisor);
	child = &supervisor->children[index];
	/* A deleted one may still have its place in the queue. */
	*child = (struct child){.policy = policy,
		.effect = EFFECT_COUNT,
		.incoming = SUPERVISOR_NO_CHILD,
		.swapped = PLACE_NONE,
		.window = {.times = times, .room = room},
		.added = true,
		.queued = child->queued};
	supervisor->added = true;
	supervisor->scheduled += policy->scheduled;
	supervisor->present++;
	supervisor->in_state[CHILD_STOPPED]++;
	place_append(supervisor, index, node);
	if (supervisor->is_tree)
		node_add(supervisor, child);
	*ret_child = index;
	return 0;
}

static bool may_be_deleted(const struct supervisor *supervisor, const struct child *child)
{
	enum child_state state = child->record.state;

	if (child->process != PROCESS_NONE || child_is_unproven(child))
		return false;
	if (supervisor->nodes[child->place.node].course != COURSE_NONE)
		return false;
	return state == CHILD_STOPPED || state == CHILD_EXITED || state == CHILD_FATAL;
}

int supervisor_delete(struct supervisor *supervisor, unsigned index)
{
	struct child *child;

	if (index >= supervisor->count || supervisor->children[index].place.node == PLACE_NONE)
		return -ENOENT;
	child = &supervisor->children[index];
	if (!may_be_deleted(supervisor, child))
		return -EBUSY;
	if (supervisor->is_tree)
		node_subtract(supervisor, child);
	place_remove(supervisor, index);
	child_await(supervisor, child, false);
	child_vacate(supervisor, child);
	child->changed = false;
	supervisor->in_state[child->record.state]--;
	child->record = (struct child_record){0};
	if (child->added)
		free(child->window.times);
	child->window = (struct window){0};
	supervisor->scheduled -= child->policy->scheduled;
	supervisor->present--;
	child->place.next = supervisor->free_child;
	supervisor->free_child = index;
	return 0;
}
