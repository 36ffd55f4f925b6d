/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>

#include "supervisor/core.h"

/* Trees that somebody named are refused by supervisor_new() so far. */

void supervisor_restore_node(struct supervisor *supervisor, unsigned node,
	const struct child_record *record, const uint64_t *window, size_t window_count)
{
	(void)supervisor;
	(void)node;
	(void)record;
	(void)window;
	(void)window_count;
}

void supervisor_node_stop(struct supervisor *supervisor, unsigned node, uint64_t now)
{
	(void)node;
	(void)now;
	supervisor->ignored++;
}

void supervisor_node_start(struct supervisor *supervisor, unsigned node, uint64_t now)
{
	(void)node;
	(void)now;
	supervisor->ignored++;
}

int supervisor_add(struct supervisor *supervisor, unsigned node, const struct child_policy *policy,
	unsigned *ret_child)
{
	(void)supervisor;
	(void)node;
	(void)policy;
	(void)ret_child;
	return -EINVAL;
}

int supervisor_delete(struct supervisor *supervisor, unsigned child)
{
	return child < supervisor->count ? -EBUSY : -ENOENT;
}

const struct child_record *supervisor_node(const struct supervisor *supervisor, unsigned node)
{
	(void)supervisor;
	(void)node;
	return NULL;
}

size_t supervisor_node_window(
	const struct supervisor *supervisor, unsigned node, uint64_t *ret_times, size_t room)
{
	(void)supervisor;
	(void)node;
	(void)ret_times;
	(void)room;
	return 0;
}

struct supervisor_counts supervisor_counts(const struct supervisor *supervisor, unsigned node)
{
	const size_t *in_state = supervisor->in_state;

	if (node > 0)
		return (struct supervisor_counts){0};
	return (struct supervisor_counts){.specs = supervisor->count,
		.active = in_state[CHILD_STARTING] + in_state[CHILD_RUNNING] +
			  in_state[CHILD_STOPPING],
		.workers = supervisor->count};
}

bool supervisor_first_member(
	const struct supervisor *supervisor, unsigned node, struct supervisor_member *ret_member)
{
	*ret_member = (struct supervisor_member){0};
	return node == 0 && supervisor->count > 0;
}

bool supervisor_next_member(const struct supervisor *supervisor, struct supervisor_member *member)
{
	return !member->is_node && ++member->number < supervisor->count;
}

unsigned supervisor_parent(
	const struct supervisor *supervisor, const struct supervisor_member *member)
{
	return !member->is_node && member->number < supervisor->count ? 0 : UINT_MAX;
}
