/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/plan_print.h"

#include <stdio.h>
#include <string.h>

#include "api/paper.h"
#include "base/text.h"
#include "config/plan.h"

static const struct table_column columns[] = {
	{"what"}, {"key"}, {"before", true, 2}, {"after", true, 1}, {"effect"}};

static enum table_colour colour_of(enum option_impact impact)
{
	switch (impact) {
	case IMPACT_FIXED:
		return TABLE_RED;
	case IMPACT_RESTART:
	case IMPACT_ROLLING:
		return TABLE_YELLOW;
	case IMPACT_LIVE:
		return TABLE_GREEN;
	default:
		return TABLE_NONE;
	}
}

static void add_subject(struct table *table, const struct plan_entry *entry)
{
	char text[128];

	if (entry->subject == PLAN_PROGRAM) {
		table_text(table, entry->name);
		return;
	}
	snprintf(text, sizeof text, "%s %s",
		entry->subject == PLAN_COMMAND ? "command" : "supervisor", entry->name);
	table_text(table, text);
}

static void add_value(struct table *table, const char *value)
{
	if (value)
		table_text(table, value);
	else
		table_none(table);
}

static void add_workers(struct table *table, unsigned workers)
{
	if (workers)
		table_number(table, workers);
	else
		table_none(table);
}

static void add_change(
	struct table *table, const struct plan_entry *entry, const struct plan_change *change)
{
	add_subject(table, entry);
	table_text(table, change->key);
	add_value(table, change->before);
	add_value(table, change->after);
	table_coloured(table, option_impact_name(change->impact), colour_of(change->impact));
}

/* It comes, goes or stays as it is: one row. */
static void add_whole(struct table *table, const struct plan_entry *entry)
{
	bool differs = entry->is_added || entry->is_removed;

	add_subject(table, entry);
	if (differs && entry->subject == PLAN_PROGRAM) {
		table_text(table, "workers");
		add_workers(table, entry->workers_before);
		add_workers(table, entry->workers_after);
	} else {
		for (unsigned i = 0; i < 3; i++)
			table_none(table);
	}
	table_coloured(table,
		entry->is_added	    ? "added"
		: entry->is_removed ? "removed"
				    : option_impact_name(IMPACT_NONE),
		differs ? TABLE_GREEN : TABLE_NONE);
}

void plan_table(const struct plan *plan, struct paper *paper)
{
	struct table table;

	table_init(&table, plan->entries[0].name, columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < plan->entry_count; i++) {
		const struct plan_entry *entry = &plan->entries[i];

		for (size_t k = 0; k < entry->change_count; k++)
			add_change(&table, entry, &entry->changes[k]);
		if (!entry->change_count &&
			(entry->subject == PLAN_PROGRAM || entry->is_added || entry->is_removed))
			add_whole(&table, entry);
	}
	paper_table(paper, &table);
}

/* Values can be any bytes, JSON cannot: what is not text is shown escaped. */
static json_t *value_to_json(const char *value)
{
	struct buffer shown = {0};
	json_t *json;

	if (!value)
		return json_null();
	text_escape(&shown, value, strlen(value));
	json = json_string(shown.failed || !shown.data ? "" : shown.data);
	buffer_done(&shown);
	return json;
}

static json_t *changes_to_json(const struct plan_entry *entry)
{
	json_t *changes = json_array();

	for (size_t i = 0; changes && i < entry->change_count; i++) {
		const struct plan_change *change = &entry->changes[i];

		if (json_array_append_new(changes,
			    json_pack("{s:o, s:o, s:o, s:s}", "key", value_to_json(change->key),
				    "before", value_to_json(change->before), "after",
				    value_to_json(change->after), "effect",
				    option_impact_name(change->impact))) < 0) {
			json_decref(changes);
			return NULL;
		}
	}
	return changes;
}

static json_t *entry_to_json(const struct plan_entry *entry)
{
	const char *effect = entry->is_added	 ? "added"
			     : entry->is_removed ? "removed"
						 : option_impact_name(entry->impact);

	if (entry->subject != PLAN_PROGRAM)
		return json_pack("{s:s, s:s, s:o}", "name", entry->name, "effect", effect,
			"changes", changes_to_json(entry));
	return json_pack("{s:s, s:s, s:{s:i, s:i}, s:o}", "name", entry->name, "effect", effect,
		"workers", "before", (int)entry->workers_before, "after", (int)entry->workers_after,
		"changes", changes_to_json(entry));
}

static json_t *entries_to_json(const struct plan *plan, enum plan_subject subject)
{
	json_t *entries = json_array();

	for (size_t i = 0; entries && i < plan->entry_count; i++)
		if (plan->entries[i].subject == subject &&
			json_array_append_new(entries, entry_to_json(&plan->entries[i])) < 0) {
			json_decref(entries);
			return NULL;
		}
	return entries;
}

json_t *plan_document(const struct plan *plan, const char *command, const char *action)
{
	return json_pack("{s:i, s:s, s:s, s:s, s:o, s:o, s:o}", "schema", 1, "command", command,
		"action", action, "effect", option_impact_name(plan->impact), "changes",
		changes_to_json(&plan->entries[0]), "supervisors",
		entries_to_json(plan, PLAN_SUPERVISOR), "programs",
		entries_to_json(plan, PLAN_PROGRAM));
}
