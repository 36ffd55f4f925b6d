/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "config/form.h"
#include "config/option.h"
#include "config/value.h"

struct check {
	const struct level *level;
	struct error_list *errors;
	char command[96]; /* "command 'queue': " or "" */
	char who[96];	  /* "program 'mailer': " or "" */
};

struct form_place {
	const struct check *check;
	const config_setting_t *setting;
};

static void complain(const struct check *check, const config_setting_t *setting, const char *format,
	...) REEVE_PRINTF(3, 4);

static void complain(
	const struct check *check, const config_setting_t *setting, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	level_complain(
		check->level, setting, check->errors, "%s%s%s", check->command, check->who, text);
}

static const char *scope_name(unsigned scope)
{
	return scope & SCOPE_SITE	? "in a site file"
	       : scope & SCOPE_TEMPLATE ? "at the top of a template"
	       : scope & SCOPE_COMMAND	? "in one of several commands"
					: "in a program";
}

static void refuse_key(const struct check *check, const config_setting_t *setting, unsigned scope)
{
	const char *key = config_setting_name(setting);
	const struct option *option = option_find(key);
	const char *nearest = option_nearest(key, scope);

	if (option && option->scope != SCOPE_RESOLVED)
		complain(check, setting, "key '%s' belongs %s, not %s", key,
			scope_name(option->scope & (SCOPE_TEMPLATE | SCOPE_PROGRAM)),
			scope_name(scope));
	else if (nearest)
		complain(check, setting, "unknown key '%s', did you mean '%s'?", key, nearest);
	else
		complain(check, setting, "unknown key '%s'", key);
}

/* A form_complain. */
static void complain_form(void *data, const config_setting_t *culprit, const char *why)
{
	const struct form_place *place = data;

	complain(place->check, culprit, "'%s' %s", config_setting_name(place->setting), why);
}

static void check_member(const struct check *check, const config_setting_t *setting, unsigned scope)
{
	const struct option *option = option_find(config_setting_name(setting));
	struct form_place place = {check, setting};
	struct buffer why = {0};
	uint64_t number;

	if (!option || !(option->scope & scope)) {
		refuse_key(check, setting, scope);
		return;
	}
	if (level_is_open(setting))
		return;
	if (value_read(option, setting, &number, &why) < 0)
		complain(check, setting, "'%s' %s", option->key,
			why.data ? why.data : "is not valid");
	else
		form_check(setting, complain_form, &place);
	buffer_done(&why);
}

/* who has the size of check->who. */
static void name_group(char *who, const char *what, const config_setting_t *group, int index)
{
	const config_setting_t *name = config_setting_get_member(group, "name");
	size_t size = sizeof((struct check *)0)->who;
	char shown[70];

	if (name && config_setting_type(name) == CONFIG_TYPE_STRING)
		snprintf(who, size, "%s '%s': ", what,
			text_show(shown, sizeof shown, config_setting_get_string(name)));
	else
		snprintf(who, size, "%s %d: ", what, index + 1);
}

/* A key that cannot do anything in this kind of program is an error, not silence. */
static void check_kind(const struct check *check, const config_setting_t *setting, bool work)
{
	const struct option *option = option_find(config_setting_name(setting));

	if (option && option->kind == KIND_WORK && !work)
		complain(check, setting, "'%s' is for programs with work, not exec", option->key);
	if (option && option->kind == KIND_EXEC && work)
		complain(check, setting, "'%s' is for programs with exec, not work", option->key);
}

static void check_program(const struct check *check, const config_setting_t *program)
{
	bool exec = config_setting_get_member(program, "exec") != NULL;
	bool work = config_setting_get_member(program, "work") != NULL;

	if (!config_setting_get_member(program, "name"))
		complain(check, program, "has no name");
	if (exec && work)
		complain(check, program, "has both exec and work: it can have only one of them");
	if (!exec && !work)
		complain(check, program, "has neither exec nor work");
	for (int i = 0; i < config_setting_length(program); i++) {
		const config_setting_t *member = config_setting_get_elem(program, (unsigned)i);
		unsigned scope = SCOPE_PROGRAM | (check->level->scope & SCOPE_RESOLVED);

		check_member(check, member, scope);
		if (exec != work)
			check_kind(check, member, work);
	}
}

struct named {
	const char *name;
	const config_setting_t *setting;
	size_t index;
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

static void check_duplicates(const struct check *check, struct named *names, size_t count)
{
	qsort(names, count, sizeof *names, compare_names);
	for (size_t i = 1; i < count; i++) {
		const char *file;
		int line;

		if (strcmp(names[i].name, names[i - 1].name) != 0)
			continue;
		source_place(&check->level->source,
			config_setting_source_line(names[i - 1].setting), &file, &line);
		complain(check, names[i].setting,
			"program '%s' has the name of the program at %s:%d", names[i].name, file,
			line);
	}
}

static void check_names(const struct check *check, const config_setting_t *programs)
{
	size_t length = (size_t)config_setting_length(programs), count = 0;
	struct named *names = calloc(length + 1, sizeof *names);

	if (!names) {
		complain(check, programs, "out of memory");
		return;
	}
	for (size_t i = 0; i < length; i++) {
		const config_setting_t *program = config_setting_get_elem(programs, (unsigned)i);
		const config_setting_t *name = config_setting_get_member(program, "name");

		if (name && config_setting_type(name) == CONFIG_TYPE_STRING)
			names[count++] =
				(struct named){config_setting_get_string(name), program, i};
	}
	check_duplicates(check, names, count);
	free(names);
}

static bool is_empty_list(const config_setting_t *setting)
{
	int type = config_setting_type(setting);

	return (type == CONFIG_TYPE_LIST || type == CONFIG_TYPE_ARRAY) &&
	       config_setting_length(setting) == 0;
}

static void check_programs(struct check *check, const config_setting_t *root)
{
	const config_setting_t *programs = config_setting_get_member(root, "programs");
	uint64_t number;

	if (!programs || is_empty_list(programs)) {
		complain(check, programs ? programs : root,
			"there is no program: programs = ( { name = \"...\"; exec = [...]; } )");
		return;
	}
	if (value_read(option_find("programs"), programs, &number, NULL) < 0)
		return;
	for (int i = 0; i < config_setting_length(programs); i++) {
		const config_setting_t *program = config_setting_get_elem(programs, (unsigned)i);

		name_group(check->who, "program", program, i);
		check_program(check, program);
	}
	check->who[0] = '\0';
	check_names(check, programs);
}

static void check_command(struct check *check, const config_setting_t *command)
{
	if (!config_setting_get_member(command, "name"))
		complain(check, command, "has no name");
	for (int i = 0; i < config_setting_length(command); i++)
		check_member(check, config_setting_get_elem(command, (unsigned)i), SCOPE_COMMAND);
	check_programs(check, command);
}

/* What the top says is for the groups: a key that means nothing to any is an error, not silence. */
static void check_top(const struct check *check, const config_setting_t *root, bool has_groups)
{
	for (int i = 0; i < config_setting_length(root); i++) {
		const config_setting_t *member = config_setting_get_elem(root, (unsigned)i);
		const char *key = config_setting_name(member);
		const struct option *option = option_find(key);

		if (strcmp(key, "programs") == 0)
			complain(check, member,
				"there are both programs and commands: a template has only one of "
				"them");
		else if (strcmp(key, "pid_file") == 0)
			complain(check, member,
				"'pid_file' is one file: it belongs in each of the commands");
		else if (option && (option->scope & SCOPE_COMMAND) && !has_groups &&
			 strcmp(key, "name") != 0 && strcmp(key, "env_file") != 0)
			complain(check, member,
				"'%s' means nothing here: each file in commands is a template of "
				"its own",
				key);
	}
}

static void check_commands(
	struct check *check, const config_setting_t *root, const config_setting_t *commands)
{
	bool has_groups = false;
	uint64_t number;

	if (value_read(option_find("commands"), commands, &number, NULL) < 0)
		return;
	if (is_empty_list(commands))
		complain(check, commands, "there is no command: commands = ( \"a.cfg\", ... )");
	for (int i = 0; i < config_setting_length(commands); i++) {
		const config_setting_t *command = config_setting_get_elem(commands, (unsigned)i);

		if (config_setting_type(command) != CONFIG_TYPE_GROUP)
			continue;
		has_groups = true;
		name_group(check->command, "command", command, i);
		check_command(check, command);
	}
	check->command[0] = '\0';
	check_top(check, root, has_groups);
}

void check_level(const struct level *level, struct error_list *errors)
{
	struct check check = {.level = level, .errors = errors};
	const config_setting_t *root = level_root(level);
	const config_setting_t *commands = config_setting_get_member(root, "commands");

	for (int i = 0; i < config_setting_length(root); i++)
		check_member(&check, config_setting_get_elem(root, (unsigned)i), level->scope);
	if ((level->scope & SCOPE_TEMPLATE) && commands)
		check_commands(&check, root, commands);
	else if (level->scope & SCOPE_TEMPLATE)
		check_programs(&check, root);
}
