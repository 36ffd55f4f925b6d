/* SPDX-License-Identifier: MIT */
#include <limits.h>

#include "supervisor/core.h"

/* What can be seen of the tree from outside. */

const struct child_record *supervisor_node(const struct supervisor *supervisor, unsigned node)
{
	if (!supervisor->is_tree || node >= supervisor->node_count)
		return NULL;
	return &supervisor->nodes[node].record;
}

size_t supervisor_node_window(
	const struct supervisor *supervisor, unsigned index, uint64_t *ret_times, size_t room)
{
	const struct node *node;

	if (index >= supervisor->node_count)
		return 0;
	node = &supervisor->nodes[index];
	return window_copy(&node->window, node->policy->period_ns, ret_times, room);
}

struct supervisor_counts supervisor_counts(const struct supervisor *supervisor, unsigned index)
{
	const size_t *in_state = supervisor->in_state;
	const struct node *node;
	struct supervisor_counts counts;

	if (index >= supervisor->node_count)
		return (struct supervisor_counts){0};
	node = &supervisor->nodes[index];
	counts = (struct supervisor_counts){.specs = (size_t)node->child_count + node->node_count,
		.active = node->active,
		.supervisors = node->node_count,
		.workers = node->child_count};
	if (node->policy->strategy == STRATEGY_SIMPLE_ONE_FOR_ONE)
		counts.specs = 1;
	if (!supervisor->is_tree)
		counts.active = in_state[CHILD_STARTING] + in_state[CHILD_RUNNING] +
				in_state[CHILD_STOPPING];
	return counts;
}

static bool tell_member(uint32_t member, struct supervisor_member *ret_member)
{
	if (member == PLACE_NONE)
		return false;
	*ret_member = (struct supervisor_member){
		.is_node = member & PLACE_NODE, .number = member & ~PLACE_NODE};
	return true;
}

static const struct place *find_place(
	const struct supervisor *supervisor, const struct supervisor_member *member)
{
	size_t count = member->is_node ? supervisor->node_count : supervisor->count;

	if (member->number >= count)
		return NULL;
	return place_of(supervisor, member->number | (member->is_node ? PLACE_NODE : 0));
}

bool supervisor_first_member(
	const struct supervisor *supervisor, unsigned node, struct supervisor_member *ret_member)
{
	return node < supervisor->node_count &&
	       tell_member(supervisor->nodes[node].first, ret_member);
}

bool supervisor_next_member(const struct supervisor *supervisor, struct supervisor_member *member)
{
	const struct place *place = find_place(supervisor, member);

	return place && place->node != PLACE_NONE && tell_member(place->next, member);
}

unsigned supervisor_parent(
	const struct supervisor *supervisor, const struct supervisor_member *member)
{
	const struct place *place = find_place(supervisor, member);

	return place ? place->node : UINT_MAX;
}
