/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/status/tree.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "api/status/verdict_tree.h"
#include "reeve/status.h"
#include "supervisor/supervisor.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define CAUSE_SIZE 256
/* No more names after so many bytes of them: one row says how wide all are. */
#define MEMBERS_SIZE 60

static const struct table_column columns[] = {{"name", true}, {"strategy", false, 1}, {"state"},
	{"restarts", false, 2}, {"members", true}, {"cause", true}};

bool status_tree_is_there(const struct reeve_status *status)
{
	for (size_t i = 0; i < reeve_status_part_count(status); i++) {
		const struct reeve_status *part = reeve_status_part(status, i);

		if (part->facts && part->facts->node_count)
			return true;
	}
	return false;
}

struct members {
	struct buffer names;
	size_t more; /* who is not among the names */
};

static void add_name(struct members *members, const char *name, unsigned instances)
{
	struct buffer *names = &members->names;

	if (names->length >= MEMBERS_SIZE) {
		members->more++;
		return;
	}
	buffer_printf(names, "%s%s", names->length ? ", " : "", name);
	if (instances > 1)
		buffer_printf(names, " (%u)", instances);
}

/* Its programs with the number of their workers, then the supervisors in it. */
static void add_members(struct table *table, const struct status *facts, size_t number)
{
	struct members members = {.more = 0};

	for (size_t i = 0; i < facts->worker_count; i++) {
		const struct scoreboard_slot *slot = &facts->workers[i].slot;
		unsigned instances = 1;

		if (slot->above != number + 1)
			continue;
		while (i + 1 < facts->worker_count &&
			strcmp(facts->workers[i + 1].slot.program, slot->program) == 0) {
			instances++;
			i++;
		}
		add_name(&members, slot->program, instances);
	}
	for (size_t i = number + 1; i < facts->node_count; i++)
		if (facts->nodes[i].slot.above == number + 1)
			add_name(&members, facts->nodes[i].slot.program, 1);
	if (members.more)
		buffer_printf(&members.names, " and %zu more", members.more);
	table_text(table, members.names.data ? members.names.data : "");
	buffer_done(&members.names);
}

static enum table_colour colour_of(const struct status_node *node)
{
	switch (node->slot.state) {
	case CHILD_RUNNING:
		return TABLE_GREEN;
	case CHILD_STARTING:
	case CHILD_STOPPING:
	case CHILD_BACKOFF:
		return TABLE_YELLOW;
	case CHILD_FATAL:
		return TABLE_RED;
	default:
		return TABLE_NONE;
	}
}

static void add_node(struct table *table, const struct status *facts, size_t number)
{
	const struct status_node *node = &facts->nodes[number];
	struct buffer name = {0};
	char cause[CAUSE_SIZE];

	for (unsigned depth = verdict_depth(facts, node); depth > 0; depth--)
		buffer_text(&name, "  ");
	buffer_text(&name, node->slot.program);
	table_text(table, name.data ? name.data : "");
	buffer_done(&name);
	table_text(table, verdict_strategy(node));
	table_coloured(table, verdict_node(facts, node), colour_of(node));
	table_number(table, node->slot.restarts);
	add_members(table, facts, number);
	verdict_node_cause(facts, node, cause, sizeof cause);
	if (cause[0])
		table_text(table, cause);
	else
		table_none(table);
}

void status_tree_table(struct table *table, const struct reeve_status *status)
{
	table_init(table, "Supervisor", columns, COUNT(columns));
	for (size_t i = 0; i < reeve_status_part_count(status); i++) {
		const struct reeve_status *part = reeve_status_part(status, i);

		for (size_t k = 0; part->facts && k < part->facts->node_count; k++)
			add_node(table, part->facts, k);
	}
}

const char *status_tree_name(const struct status *facts, const struct scoreboard_slot *slot)
{
	const struct status_node *above = verdict_above(facts, slot);

	return above ? above->slot.program : NULL;
}

/* They are few: jansson's time does not matter. */
static void add_object(struct buffer *out, const struct status *facts, size_t number)
{
	const struct status_node *node = &facts->nodes[number];
	const struct scoreboard_slot *slot = &node->slot;
	const char *above = status_tree_name(facts, slot);
	char cause[CAUSE_SIZE], *text;
	json_t *object;

	verdict_node_cause(facts, node, cause, sizeof cause);
	object = json_pack("{ss ss? ss ss ss sI sI sI ss?}", "name", slot->program, "supervisor",
		above, "strategy", verdict_strategy(node), "state", verdict_node(facts, node),
		"wanted", slot->wanted == CHILD_WANTED_RUNNING ? "running" : "stopped", "restarts",
		(json_int_t)slot->restarts, "exits", (json_int_t)slot->exits, "restarts_in_period",
		(json_int_t)slot->window, "cause", cause[0] ? cause : NULL);
	text = object ? json_dumps(object, JSON_COMPACT) : NULL;
	out->failed |= !text;
	if (text)
		buffer_text(out, text);
	free(text);
	json_decref(object);
}

void status_tree_json(struct buffer *out, const struct status *facts)
{
	for (size_t i = 0; i < facts->node_count; i++) {
		buffer_text(out, i ? ",\n" : "\n");
		add_object(out, facts, i);
	}
}
