/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "config/settings.h"

/* The two sides of an entry in the making. */
struct sides {
	const struct program *before, *after; /* of a program, where it is in both */
	struct settings was, is;
};

/* Adds a change; takes the texts. Returns 0 or -ENOMEM. */
static int add(
	struct plan_entry *entry, char *key, char *before, char *after, enum option_impact impact)
{
	struct plan_change *changes =
		realloc(entry->changes, (entry->change_count + 1) * sizeof *changes);

	if (changes)
		entry->changes = changes;
	if (!changes || !key) {
		free(key);
		free(before);
		free(after);
		return -ENOMEM;
	}
	changes[entry->change_count++] = (struct plan_change){key, before, after, impact};
	if (impact > entry->impact)
		entry->impact = impact;
	return 0;
}

/* As it is said, not as it is written: no quotes, no L after a number. */
static char *show(const char *value)
{
	size_t length = value ? strlen(value) : 0, at = 0;
	char *shown = value ? strdup(value) : NULL;

	if (!shown || length < 2)
		return shown;
	if (value[0] != '"') {
		if (value[length - 1] == 'L')
			shown[length - 1] = '\0';
		return shown;
	}
	for (size_t i = 1; i < length - 1; i++) {
		if (value[i] == '\\' && (value[i + 1] == '\\' || value[i + 1] == '"'))
			i++;
		shown[at++] = value[i];
	}
	shown[at] = '\0';
	return shown;
}

/* The key that a reader knows it by. */
static const char *known_key(const struct option *option)
{
	static const char *const names[][2] = {{"uid", "user"}, {"gid", "group"},
		{"gids", "groups"}, {"config_json", "config"}, {"owner", "the template's owner"}};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(option->key, names[i][0]) == 0)
			return names[i][1];
	return option->key;
}

/* Live is what the master acts by. These two are told to the process as well, by some programs. */
static bool is_told(const struct option *option, const struct program *program)
{
	if (strcmp(option->key, "stop_signal") == 0)
		return program->stop_on_master_death;
	if (strcmp(option->key, "watchdog") == 0)
		return program->ready == READY_NOTIFY;
	return false;
}

static enum option_impact impact_of(const struct option *option, const struct sides *sides)
{
	/* Of the command: its guardian has those that were opened. */
	if (!sides->after && strcmp(option->key, "sockets") == 0)
		return IMPACT_FIXED;
	/* The guardian opened those of the command at its start; which of them a program gets is
	 * told to its workers. */
	if (!sides->after && strcmp(option->key, "sockets") == 0)
		return IMPACT_FIXED;
	if (sides->after && option->impact == IMPACT_LIVE && is_told(option, sides->after))
		return IMPACT_RESTART;
	return option->impact;
}

static bool is_listed(const struct plan_entry *entry, const char *key)
{
	for (size_t i = 0; i < entry->change_count; i++)
		if (strcmp(entry->changes[i].key, key) == 0)
			return true;
	return false;
}

static int compare_setting(
	struct plan_entry *entry, const struct sides *sides, const struct option *option)
{
	const char *before = settings_find(&sides->was, option);
	const char *after = settings_find(&sides->is, option);
	const char *key = known_key(option);

	if (before && after ? strcmp(before, after) == 0 : before == after)
		return 0;
	if (strcmp(option->key, "env") == 0 || strcmp(option->key, "place") == 0 ||
		strcmp(option->key, "edition") == 0 ||
		strcmp(option->key, "scaled_from") == 0 || is_listed(entry, key))
		return 0;
	/* Of what could not be looked at, now or then, nothing is known. */
	if (strcmp(option->key, "binary") == 0)
		return before && after ? add(entry, strdup("binary"), strdup("as it was"),
						 strdup("changed"), option->impact)
				       : 0;
	return add(entry, strdup(key), show(before), show(after), impact_of(option, sides));
}

static int compare_settings(struct plan_entry *entry, const struct sides *sides)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < sides->was.count; i++)
		result = compare_setting(entry, sides, sides->was.items[i].option);
	for (size_t i = 0; result == 0 && i < sides->is.count; i++)
		if (!settings_find(&sides->was, sides->is.items[i].option))
			result = compare_setting(entry, sides, sides->is.items[i].option);
	return result;
}

/* The entry of the same name; NULL: none. */
static const char *find_variable(char *const *env, const char *entry)
{
	size_t length = strcspn(entry, "=") + 1;

	for (; env && *env; env++)
		if (strncmp(*env, entry, length) == 0)
			return *env;
	return NULL;
}

static int add_variable(
	struct plan_entry *entry, const char *variable, const char *before, const char *after)
{
	char *key;

	if (asprintf(&key, "env.%.*s", (int)strcspn(variable, "="), variable) < 0)
		key = NULL;
	return add(entry, key, before ? strdup(before) : NULL, after ? strdup(after) : NULL,
		option_find("env")->impact);
}

static int compare_environments(struct plan_entry *entry, const struct sides *sides)
{
	char *const *before = sides->before->env, *const *after = sides->after->env;
	int result = 0;

	for (size_t i = 0; result == 0 && before && before[i]; i++) {
		const char *other = find_variable(after, before[i]);

		if (!other || strcmp(other, before[i]) != 0)
			result = add_variable(
				entry, before[i], "set", other ? "set to another" : NULL);
	}
	for (size_t i = 0; result == 0 && after && after[i]; i++)
		if (!find_variable(before, after[i]))
			result = add_variable(entry, after[i], NULL, "set");
	return result;
}

/* NULL where there is no tree. */
static const char *node_name(const struct template *template, const struct program *program)
{
	return template->node_count ? template->nodes[program->node].name : NULL;
}

static int compare_places(struct plan_entry *entry, const struct template *from,
	const struct template *to, const struct sides *sides)
{
	const char *before = node_name(from, sides->before), *after = node_name(to, sides->after);

	if (before && after ? strcmp(before, after) == 0 : before == after)
		return 0;
	return add(entry, strdup("supervisor"), before ? strdup(before) : NULL,
		after ? strdup(after) : NULL, option_find("supervisor")->impact);
}

/* Programs that roll have their workers replaced one after the other. */
static bool rolls(const struct program *program)
{
	return program->rolling;
}

static void let_roll(struct plan_entry *entry)
{
	for (size_t i = 0; i < entry->change_count; i++)
		if (entry->changes[i].impact == IMPACT_RESTART)
			entry->changes[i].impact = IMPACT_ROLLING;
	if (entry->impact == IMPACT_RESTART)
		entry->impact = IMPACT_ROLLING;
}

static int compare_programs(
	struct plan_entry *entry, const struct template *from, const struct template *to)
{
	struct sides sides = {template_program(from, entry->name),
		template_program(to, entry->name), {{0}}, {{0}}};
	int result;

	entry->is_added = !sides.before;
	entry->is_removed = !sides.after;
	entry->workers_before = sides.before ? sides.before->workers : 0;
	entry->workers_after = sides.after ? sides.after->workers : 0;
	if (!sides.before || !sides.after) {
		entry->impact = IMPACT_LIVE;
		return 0;
	}
	result = settings_of_program(from, sides.before, &sides.was);
	if (result == 0)
		result = settings_of_program(to, sides.after, &sides.is);
	if (result == 0)
		result = compare_settings(entry, &sides);
	if (result == 0)
		result = compare_environments(entry, &sides);
	if (result == 0)
		result = compare_places(entry, from, to, &sides);
	if (result == 0 && rolls(sides.after))
		let_roll(entry);
	settings_done(&sides.was);
	settings_done(&sides.is);
	return result;
}

static const struct template_node *find_node(const struct template *template, const char *name)
{
	for (size_t i = 0; i < template->node_count; i++)
		if (strcmp(template->nodes[i].name, name) == 0)
			return &template->nodes[i];
	return NULL;
}

static int compare_nodes(
	struct plan_entry *entry, const struct template *from, const struct template *to)
{
	const struct template_node *before = find_node(from, entry->name);
	const struct template_node *after = find_node(to, entry->name);
	struct sides sides = {0};
	int result;

	entry->is_added = !before;
	entry->is_removed = !after;
	if (!before || !after) {
		entry->impact = IMPACT_LIVE;
		return 0;
	}
	result = settings_of_node(from, before, &sides.was);
	if (result == 0)
		result = settings_of_node(to, after, &sides.is);
	if (result == 0)
		result = compare_settings(entry, &sides);
	settings_done(&sides.was);
	settings_done(&sides.is);
	return result;
}

static int compare_commands(
	struct plan_entry *entry, const struct template *from, const struct template *to)
{
	struct sides sides = {0};
	int result = settings_of_command(from, &sides.was);

	if (result == 0)
		result = settings_of_command(to, &sides.is);
	if (result == 0)
		result = compare_settings(entry, &sides);
	settings_done(&sides.was);
	settings_done(&sides.is);
	return result;
}

static void list(struct plan *plan, enum plan_subject subject, const char *name)
{
	plan->entries[plan->entry_count++] =
		(struct plan_entry){.subject = subject, .name = name, .impact = IMPACT_NONE};
}

static void list_all(struct plan *plan, const struct template *from, const struct template *to)
{
	list(plan, PLAN_COMMAND, from->name);
	for (size_t i = 0; i < from->node_count; i++)
		list(plan, PLAN_SUPERVISOR, from->nodes[i].name);
	for (size_t i = 0; i < to->node_count; i++)
		if (!find_node(from, to->nodes[i].name))
			list(plan, PLAN_SUPERVISOR, to->nodes[i].name);
	for (size_t i = 0; i < from->program_count; i++)
		list(plan, PLAN_PROGRAM, from->programs[i].name);
	for (size_t i = 0; i < to->program_count; i++)
		if (!template_program(from, to->programs[i].name))
			list(plan, PLAN_PROGRAM, to->programs[i].name);
}

static int compare(struct plan_entry *entry, const struct template *from, const struct template *to)
{
	switch (entry->subject) {
	case PLAN_SUPERVISOR:
		return compare_nodes(entry, from, to);
	case PLAN_PROGRAM:
		return compare_programs(entry, from, to);
	case PLAN_COMMAND:
		break;
	}
	return compare_commands(entry, from, to);
}

struct plan *plan_new(const struct template *before, const struct template *after)
{
	struct plan *plan = calloc(1, sizeof *plan);
	size_t most = 1 + before->node_count + after->node_count + before->program_count +
		      after->program_count;
	int result = 0;

	if (!plan)
		return NULL;
	plan->impact = IMPACT_NONE;
	plan->entries = calloc(most, sizeof *plan->entries);
	if (!plan->entries)
		result = -ENOMEM;
	else
		list_all(plan, before, after);
	for (size_t i = 0; result == 0 && i < plan->entry_count; i++) {
		result = compare(&plan->entries[i], before, after);
		if (plan->entries[i].impact > plan->impact)
			plan->impact = plan->entries[i].impact;
	}
	if (result == 0)
		return plan;
	plan_free(plan);
	return NULL;
}

void plan_free(struct plan *plan)
{
	for (size_t i = 0; plan && i < plan->entry_count; i++) {
		struct plan_entry *entry = &plan->entries[i];

		for (size_t k = 0; k < entry->change_count; k++) {
			free(entry->changes[k].key);
			free(entry->changes[k].before);
			free(entry->changes[k].after);
		}
		free(entry->changes);
	}
	if (plan)
		free(plan->entries);
	free(plan);
}

void plan_number(const struct plan *plan, const struct template *before, struct template *after,
	uint64_t now_ns)
{
	for (size_t i = 0; i < plan->entry_count; i++) {
		const struct plan_entry *entry = &plan->entries[i];
		const struct program *was = template_program(before, entry->name);
		bool anew = entry->impact == IMPACT_ROLLING || entry->impact == IMPACT_RESTART;
		uint64_t edition = was ? was->edition : 0;

		if (!was || anew)
			edition = edition < now_ns ? now_ns : edition + 1;

		if (entry->subject != PLAN_PROGRAM)
			continue;
		for (size_t k = 0; k < after->program_count; k++)
			if (strcmp(after->programs[k].name, entry->name) == 0)
				after->programs[k].edition = edition;
	}
}
