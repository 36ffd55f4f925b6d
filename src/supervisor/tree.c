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

static bool is_active(enum child_state state)
{
	return state == CHILD_STARTING || state == CHILD_RUNNING || state == CHILD_STOPPING;
}

/* Adds one member to the numbers of its node: none that is over. */
static void count_member(const struct supervisor *supervisor, uint32_t member, bool is_pool,
	struct supervisor_counts *counts)
{
	const struct node *node =
		member & PLACE_NODE ? &supervisor->nodes[member & ~PLACE_NODE] : NULL;
	const struct child *child = node ? NULL : &supervisor->children[member];
	enum child_state state = node ? node->record.state : child->record.state;
	enum restart_type restart = node ? node->policy->restart : child->policy->restart;

	if (is_active(state))
		counts->active++;
	else if (state != CHILD_BACKOFF &&
		 (is_pool || restart == RESTART_TEMPORARY || (child && child->lost)))
		return;
	counts->specs++;
	if (node)
		counts->supervisors++;
	else
		counts->workers++;
}

struct supervisor_counts supervisor_counts(const struct supervisor *supervisor, unsigned index)
{
	struct supervisor_counts counts = {0};
	const struct node *node;
	bool is_pool;

	if (index >= supervisor->node_count)
		return counts;
	node = &supervisor->nodes[index];
	is_pool = node->policy->strategy == STRATEGY_SIMPLE_ONE_FOR_ONE;
	for (uint32_t m = node->first; m != PLACE_NONE; m = place_of(supervisor, m)->next)
		count_member(supervisor, m, is_pool, &counts);
	if (is_pool)
		counts.specs = 1;
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
