/* SPDX-License-Identifier: MIT */
#include "supervisor/regain.h"

#include "supervisor/resume.h"

void supervisor_restore_node(struct supervisor *supervisor, unsigned index,
	const struct child_record *record, const uint64_t *window, size_t window_count)
{
	struct node *node;

	if (supervisor->phase != SUPERVISOR_IDLE || !supervisor->is_tree ||
		index >= supervisor->node_count)
		return;
	node = &supervisor->nodes[index];
	resume_record(&node->record, record);
	node->restored = true;
	node->started = record->restarts > 0 || record->cause != CHILD_CAUSE_NONE ||
			record->state != CHILD_STOPPED;
	window_clear(&node->window);
	for (size_t i = 0; i < window_count; i++)
		window_add(&node->window, window[i]);
}

/* What a node that was on its way down wanted there. */
static enum node_after after_of(const struct node *node)
{
	if (node->record.wanted == CHILD_WANTED_STOPPED)
		return AFTER_STOP;
	switch (node->record.cause) {
	case CHILD_CAUSE_INTENSITY:
	case CHILD_CAUSE_AUTO_SHUTDOWN:
		return AFTER_END;
	case CHILD_CAUSE_STOPPED:
		return AFTER_STOP;
	default:
		return AFTER_RISE;
	}
}

static void go_on_down(struct supervisor *supervisor, struct node *node, uint64_t now)
{
	uint32_t index = node_index(supervisor, node);

	node->course = COURSE_DOWN;
	node->after = (unsigned char)after_of(node);
	node->from = node->first;
	node->at = node->last;
	node->rise = node->first; /* who was not ready yet, nobody wrote down */
	if (node->after == AFTER_RISE) {
		uint32_t from = place_from_status(supervisor, index, node->record.status);

		node->from = from == PLACE_NONE ? node->first : from;
	} else if (node->after == AFTER_END) {
		node->culprit = (uint32_t)node->record.status < supervisor->count
					? (uint32_t)node->record.status
					: 0;
		supervisor->root_ends |= index == 0;
	} else {
		/* An operator has stopped it, and wants it again. */
		node->again = node->record.wanted == CHILD_WANTED_RUNNING;
		node->killing = node->policy->shutdown_ns == 0;
		if (!node->killing)
			deadline_set(&supervisor->node_deadlines, index,
				deadline_after(now, node->policy->shutdown_ns));
	}
}

static void go_on_up(struct supervisor *supervisor, struct node *node)
{
	uint32_t from = PLACE_NONE;

	if (node->record.cause == CHILD_CAUSE_GROUP)
		from = place_from_status(
			supervisor, node_index(supervisor, node), node->record.status);
	node->course = COURSE_UP;
	node->from = from == PLACE_NONE ? node->first : from;
	node->at = node->first;
}

void regain_nodes(struct supervisor *supervisor, uint64_t now)
{
	const struct child_record *root = &supervisor->nodes->record;

	for (size_t i = 0; i < supervisor->node_count; i++) {
		struct node *node = &supervisor->nodes[i];

		/* A state of no node comes from a file that is not ours. */
		if (!node->restored)
			node->record.wanted = CHILD_WANTED_RUNNING;
		if (node->record.state == CHILD_BACKOFF)
			node->record.state = CHILD_STOPPED;
		if (node->record.state == CHILD_STOPPING)
			go_on_down(supervisor, node, now);
		else if (node->record.state == CHILD_STARTING)
			go_on_up(supervisor, node);
	}
	node_recount(supervisor);
	if (root->wanted == CHILD_WANTED_STOPPED || root->state == CHILD_FATAL ||
		root->state == CHILD_EXITED)
		supervisor->phase = SUPERVISOR_STOPPING;
}

void regain_order(struct supervisor *supervisor, uint64_t now)
{
	struct node *root = supervisor->nodes;

	/* From the leaves to the root: who is up makes its parent be so. */
	for (size_t i = supervisor->node_count; i-- > 0;) {
		struct node *node = &supervisor->nodes[i];

		if (node->course == COURSE_NONE && node->record.state != CHILD_RUNNING &&
			node->active > 0)
			node_sink(supervisor, node, AFTER_STOP, CHILD_CAUSE_GROUP, now);
	}
	for (size_t i = 0; i < supervisor->node_count; i++)
		if (supervisor->nodes[i].course != COURSE_NONE)
			node_touch(supervisor, &supervisor->nodes[i]);
	if (root->record.wanted == CHILD_WANTED_STOPPED)
		node_stop(supervisor, root, CHILD_CAUSE_STOPPED, now);
	else if (root->course == COURSE_NONE && root->record.state == CHILD_STOPPED)
		node_begin(supervisor, root, now);
}

void regain_none(struct supervisor *supervisor, uint64_t now)
{
	for (size_t i = 0; i < supervisor->node_count; i++) {
		struct node *node = &supervisor->nodes[i];

		window_clear(&node->window);
		node->record.wanted = CHILD_WANTED_RUNNING;
		node->record.state = CHILD_STOPPED;
		node_enter(supervisor, node, CHILD_STOPPED, now);
	}
	node_recount(supervisor);
}

void regain_begin(struct supervisor *supervisor, uint64_t now)
{
	for (size_t i = supervisor->node_count; i-- > 1;)
		if (supervisor->nodes[i].active > 0)
			node_find_alive(supervisor, &supervisor->nodes[i], now);
	node_begin(supervisor, supervisor->nodes, now);
}
