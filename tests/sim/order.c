/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "order.h"

#include <string.h>

#include "model.h"
#include "setup.h"

#define RESTARTS_MAX 4096

struct child {
	struct child_record seen;
	bool settled; /* since its supervisor began to start it */
	bool excused; /* a line says something to it */
};

struct node {
	struct child_record seen;
	uint64_t restarts[RESTARTS_MAX]; /* that it decided on, since it began */
	size_t restart_count;
	uint64_t began_ns; /* the last time after the first */
	bool settled;
};

static struct child children[MODEL_WORKERS_MAX];
static struct node nodes[NODES_MAX];
static const struct supervisor_spec *spec;

void order_begin(const struct supervisor_spec *of)
{
	memset(children, 0, sizeof children);
	memset(nodes, 0, sizeof nodes);
	spec = of;
}

void order_expect(const struct script_line *line)
{
	for (unsigned i = 0; i < spec->count; i++)
		children[i].excused = line->act.verb >= WORLD_START && i >= line->first &&
				      i < line->first + line->count;
}

void order_forget(void)
{
	for (unsigned i = 0; i < spec->count; i++)
		children[i].excused = false;
}

/* Members of one node are compared by these: children first, then nodes. */
static unsigned rank_of_child(unsigned child)
{
	return child;
}

static unsigned rank_of_node(unsigned node)
{
	return MODEL_WORKERS_MAX + node;
}

static const struct child_record *record_of(const struct world *world, unsigned rank)
{
	const struct supervisor *supervisor = world_supervisor(world);

	return rank < MODEL_WORKERS_MAX ? supervisor_child(supervisor, rank)
					: supervisor_node(supervisor, rank - MODEL_WORKERS_MAX);
}

static bool *settled_of(unsigned rank)
{
	return rank < MODEL_WORKERS_MAX ? &children[rank].settled
					: &nodes[rank - MODEL_WORKERS_MAX].settled;
}

/* True if there is a member of that rank in the node. */
static bool is_in(unsigned rank, unsigned node)
{
	if (rank < MODEL_WORKERS_MAX)
		return rank < spec->count && spec->node_of[rank] == node;
	rank -= MODEL_WORKERS_MAX;
	return rank > 0 && rank < spec->node_count && spec->parent_of[rank] == node;
}

static bool is_parallel(unsigned node)
{
	return spec->nodes[node].parallel ||
	       spec->nodes[node].strategy == STRATEGY_SIMPLE_ONE_FOR_ONE;
}

static bool is_up(enum child_state state)
{
	return state == CHILD_STARTING || state == CHILD_RUNNING || state == CHILD_STOPPING;
}

static bool is_settled(const struct child_record *record)
{
	return record->state == CHILD_RUNNING || record->state == CHILD_EXITED ||
	       record->state == CHILD_FATAL ||
	       (record->state == CHILD_STOPPED && record->wanted == CHILD_WANTED_STOPPED);
}

/* The leftmost member that the node is about. */
static unsigned from_of(const struct child_record *node)
{
	if (node->cause != CHILD_CAUSE_GROUP)
		return 0;
	return node->status < 0 ? rank_of_node((unsigned)(-1 - node->status))
				: rank_of_child((unsigned)node->status);
}

/* Whom a node that is starting has passed: an operator may do with them what he likes. */
static void pass(const struct world *world, unsigned node)
{
	for (unsigned rank = 0; rank < MODEL_WORKERS_MAX + NODES_MAX; rank++) {
		if (!is_in(rank, node))
			continue;
		*settled_of(rank) |= is_settled(record_of(world, rank));
		if (!*settled_of(rank))
			return;
	}
}

/* What has changed of a node since it was looked at. */
static void look(const struct world *world, unsigned index)
{
	struct node *node = &nodes[index];
	const struct child_record *record = supervisor_node(world_supervisor(world), index);

	if (record->restarts != node->seen.restarts) {
		node->restart_count = 0;
		node->began_ns = world_now(world);
	}
	if (record->state != CHILD_RUNNING &&
		(record->state != node->seen.state || record->status != node->seen.status ||
			record->restarts != node->seen.restarts))
		for (unsigned rank = record->restarts != node->seen.restarts ? 0 : from_of(record);
			rank < MODEL_WORKERS_MAX + NODES_MAX; rank++)
			if (is_in(rank, index))
				*settled_of(rank) = false;
	node->seen = *record;
	if (record->state == CHILD_STARTING)
		pass(world, index);
}

static void check_start(const struct world *world, unsigned node, unsigned rank, unsigned child)
{
	const struct child_record *record = supervisor_node(world_supervisor(world), node);

	switch (record->state) {
	case CHILD_RUNNING:
		return;
	case CHILD_STOPPING:
		model_must(record->cause == CHILD_CAUSE_GROUP && rank < from_of(record), child,
			"nobody is started whose supervisor ends it");
		return;
	case CHILD_STARTING:
		break;
	default:
		model_must(false, child, "nobody is started below a supervisor that is down");
		return;
	}
	/* It may also be one that was ready already, and is started again for itself. */
	for (unsigned i = 0; i < rank && !is_parallel(node) && !*settled_of(rank); i++)
		model_must(!is_in(i, node) || *settled_of(i), child,
			"nobody is started before the one to its left is ready, or not to run");
}

static void check_stop(const struct world *world, unsigned node, unsigned rank, unsigned child)
{
	const struct child_record *record = supervisor_node(world_supervisor(world), node);

	if (record->state != CHILD_STOPPING || is_parallel(node) || rank < from_of(record))
		return;
	for (unsigned i = rank + 1; i < MODEL_WORKERS_MAX + NODES_MAX; i++)
		if (is_in(i, node))
			model_must(i < MODEL_WORKERS_MAX ? !world_lives(world, i)
							 : !is_up(record_of(world, i)->state),
				child, "nobody is ended before the one to its right is gone");
}

static void count_restart(const struct world *world, unsigned index, unsigned child)
{
	const struct node_policy *policy = &spec->nodes[index];
	struct node *node = &nodes[index];
	uint64_t now = world_now(world), within = 0;

	if (node->restart_count < RESTARTS_MAX)
		node->restarts[node->restart_count++] = now;
	for (size_t i = 0; i < node->restart_count; i++)
		within += now - node->restarts[i] <= policy->period_ns;
	model_must(within <= policy->intensity, child,
		"a supervisor restarts no more often than its intensity says");
}

static void note_child(const struct world *world, unsigned index)
{
	const struct child_record *record = supervisor_child(world_supervisor(world), index);
	struct child *child = &children[index];
	unsigned node = spec->node_of[index];
	/* Not ready in time, or too old: ended for a reason of its own. */
	bool own = spec->policies[spec->policy_of[index]].notifies ||
		   spec->policies[spec->policy_of[index]].max_age_ns;

	look(world, node);
	if (record->state == CHILD_STARTING &&
		(child->seen.state != CHILD_STARTING || child->seen.restarts != record->restarts))
		check_start(world, node, rank_of_child(index), index);
	if (record->state == CHILD_STOPPING && child->seen.state != CHILD_STOPPING && !own &&
		!child->excused)
		check_stop(world, node, rank_of_child(index), index);
	/* After its node has begun anew it waits for what was before. */
	if (record->state == CHILD_BACKOFF && child->seen.state != CHILD_BACKOFF &&
		child->seen.state != CHILD_FATAL && nodes[node].began_ns != world_now(world))
		count_restart(world, node, index);
	child->settled |= is_settled(record);
	child->seen = *record;
}

static void note_node(const struct world *world, unsigned index)
{
	const struct child_record *record = supervisor_node(world_supervisor(world), index);
	struct child_record before = nodes[index].seen;

	look(world, index);
	if (index > 0) {
		unsigned parent = spec->parent_of[index];

		look(world, parent);
		if (record->restarts != before.restarts && record->state == CHILD_STARTING)
			check_start(world, parent, rank_of_node(index), 0);
		if (record->state == CHILD_STOPPING && before.state != CHILD_STOPPING &&
			record->cause == CHILD_CAUSE_STOPPED)
			check_stop(world, parent, rank_of_node(index), 0);
	}
	if (record->state == CHILD_RUNNING && before.state != CHILD_RUNNING && !is_parallel(index))
		for (unsigned i = 0; i < MODEL_WORKERS_MAX + NODES_MAX; i++)
			model_must(!is_in(i, index) || *settled_of(i) ||
					   is_settled(record_of(world, i)),
				0, "a supervisor runs when its members are ready, or not to run");
	nodes[index].settled |= is_settled(record);
}

void order_note(const struct world *world, const struct world_news *news)
{
	if (!spec->node_count)
		return;
	if (news->type == WORLD_NEWS_CHANGED)
		note_child(world, news->child);
	else if (news->type == WORLD_NEWS_NODE)
		note_node(world, news->child);
}

void order_check_rest(const struct world *world)
{
	const struct supervisor *supervisor = world_supervisor(world);

	for (unsigned i = 0; i < spec->node_count; i++) {
		enum child_state state = supervisor_node(supervisor, i)->state;

		model_must(state != CHILD_STARTING && state != CHILD_STOPPING, 0,
			"a supervisor comes to rest");
		model_must(i == 0 || state == CHILD_RUNNING || state == CHILD_EXITED ||
				   supervisor_node(supervisor, i)->wanted == CHILD_WANTED_STOPPED ||
				   supervisor_node(supervisor, spec->parent_of[i])->state !=
					   CHILD_RUNNING,
			0, "a supervisor that should run does");
	}
	for (unsigned i = 0; i < spec->count; i++) {
		const struct child_record *record = supervisor_child(supervisor, i);
		bool below = !spec->node_count ||
			     supervisor_node(supervisor, spec->node_of[i])->state == CHILD_RUNNING;

		model_must(below || !world_lives(world, i), i,
			"nobody lives below a supervisor that is down");
		if (below && record->wanted == CHILD_WANTED_RUNNING)
			model_must(record->state == CHILD_RUNNING ||
					   record->state == CHILD_EXITED ||
					   record->state == CHILD_FATAL,
				i, "whoever should run does");
	}
}
