/* SPDX-License-Identifier: MIT */
#include "supervisor/node.h"

#include "supervisor/core.h"

bool node_is_parallel(const struct node *node)
{
	return node->policy->parallel || node->policy->strategy == STRATEGY_SIMPLE_ONE_FOR_ONE;
}

uint32_t node_index(const struct supervisor *supervisor, const struct node *node)
{
	return (uint32_t)(node - supervisor->nodes);
}

static struct node *parent_of(const struct supervisor *supervisor, const struct node *node)
{
	return node->place.node == PLACE_NONE ? NULL : &supervisor->nodes[node->place.node];
}

void node_touch(struct supervisor *supervisor, struct node *node)
{
	uint32_t index = node_index(supervisor, node);

	if (node->touched)
		return;
	node->touched = true;
	node->next_touched = PLACE_NONE;
	if (supervisor->last_touched == PLACE_NONE)
		supervisor->first_touched = index;
	else
		supervisor->nodes[supervisor->last_touched].next_touched = index;
	supervisor->last_touched = index;
}

struct node *node_next_touched(struct supervisor *supervisor)
{
	struct node *node;

	if (supervisor->first_touched == PLACE_NONE)
		return NULL;
	node = &supervisor->nodes[supervisor->first_touched];
	supervisor->first_touched = node->next_touched;
	if (supervisor->first_touched == PLACE_NONE)
		supervisor->last_touched = PLACE_NONE;
	node->touched = false;
	return node;
}

static bool is_up(enum child_state state)
{
	return state == CHILD_STARTING || state == CHILD_RUNNING || state == CHILD_STOPPING;
}

/* One member's part in the numbers of its node: added or, by -1, taken out. */
static void weigh(
	struct node *node, const struct child_record *record, bool significant, uint32_t by)
{
	bool up = is_up(record->state);
	bool coming = record->wanted == CHILD_WANTED_RUNNING && record->state != CHILD_EXITED &&
		      record->state != CHILD_FATAL;

	node->active += up ? by : 0;
	node->waiting += record->state == CHILD_BACKOFF ? by : 0;
	node->significant += significant && (up || coming) ? by : 0;
}

void node_subtract(struct supervisor *supervisor, const struct child *child)
{
	weigh(&supervisor->nodes[child->place.node], &child->record, child->policy->significant,
		UINT32_MAX);
}

void node_add(struct supervisor *supervisor, const struct child *child)
{
	struct node *node = &supervisor->nodes[child->place.node];

	weigh(node, &child->record, child->policy->significant, 1);
	if (node->course != COURSE_NONE)
		node_touch(supervisor, node);
}

void node_recount(struct supervisor *supervisor)
{
	for (size_t i = 0; i < supervisor->node_count; i++) {
		struct node *node = &supervisor->nodes[i];

		node->active = node->waiting = node->significant = 0;
		if (i > 0)
			weigh(&supervisor->nodes[node->place.node], &node->record,
				node->policy->significant, 1);
	}
	for (size_t i = 0; i < supervisor->count; i++)
		if (supervisor->children[i].place.node != PLACE_NONE)
			node_add(supervisor, &supervisor->children[i]);
}

static void note_change(struct supervisor *supervisor, struct node *node)
{
	effects_change_node(&supervisor->effects, node, node_index(supervisor, node));
}

/* What its parent counts of it: taken out before its record changes, put back after. */
static void take_out(struct supervisor *supervisor, const struct node *node)
{
	struct node *parent = parent_of(supervisor, node);

	if (parent)
		weigh(parent, &node->record, node->policy->significant, UINT32_MAX);
}

static void put_back(struct supervisor *supervisor, struct node *node)
{
	struct node *parent = parent_of(supervisor, node);

	note_change(supervisor, node);
	if (!parent)
		return;
	weigh(parent, &node->record, node->policy->significant, 1);
	if (parent->course != COURSE_NONE)
		node_touch(supervisor, parent);
}

void node_enter(
	struct supervisor *supervisor, struct node *node, enum child_state state, uint64_t now)
{
	take_out(supervisor, node);
	node->record.state = state;
	node->record.changed_ns = now;
	put_back(supervisor, node);
}

void node_want(struct supervisor *supervisor, struct node *node, enum child_wanted wanted)
{
	if (node->record.wanted == wanted)
		return;
	take_out(supervisor, node);
	node->record.wanted = wanted;
	put_back(supervisor, node);
}

static void blame(struct node *node, enum child_cause cause, int status)
{
	node->record.cause = cause;
	node->record.status = status;
}

/* Begins the way down to `from`, or goes on with the one that it is on. */
static void descend(struct supervisor *supervisor, struct node *node, uint32_t from)
{
	/* A way up that was not at its end is gone on with, where it was. */
	if (node->course == COURSE_NONE)
		node->rise = from;
	else if (node->course == COURSE_UP)
		node->rise = place_left(supervisor, node->at, from);
	else
		node->rise = place_left(supervisor, node->rise, from);
	if (node->course != COURSE_DOWN) {
		if (node->course != COURSE_UP || !node->swept || node_is_parallel(node))
			node->at = node->last;
		node->after = AFTER_RISE;
		node->killing = false;
		node->again = false;
	}
	node->course = COURSE_DOWN;
	node->from = from;
	node->told = false;
}

void node_sink(struct supervisor *supervisor, struct node *node, enum node_after after,
	enum child_cause cause, uint64_t now)
{
	bool news = node->course != COURSE_DOWN || node->after < after;

	if (!news && node->from == node->first)
		return;
	descend(supervisor, node, node->first);
	if (news) {
		node->after = (unsigned char)after;
		node->at = node->last; /* who waits out a delay does so no longer */
		blame(node, cause,
			cause == CHILD_CAUSE_GROUP     ? place_status(node->first)
			: cause == CHILD_CAUSE_STOPPED ? 0
						       : (int)node->culprit);
		node_enter(supervisor, node, CHILD_STOPPING, now);
	}
	if (news && after == AFTER_STOP) {
		node->killing |= node->policy->shutdown_ns == 0;
		if (node->policy->shutdown_ns > 0)
			deadline_set(&supervisor->node_deadlines, node_index(supervisor, node),
				deadline_after(now, node->policy->shutdown_ns));
	}
	supervisor->root_ends |= node == supervisor->nodes && after == AFTER_END;
	node_touch(supervisor, node);
}

void node_find_alive(struct supervisor *supervisor, struct node *node, uint64_t now)
{
	node->started = true;
	node->course = COURSE_UP;
	node->from = node->at = node->first;
	node_enter(supervisor, node, CHILD_STARTING, now);
}

void node_stop(
	struct supervisor *supervisor, struct node *node, enum child_cause cause, uint64_t now)
{
	node->again = false;
	if (is_up(node->record.state))
		node_sink(supervisor, node, AFTER_STOP, cause, now);
	else if (node->record.state != CHILD_STOPPED && cause == CHILD_CAUSE_STOPPED)
		node_enter(supervisor, node, CHILD_STOPPED, now);
}

/* Who waits until its node begins waits no longer. */
static void excuse_members(struct supervisor *supervisor, const struct node *node, uint64_t now)
{
	for (uint32_t m = node->first; m != PLACE_NONE; m = place_of(supervisor, m)->next) {
		struct child *child = m & PLACE_NODE ? NULL : &supervisor->children[m];

		if (child && child->record.wanted == CHILD_WANTED_RUNNING && !child->lost &&
			(child->record.state == CHILD_FATAL ||
				child->record.state == CHILD_EXITED) &&
			!child_is_unproven(child))
			child_enter(supervisor, child, CHILD_STOPPED, DEADLINE_NONE, now);
	}
}

bool node_start(struct supervisor *supervisor, struct node *node, uint64_t now)
{
	bool was_wanted = node->record.wanted == CHILD_WANTED_RUNNING;

	node_want(supervisor, node, CHILD_WANTED_RUNNING);
	if (!is_up(node->record.state)) {
		excuse_members(supervisor, node, now);
		node_begin(supervisor, node, now);
		return true;
	}
	if (node->course != COURSE_DOWN || node->after != AFTER_STOP)
		return !was_wanted;
	node->again = true;
	return true;
}

void node_kill(struct supervisor *supervisor, struct node *node)
{
	if (node->killing || node->course != COURSE_DOWN)
		return;
	node->killing = true;
	node->told = false;
	node_touch(supervisor, node);
}

/* The members from this one on are ended and started again: all of them if the strategy says so. */
static void regroup(struct supervisor *supervisor, struct node *node, uint32_t member, uint64_t now)
{
	uint32_t from = node->policy->strategy == STRATEGY_ONE_FOR_ALL ? node->first : member;

	descend(supervisor, node, from);
	blame(node, CHILD_CAUSE_GROUP, place_status(from));
	node_enter(supervisor, node, CHILD_STOPPING, now);
	node_touch(supervisor, node);
}

static bool is_group(const struct node *node)
{
	return node->policy->strategy == STRATEGY_ONE_FOR_ALL ||
	       node->policy->strategy == STRATEGY_REST_FOR_ONE;
}

enum node_answer node_ask(
	struct supervisor *supervisor, uint32_t member, uint32_t culprit, uint64_t now)
{
	const struct place *place = place_of(supervisor, member);
	struct node *node = &supervisor->nodes[place->node];

	if (place_is_closing(supervisor, place))
		return NODE_CLOSES;
	window_add(&node->window, now);
	note_change(supervisor, node);
	if (window_exceeded(&node->window, node->policy->period_ns, now)) {
		node->culprit = culprit;
		node_sink(supervisor, node, AFTER_END, CHILD_CAUSE_INTENSITY, now);
		return NODE_GIVES_UP;
	}
	if (is_group(node))
		regroup(supervisor, node, member, now);
	return NODE_AGAIN;
}

bool node_hear(struct supervisor *supervisor, const struct child *child, uint64_t now)
{
	const struct node *node = &supervisor->nodes[child->place.node];
	uint32_t index = child_index(supervisor, child);

	if (!is_group(node) || node->course != COURSE_NONE || node->record.state != CHILD_RUNNING ||
		child->record.cause == CHILD_CAUSE_NONE ||
		child->record.cause == CHILD_CAUSE_STOPPED ||
		child->record.cause == CHILD_CAUSE_GROUP)
		return true;
	return node_ask(supervisor, index, index, now) != NODE_GIVES_UP;
}

void node_note_exit(struct supervisor *supervisor, uint32_t member, uint32_t culprit, uint64_t now)
{
	const struct place *place = place_of(supervisor, member);
	struct node *node = &supervisor->nodes[place->node];
	bool significant = member & PLACE_NODE
				   ? supervisor->nodes[member & ~PLACE_NODE].policy->significant
				   : supervisor->children[member].policy->significant;

	if (!significant || node->policy->auto_shutdown == AUTO_SHUTDOWN_NEVER ||
		place_is_closing(supervisor, place))
		return;
	if (node->policy->auto_shutdown == AUTO_SHUTDOWN_ALL_SIGNIFICANT && node->significant > 0)
		return;
	node->culprit = culprit;
	node_sink(supervisor, node, AFTER_END, CHILD_CAUSE_AUTO_SHUTDOWN, now);
}

bool node_note_fatal(struct supervisor *supervisor, const struct child *child, uint64_t now)
{
	struct node *node = &supervisor->nodes[child->place.node];

	if (!is_group(node) || place_is_closing(supervisor, &child->place))
		return false;
	node->culprit = child_index(supervisor, child);
	node_sink(supervisor, node, AFTER_END, CHILD_CAUSE_INTENSITY, now);
	return true;
}
