/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/checking.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/choice.h"
#include "config/option.h"
#include "config/program_ready.h"
#include "config/program_reload.h"
#include "config/program_stop.h"
#include "config/program_times.h"
#include "config/template.h"
#include "config/value.h"

/* A key that cannot do anything in this kind of program is an error, not silence. */
static void check_kind(const struct check *check, const config_setting_t *setting, bool work)
{
	const struct option *option = option_find(config_setting_name(setting));

	if (option && option->kind == KIND_WORK && !work)
		check_complain(
			check, setting, "'%s' is for programs with work, not exec", option->key);
	if (option && option->kind == KIND_EXEC && work)
		check_complain(
			check, setting, "'%s' is for programs with exec, not work", option->key);
}

static void check_program(const struct check *check, const config_setting_t *program)
{
	bool command = config_setting_get_member(program, "command") != NULL;
	bool exec = config_setting_get_member(program, "exec") != NULL;
	bool work = config_setting_get_member(program, "work") != NULL;

	if (!config_setting_get_member(program, "name"))
		check_complain(check, program, "has no name");
	if (exec && work)
		check_complain(
			check, program, "has both exec and work: it can have only one of them");
	else if (command && (exec || work))
		check_complain(check, program,
			"has both %s and command: it can have only one of them",
			exec ? "exec" : "work");
	if (command && config_setting_get_member(program, "kill_scope") &&
		!(check->level->scope & SCOPE_RESOLVED))
		check_complain(check, config_setting_get_member(program, "kill_scope"),
			"'kill_scope' does not go with command, which ends its own workers");
	if (!exec && !work && !command)
		check_complain(check, program, "has neither exec nor work nor command");
	for (int i = 0; i < config_setting_length(program); i++) {
		const config_setting_t *member = config_setting_get_elem(program, (unsigned)i);
		unsigned scope = SCOPE_PROGRAM | (check->level->scope & SCOPE_RESOLVED);

		check_member(check, member, scope);
		if (exec + work + command == 1)
			check_kind(check, member, work);
	}
	check_program_sockets(check, program);
	program_times_check(check, program);
	program_stop_check(check, program);
	program_ready_check(check, program);
	program_reload_check(check, program);
}

/* Programs and supervisors have names that differ from each other. */
struct named {
	const char *what;
	const char *name;
	const config_setting_t *setting;
	size_t index;
};

struct names {
	struct named *items;
	size_t count, room;
	bool failed;
};

static int compare_names(const void *a, const void *b)
{
	const struct named *one = a, *other = b;
	int order = strcmp(one->name, other->name);

	/* Of the same name, the first one in the text comes first. */
	if (order == 0)
		order = one->index < other->index ? -1 : 1;
	return order;
}

static void check_duplicates(const struct check *check, struct names *names)
{
	struct named *items = names->items;

	if (names->count)
		qsort(items, names->count, sizeof *items, compare_names);
	for (size_t i = 1; i < names->count; i++) {
		const char *file;
		int line;

		if (strcmp(items[i].name, items[i - 1].name) != 0)
			continue;
		source_place(&check->level->source,
			config_setting_source_line(items[i - 1].setting), &file, &line);
		check_complain(check, items[i].setting, "%s '%s' has the name of the %s at %s:%d",
			items[i].what, items[i].name, items[i - 1].what, file, line);
	}
}

/* What means them all is no name of one. */
static void check_word(const struct check *check, const config_setting_t *group)
{
	const config_setting_t *name = config_setting_get_member(group, "name");

	if (name && config_setting_type(name) == CONFIG_TYPE_STRING &&
		strcmp(config_setting_get_string(name), CHOICE_ALL) == 0 &&
		!(check->level->scope & SCOPE_RESOLVED))
		check_complain(check, name,
			"the name '" CHOICE_ALL
			"' is taken: it means every program, as in 'stop " CHOICE_ALL "'");
}

static void note_name(struct names *names, const char *what, const config_setting_t *group)
{
	const config_setting_t *name = config_setting_get_member(group, "name");
	struct named *items = names->items;

	if (!name || config_setting_type(name) != CONFIG_TYPE_STRING)
		return;
	if (names->count == names->room) {
		names->room = names->room ? 2 * names->room : 16;
		items = realloc(names->items, names->room * sizeof *items);
		names->failed |= !items;
	}
	if (names->failed)
		return;
	names->items = items;
	items[names->count] =
		(struct named){what, config_setting_get_string(name), group, names->count};
	names->count++;
}

bool check_is_empty(const config_setting_t *setting)
{
	int type = config_setting_type(setting);

	return (type == CONFIG_TYPE_LIST || type == CONFIG_TYPE_ARRAY) &&
	       config_setting_length(setting) == 0;
}

/* The members of a list of groups; none if it is anything else, which was told. */
static int count_groups(const config_setting_t *list, const char *key)
{
	uint64_t number;

	if (!list || value_read(option_find(key), list, &number, NULL) < 0)
		return 0;
	return config_setting_length(list);
}

static void check_list(struct check *check, struct names *names, const config_setting_t *programs)
{
	for (int i = 0; i < count_groups(programs, "programs"); i++) {
		const config_setting_t *program = config_setting_get_elem(programs, (unsigned)i);

		check_name_group(check->who, "program", program, i);
		check_word(check, program);
		check_program(check, program);
		note_name(names, "program", program);
	}
	check->who[0] = '\0';
}

/* The keys of a supervisor: not yet what is in it. */
static void check_keys(struct check *check, const config_setting_t *group)
{
	const config_setting_t *programs = config_setting_get_member(group, "programs");
	const config_setting_t *supervisors = config_setting_get_member(group, "supervisors");

	for (int i = 0; i < config_setting_length(group); i++)
		check_member(check, config_setting_get_elem(group, (unsigned)i), SCOPE_SUPERVISOR);
	if ((!programs || check_is_empty(programs)) &&
		(!supervisors || check_is_empty(supervisors)))
		check_complain(check, group, "has neither programs nor supervisors");
}

static void check_supervisor(
	struct check *check, struct names *names, const config_setting_t *group, unsigned depth)
{
	const config_setting_t *supervisors = config_setting_get_member(group, "supervisors");
	int count = count_groups(supervisors, "supervisors");

	note_name(names, "supervisor", group);
	check_word(check, group);
	check_keys(check, group);
	if (count > 0 && depth + 1 == TEMPLATE_MAX_DEPTH) {
		check_complain(check, supervisors, "supervisors are nested more than %d deep",
			TEMPLATE_MAX_DEPTH);
		count = 0;
	}
	check_list(check, names, config_setting_get_member(group, "programs"));
	for (int i = 0; i < count; i++) {
		const config_setting_t *below = config_setting_get_elem(supervisors, (unsigned)i);

		check_name_group(check->who, "supervisor", below, i);
		if (!config_setting_get_member(below, "name"))
			check_complain(check, below, "has no name");
		check_supervisor(check, names, below, depth + 1);
	}
	check->who[0] = '\0';
}

static void check_tree(struct check *check, struct names *names, const config_setting_t *root,
	const config_setting_t *supervisor)
{
	const config_setting_t *programs = config_setting_get_member(root, "programs");

	if (programs)
		check_complain(check, programs,
			"there are both programs and supervisor: move the programs into the "
			"supervisor");
	if (config_setting_type(supervisor) != CONFIG_TYPE_GROUP)
		return;
	snprintf(check->who, sizeof check->who, "supervisor: ");
	check_supervisor(check, names, supervisor, 0);
}

void check_programs(struct check *check, const config_setting_t *root)
{
	const config_setting_t *supervisor = config_setting_get_member(root, "supervisor");
	const config_setting_t *programs = config_setting_get_member(root, "programs");
	struct names names = {0};

	if (supervisor)
		check_tree(check, &names, root, supervisor);
	else if (programs && !check_is_empty(programs))
		check_list(check, &names, programs);
	else
		check_complain(check, programs ? programs : root,
			"there is no program: programs = ( { name = \"...\"; exec = [...]; } )");
	if (names.failed)
		check_complain(check, root, "out of memory");
	else
		check_duplicates(check, &names);
	free(names.items);
}
