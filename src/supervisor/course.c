/* SPDX-License-Identifier: MIT */
#include "supervisor/course.h"

#include "supervisor/end.h"
#include "supervisor/life.h"
#include "supervisor/policy.h"

static struct node *node_of(const struct supervisor *s, const struct child *child)
{
	return &s->nodes[child->place.node];
}

static const struct child_record *record_of(const struct supervisor *s, uint32_t member)
{
	return member & PLACE_NODE ? &s->nodes[member & ~PLACE_NODE].record
				   : &s->children[member].record;
}

/* Whether a group restart starts it again. */
static bool comes_back(const struct child *child)
{
	const struct child_policy *policy = child->policy;

	return policy->restart != RESTART_TEMPORARY && !policy->scheduled && !child->lost &&
	       !(policy->work && policy->check_interval_ns == 0);
}

/* Because somebody wants it so, not because of what has happened. */
static bool is_asked_for(const struct node *node)
{
	return node->after == AFTER_STOP && node->record.cause == CHILD_CAUSE_STOPPED;
}

enum child_cause course_cause(const struct supervisor *s, const struct child *child)
{
	return child->held && !is_asked_for(node_of(s, child)) ? CHILD_CAUSE_GROUP
							       : CHILD_CAUSE_STOPPED;
}

void course_rest(struct supervisor *s, struct child *child, uint64_t now)
{
	const struct node *node = node_of(s, child);
	bool over = child->record.wanted == CHILD_WANTED_RUNNING && node->course == COURSE_DOWN &&
		    node->after == AFTER_RISE && !comes_back(child);

	child->held = child->again = false;
	child_enter(s, child, over ? CHILD_EXITED : CHILD_STOPPED, DEADLINE_NONE, now);
}

static void hold_alive(struct supervisor *s, struct child *child, uint64_t now)
{
	/* An operator's stop under way is not the node's. */
	if (child->held || (child->record.state == CHILD_STOPPING &&
				   child->record.wanted == CHILD_WANTED_STOPPED))
		return;
	if (child->record.state == CHILD_STARTING &&
		(child_unspawn(s, child) || child->process == PROCESS_NONE)) {
		course_rest(s, child, now);
		return;
	}
	child->held = true;
	child->again = false;
	if (child->record.state != CHILD_STOPPING)
		life_end_set(s, child, now);
}

static void hold_child(struct supervisor *s, struct node *node, struct child *child, uint64_t now)
{
	bool asked_for = is_asked_for(node);

	/* What the command gives up for stays as it is, so that it can be seen why. */
	if (child->record.state == CHILD_FATAL &&
		(!asked_for || child_index(s, child) == s->hopeless)) {
		child_arm(s, child, DEADLINE_NONE);
		return;
	}
	switch (child->record.state) {
	case CHILD_STARTING:
	case CHILD_RUNNING:
	case CHILD_STOPPING:
		hold_alive(s, child, now);
		break;
	case CHILD_BACKOFF: /* it waits out its delay, whatever its node does meanwhile */
		if (asked_for)
			course_rest(s, child, now);
		break;
	case CHILD_EXITED:
		if (node->after == AFTER_RISE && comes_back(child))
			course_rest(s, child, now);
		break;
	case CHILD_FATAL:
		if (!child_is_unproven(child))
			course_rest(s, child, now);
		break;
	default:
		break;
	}
	if (s->phase == SUPERVISOR_STOPPING)
		child_want(s, child, CHILD_WANTED_STOPPED);
	if (node->killing && child->record.state == CHILD_STOPPING && !child->killing)
		life_kill(s, child, now);
}

static void hold_node(struct supervisor *s, struct node *node, struct node *member, uint64_t now)
{
	if (s->phase == SUPERVISOR_STOPPING && member->record.state != CHILD_FATAL)
		node_want(s, member, CHILD_WANTED_STOPPED);
	switch (member->record.state) {
	case CHILD_STARTING:
	case CHILD_RUNNING:
	case CHILD_STOPPING:
		node_sink(s, member, AFTER_STOP,
			is_asked_for(node) ? CHILD_CAUSE_STOPPED : CHILD_CAUSE_GROUP, now);
		if (node->killing)
			node_kill(s, member);
		break;
	case CHILD_EXITED:
		if (node->after == AFTER_RISE && member->policy->restart != RESTART_TEMPORARY)
			node_enter(s, member, CHILD_STOPPED, now);
		break;
	default:
		break;
	}
}

static void hold(struct supervisor *s, struct node *node, uint32_t member, uint64_t now)
{
	if (member & PLACE_NODE)
		hold_node(s, node, &s->nodes[member & ~PLACE_NODE], now);
	else
		hold_child(s, node, &s->children[member], now);
}

static bool is_down(const struct supervisor *s, uint32_t member)
{
	enum child_state state = record_of(s, member)->state;

	return state != CHILD_STARTING && state != CHILD_RUNNING && state != CHILD_STOPPING;
}

static void release(struct supervisor *s, uint32_t member, uint64_t now)
{
	const struct child_record *record = record_of(s, member);

	if (member & PLACE_NODE && record->state == CHILD_STARTING)
		node_touch(s, &s->nodes[member & ~PLACE_NODE]); /* found among the living */
	if (record->state != CHILD_STOPPED || record->wanted != CHILD_WANTED_RUNNING)
		return;
	if (member & PLACE_NODE)
		node_begin(s, &s->nodes[member & ~PLACE_NODE], now);
	else
		child_spawn(s, &s->children[member], now);
}

/* Ready, or not to run. */
static bool is_settled(const struct supervisor *s, uint32_t member)
{
	const struct child_record *record = record_of(s, member);

	return record->state == CHILD_RUNNING || record->state == CHILD_EXITED ||
	       record->state == CHILD_FATAL ||
	       (record->state == CHILD_STOPPED && record->wanted == CHILD_WANTED_STOPPED);
}

/* Its last end was none as it should be. */
static bool is_to_blame(const struct child *child)
{
	enum child_cause cause = child->record.cause;

	if (child->record.state == CHILD_FATAL)
		return true;
	return child->record.state == CHILD_EXITED && !child->planned &&
	       cause != CHILD_CAUSE_NONE && cause != CHILD_CAUSE_STOPPED &&
	       cause != CHILD_CAUSE_GROUP;
}

/* A child as if it had never run, but for what counts for ever. Who may be to blame for the end of
 * its node waits out its delay: a supervisor that ends and begins at once is no way around that. */
static void reset_child(struct supervisor *s, struct child *child, uint64_t now)
{
	enum child_state state = child->record.state;
	uint64_t due = now;

	if (child->done) {
		child->done = false;
		return;
	}
	if (child->record.wanted == CHILD_WANTED_STOPPED || child_is_unproven(child) ||
		child->lost || !is_down(s, child_index(s, child)))
		return;
	if (is_to_blame(child))
		due = policy_retry(child->policy, child->record.changed_ns, end_delay(s, child));
	child_forgive(child);
	effects_change(&s->effects, child, child_index(s, child));
	if (state == CHILD_BACKOFF)
		return;
	if (child->policy->scheduled && state != CHILD_EXITED)
		child_enter(s, child, CHILD_EXITED, DEADLINE_NONE, now);
	else if (!child->policy->scheduled && due > now)
		child_enter(s, child, CHILD_BACKOFF, due, now);
	else if (!child->policy->scheduled && state != CHILD_STOPPED)
		child_enter(s, child, CHILD_STOPPED, DEADLINE_NONE, now);
}

/* What was added to a node does not come back with it: as if it had never been, but that its number
 * is not free before it is deleted. */
static void lose_added(struct supervisor *s, const struct node *node, uint64_t now)
{
	for (uint32_t m = node->first; m != PLACE_NONE; m = place_of(s, m)->next) {
		struct child *child = m & PLACE_NODE ? NULL : &s->children[m];

		if (!child || !child->added || child_is_unproven(child) || !is_down(s, m))
			continue;
		child->lost = true;
		if (child->record.state != CHILD_EXITED)
			child_enter(s, child, CHILD_EXITED, DEADLINE_NONE, now);
	}
}

static void reset(struct supervisor *s, uint32_t member, uint64_t now)
{
	struct node *node;

	if (!(member & PLACE_NODE)) {
		reset_child(s, &s->children[member], now);
		return;
	}
	node = &s->nodes[member & ~PLACE_NODE];
	if (node->record.wanted == CHILD_WANTED_RUNNING &&
		(node->record.state == CHILD_EXITED || node->record.state == CHILD_FATAL))
		node_enter(s, node, CHILD_STOPPED, now);
}

void node_begin(struct supervisor *s, struct node *node, uint64_t now)
{
	node->again = false;
	if (!place_is_open(s, &node->place)) {
		if (node->record.state != CHILD_STOPPED)
			node_enter(s, node, CHILD_STOPPED, now);
		return;
	}
	if (node->started) {
		node->record.restarts++;
		lose_added(s, node, now);
	}
	node->started = true;
	node->killing = node->told = false;
	node->culprit = SUPERVISOR_NO_CHILD;
	window_clear(&node->window);
	if (node->record.cause == CHILD_CAUSE_GROUP)
		node->record.status = place_status(node->first);
	for (uint32_t m = node->first; m != PLACE_NONE; m = place_of(s, m)->next)
		reset(s, m, now);
	node->course = COURSE_UP;
	node->from = node->at = node->first;
	node->swept = node->active == 0;
	node_enter(s, node, CHILD_STARTING, now);
	node_touch(s, node);
}

/* It has ended by itself: what it means for its parent. */
static void end(struct supervisor *s, struct node *node, uint64_t now)
{
	uint32_t member = PLACE_NODE | node_index(s, node);

	node->record.exits++;
	if (node->place.node == PLACE_NONE) {
		node_enter(s, node,
			node->record.cause == CHILD_CAUSE_INTENSITY ? CHILD_FATAL : CHILD_EXITED,
			now);
		return;
	}
	if (node->policy->restart != RESTART_PERMANENT) {
		node_enter(s, node, CHILD_EXITED, now);
		node_note_exit(s, member, node->culprit, now);
		return;
	}
	switch (node_ask(s, member, node->culprit, now)) {
	case NODE_AGAIN:
		node_begin(s, node, now);
		break;
	case NODE_CLOSES:
		node_enter(s, node, CHILD_STOPPED, now);
		break;
	case NODE_GIVES_UP:
		node_enter(s, node, CHILD_FATAL, now);
		break;
	}
}

static void stay_down(struct supervisor *s, struct node *node, uint64_t now)
{
	const struct node *parent =
		node->place.node == PLACE_NONE ? NULL : &s->nodes[node->place.node];
	bool over = parent && node->record.wanted == CHILD_WANTED_RUNNING &&
		    node->policy->restart == RESTART_TEMPORARY && parent->course == COURSE_DOWN &&
		    parent->after == AFTER_RISE;
	bool again = node->again;

	node_enter(s, node, over ? CHILD_EXITED : CHILD_STOPPED, now);
	if (again)
		node_begin(s, node, now);
}

/* All members that the course is about are down. */
static void arrive(struct supervisor *s, struct node *node, uint64_t now)
{
	enum node_after after = (enum node_after)node->after;

	deadline_set(&s->node_deadlines, node_index(s, node), DEADLINE_NONE);
	node->told = node->killing = false;
	node->swept = node->rise == node->from;
	node->at = node->rise;
	node->course = after == AFTER_RISE ? COURSE_UP : COURSE_NONE;
	if (after == AFTER_STOP)
		stay_down(s, node, now);
	else if (after == AFTER_END)
		end(s, node, now);
	else
		node_enter(s, node, CHILD_STARTING, now);
}

static void go_down(struct supervisor *s, struct node *node, uint64_t now)
{
	if (node_is_parallel(node) && !node->told)
		for (uint32_t m = node->last; m != PLACE_NONE; m = place_of(s, m)->prev) {
			hold(s, node, m, now);
			if (m == node->from)
				break;
		}
	node->told = true;
	while (node->at != PLACE_NONE) {
		hold(s, node, node->at, now);
		if (!is_down(s, node->at))
			return;
		if (node->at == node->from)
			break;
		node->at = place_of(s, node->at)->prev;
	}
	/* Who is to blame waits out its delay first. */
	if (node->after != AFTER_RISE || node->waiting == 0)
		arrive(s, node, now);
}

static void go_up(struct supervisor *s, struct node *node, uint64_t now)
{
	if (!place_is_open(s, &node->place))
		return;
	if (node_is_parallel(node) && !node->told)
		for (uint32_t m = node->at; m != PLACE_NONE; m = place_of(s, m)->next)
			release(s, m, now);
	node->told = true;
	while (node->at != PLACE_NONE) {
		uint32_t next = place_of(s, node->at)->next;

		release(s, node->at, now);
		if (!is_settled(s, node->at))
			return;
		if (next == PLACE_NONE)
			break;
		node->at = next;
	}
	node->course = COURSE_NONE;
	node_enter(s, node, CHILD_RUNNING, now);
}

void course_advance(struct supervisor *s, struct node *node, uint64_t now)
{
	if (node->course == COURSE_DOWN)
		go_down(s, node, now);
	if (node->course == COURSE_UP)
		go_up(s, node, now);
}
