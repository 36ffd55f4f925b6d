/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/node.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/supervision.h"
#include "master/launch.h"
#include "base/clock.h"
#include "master/master.h"
#include "master/report.h"
#include "master/slot.h"

/* What stands in the scoreboard of a supervisor, and cannot be asked of the core. */
struct node {
	enum child_state state;
	uint64_t exits;
	bool was_stopped; /* in this start, under a master that died before it was done */
	bool ending;	  /* by itself, and that has been told */
	uint32_t because; /* as in the scoreboard */
	uint64_t decisions;
	uint64_t newest;   /* time of the last one */
	size_t at_newest;  /* how many were at that time */
	uint64_t exceeded; /* as in the scoreboard */
};

int node_open(struct master *master)
{
	master->node_count = (unsigned)master->template->node_count;
	master->nodes = calloc(master->node_count + 1, sizeof *master->nodes);
	return master->nodes ? 0 : -ENOMEM;
}

static unsigned slot_of(const struct master *master, unsigned number)
{
	return master->slot_count + number;
}

static const struct template_node *template_of(const struct master *master, unsigned number)
{
	return &master->template->nodes[number];
}

uint16_t node_above(const struct slot *slot)
{
	return slot->master->node_count ? (uint16_t)(1 + slot->launch->program->node) : 0;
}

static size_t count_at(const uint64_t *times, size_t count, uint64_t time)
{
	size_t at = 0;

	while (at < count && times[count - 1 - at] == time)
		at++;
	return at;
}

/* Those of the window that do not stand in the ring yet. */
static size_t count_new(const struct node *node, const uint64_t *times, size_t count)
{
	size_t new = 0, old;

	while (new < count && times[count - 1 - new] > node->newest)
		new ++;
	old = count_at(times, count - new, node->newest);
	return new + (old > node->at_newest ? old - node->at_newest : 0);
}

/* It has decided on a restart that does not stand in the scoreboard yet. */
static bool decides(const struct master *master, unsigned number)
{
	uint64_t times[SCOREBOARD_RING_MAX];
	size_t count =
		supervisor_node_window(master->supervisor, number, times, SCOREBOARD_RING_MAX);

	return count_new(&master->nodes[number], times, count) > 0;
}

/* Whose end was told last; or, if that was the last one of a supervisor in this one that gave up,
 * because of whom it did. */
static uint32_t find_culprit(const struct master *master, unsigned number)
{
	unsigned below;

	if (master->ended == 0)
		return 0;
	below = master->slots[master->ended - 1].launch->program->node;
	while (below > number && template_of(master, below)->parent != number)
		below = template_of(master, below)->parent;
	if (below > number && master->nodes[below].because)
		return master->nodes[below].because;
	return master->ended;
}

/* The times first, then what says that they count. Returns the length of the window. */
static size_t write_window(struct master *master, unsigned number)
{
	struct node *node = &master->nodes[number];
	uint64_t times[SCOREBOARD_RING_MAX];
	size_t count =
		supervisor_node_window(master->supervisor, number, times, SCOREBOARD_RING_MAX);
	size_t new = count_new(node, times, count);

	for (size_t i = count - new; i < count; i++)
		scoreboard_set_exit(
			master->scoreboard, slot_of(master, number), node->decisions++, times[i]);
	if (count > 0) {
		node->newest = times[count - 1];
		node->at_newest = count_at(times, count, node->newest);
	}
	return count;
}

static void write_node(struct master *master, unsigned number)
{
	const struct template_node *template = template_of(master, number);
	const struct child_record *record = supervisor_node(master->supervisor, number);
	const struct node *node = &master->nodes[number];
	size_t window = write_window(master, number);
	struct scoreboard_slot data = {.flags = SLOT_NODE,
		.above = (uint16_t)(number ? 1 + template->parent : 0),
		.state = record->state,
		.wanted = record->wanted,
		.cause = record->cause,
		.status = record->status,
		.restarts = record->restarts,
		.exits = record->exits,
		.window = (uint32_t)window,
		.changed_ns = record->changed_ns,
		.node = {.strategy = master->supervision->nodes[number].strategy,
			.intensity = template->intensity,
			.because = node->because,
			.period_ns = template->period_ns,
			.decisions = node->decisions,
			.exceeded = node->exceeded}};

	snprintf(data.program, sizeof data.program, "%s", template->name);
	scoreboard_set_slot(master->scoreboard, slot_of(master, number), &data);
}

static const char *culprit_name(
	const struct master *master, uint32_t because, char *text, size_t size)
{
	if (because == 0 || because > master->slot_count)
		return "a worker";
	return slot_name(&master->slots[because - 1], text, size);
}

static void log_giving_up(const struct master *master, unsigned number)
{
	const struct template_node *template = template_of(master, number);
	const struct node *node = &master->nodes[number];
	char name[96], period[32];

	culprit_name(master, node->because, name, sizeof name);
	text_from_duration(template->period_ns, period, sizeof period);
	if (node->exceeded)
		report_log(
			"supervisor '%s' gave up: %llu restart%s within %s, the last because of %s",
			template->name, (unsigned long long)node->exceeded,
			node->exceeded == 1 ? "" : "s", period, name);
	else
		report_log("supervisor '%s' gave up with %s", template->name, name);
}

/* How many restarts were too many; 0: it gives up because of what gave up one of its workers. Where
 * nothing had to be ended first it is over already, and its window empty. */
static uint64_t count_exceeding(const struct master *master, unsigned number)
{
	const struct node *node = &master->nodes[number];
	unsigned intensity = template_of(master, number)->intensity;
	uint64_t times[SCOREBOARD_RING_MAX];
	size_t count =
		supervisor_node_window(master->supervisor, number, times, SCOREBOARD_RING_MAX);

	if (intensity == UINT_MAX)
		return 0;
	if (count == 0 && node->because &&
		master->slots[node->because - 1].launch->program->max_restarts == UINT_MAX)
		return (uint64_t)intensity + 1;
	return count > intensity ? count : 0;
}

static void log_end(const struct master *master, unsigned number)
{
	const struct child_record *record = supervisor_node(master->supervisor, number);
	char name[96];

	if (record->cause == CHILD_CAUSE_INTENSITY)
		log_giving_up(master, number);
	else
		report_log("supervisor '%s' ends, because %s has (auto_shutdown)",
			template_of(master, number)->name,
			culprit_name(master, master->nodes[number].because, name, sizeof name));
}

/* What it does to those that have not ended by themselves. */
static void log_group(const struct master *master, unsigned number)
{
	const struct template_node *template = template_of(master, number);
	char name[96];

	culprit_name(master, master->nodes[number].because, name, sizeof name);
	if (template->strategy == NODE_ONE_FOR_ALL)
		report_log("supervisor '%s': all are started again because of %s", template->name,
			name);
	else
		report_log("supervisor '%s': those behind %s are started again with it",
			template->name, name);
}

/* It ends by itself; once for the way down and its end, which may be one step. */
static bool is_ending(const struct node *node, const struct child_record *record)
{
	if (record->cause != CHILD_CAUSE_INTENSITY && record->cause != CHILD_CAUSE_AUTO_SHUTDOWN)
		return false;
	if (record->state == CHILD_STOPPING)
		return !node->ending;
	return record->exits != node->exits && !node->ending;
}

void node_changed(struct master *master, unsigned number)
{
	const struct child_record *record = supervisor_node(master->supervisor, number);
	struct node *node = &master->nodes[number];
	bool begins = record->state == CHILD_STOPPING && node->state != CHILD_STOPPING;
	bool ends = is_ending(node, record), groups = false;

	if (ends) {
		/* The record says it. */
		if (record->status >= 0 && (unsigned)record->status < master->slot_count)
			node->because = 1 + (uint32_t)record->status;
		node->exceeded = record->cause == CHILD_CAUSE_INTENSITY
					 ? count_exceeding(master, number)
					 : 0;
	} else if (decides(master, number)) {
		groups = record->cause == CHILD_CAUSE_GROUP;
		if (groups || record->cause == CHILD_CAUSE_NONE)
			node->because = find_culprit(master, number);
	} else if (record->cause == CHILD_CAUSE_GROUP && begins) {
		node->because = 0; /* the one above it knows */
	}
	write_node(master, number);
	if (ends)
		log_end(master, number);
	else if (groups)
		log_group(master, number);
	node->ending = record->state == CHILD_STOPPING && (ends || node->ending);
	node->state = record->state;
	node->exits = record->exits;
}

bool node_gives_up_with(const struct slot *slot)
{
	const struct master *master = slot->master;
	const struct child_record *record;

	if (!master->node_count)
		return false;
	record = supervisor_node(master->supervisor, slot->launch->program->node);
	return record->cause == CHILD_CAUSE_INTENSITY && record->status == (int)slot_index(slot);
}

/* Returns the length of the window. */
static size_t read_window(
	struct master *master, unsigned slot, const struct scoreboard_slot *data, uint64_t *times)
{
	unsigned ring = scoreboard_ring_length(master->scoreboard);
	uint64_t decisions = data->node.decisions;
	uint64_t count = decisions < ring ? decisions : ring;

	if (count > data->window)
		count = data->window;
	for (uint64_t n = 0; n < count; n++)
		times[n] = scoreboard_get_exit(master->scoreboard, slot, decisions - count + n);
	return (size_t)count;
}

/* A number that means no member would be taken for another: then all are concerned. */
static int checked_status(const struct master *master, int32_t status)
{
	int32_t least = -(int32_t)master->node_count;

	return status >= least && status < (int32_t)master->slot_count ? status : 0;
}

static void restore(struct master *master, unsigned number, const struct scoreboard_slot *data)
{
	struct node *node = &master->nodes[number];
	uint64_t times[SCOREBOARD_RING_MAX];
	size_t count = read_window(master, slot_of(master, number), data, times);
	struct child_record record = {.state = data->state < CHILD_STATE_COUNT
						       ? (enum child_state)data->state
						       : CHILD_STARTING,
		.wanted = data->wanted ? CHILD_WANTED_RUNNING : CHILD_WANTED_STOPPED,
		.cause = data->cause < CHILD_CAUSE_COUNT ? (enum child_cause)data->cause
							 : CHILD_CAUSE_NONE,
		.status = checked_status(master, data->status),
		.restarts = data->restarts,
		.exits = data->exits,
		.changed_ns = data->changed_ns};

	node->was_stopped = !data->wanted;
	node->state = record.state;
	node->exits = record.exits;
	node->ending = record.state == CHILD_STOPPING &&
		       (record.cause == CHILD_CAUSE_INTENSITY ||
			       record.cause == CHILD_CAUSE_AUTO_SHUTDOWN);
	node->because = data->node.because <= master->slot_count ? data->node.because : 0;
	node->decisions = data->node.decisions;
	node->exceeded = data->node.exceeded;
	if (count > 0) {
		node->newest = times[count - 1];
		node->at_newest = count_at(times, count, node->newest);
	}
	supervisor_restore_node(master->supervisor, number, &record, times, count);
}

void node_restore(struct master *master)
{
	/* Of a supervisor that nothing is known of, what does not live is started. */
	static const struct scoreboard_slot unknown = {
		.state = CHILD_STARTING, .wanted = CHILD_WANTED_RUNNING};

	for (unsigned i = 0; master->resumed && i < master->node_count; i++) {
		struct scoreboard_slot data;

		if (scoreboard_get_slot(master->scoreboard, slot_of(master, i), &data) &&
			(data.flags & SLOT_NODE))
			restore(master, i, &data);
		else
			restore(master, i, &unknown);
	}
}

void node_stop_again(struct master *master)
{
	for (unsigned i = 0; i < master->node_count; i++)
		if (master->nodes[i].was_stopped)
			supervisor_node_stop(master->supervisor, i, clock_monotonic_ns());
}
