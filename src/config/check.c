/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "config/checking.h"
#include "config/form.h"
#include "config/option.h"
#include "config/program_stop.h"
#include "config/value.h"

struct form_place {
	const struct check *check;
	const config_setting_t *setting;
};

void check_complain(
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
	return scope & SCOPE_SITE	  ? "in a site file"
	       : scope & SCOPE_TEMPLATE	  ? "at the top of a template"
	       : scope & SCOPE_COMMAND	  ? "in one of several commands"
	       : scope & SCOPE_SUPERVISOR ? "in a supervisor"
	       : scope & SCOPE_SOCKET	  ? "in a socket"
					  : "in a program";
}

static void refuse_key(const struct check *check, const config_setting_t *setting, unsigned scope)
{
	const char *key = config_setting_name(setting);
	const struct option *option = option_find(key);
	const char *nearest = option_nearest(key, scope);
	unsigned place = SCOPE_TEMPLATE | SCOPE_PROGRAM | SCOPE_SUPERVISOR | SCOPE_SOCKET;

	/* What may stand at the top is for programs. */
	if (option && scope == SCOPE_SUPERVISOR && (option->scope & SCOPE_PROGRAM))
		place = SCOPE_PROGRAM;
	if (option && option->scope != SCOPE_RESOLVED)
		check_complain(check, setting, "key '%s' belongs %s, not %s", key,
			scope_name(option->scope & place), scope_name(scope));
	else if (nearest)
		check_complain(
			check, setting, "unknown key '%s', did you mean '%s'?", key, nearest);
	else
		check_complain(check, setting, "unknown key '%s'", key);
}

/* A form_complain. */
static void complain_form(void *data, const config_setting_t *culprit, const char *why)
{
	const struct form_place *place = data;

	check_complain(place->check, culprit, "'%s' %s", config_setting_name(place->setting), why);
}

void check_member(const struct check *check, const config_setting_t *setting, unsigned scope)
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
		check_complain(check, setting, "'%s' %s", option->key,
			why.data ? why.data : "is not valid");
	else
		form_check(setting, complain_form, &place);
	buffer_done(&why);
}

void check_name_group(char *who, const char *what, const config_setting_t *group, int index)
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

static void check_command(struct check *check, const config_setting_t *command)
{
	if (!config_setting_get_member(command, "name"))
		check_complain(check, command, "has no name");
	for (int i = 0; i < config_setting_length(command); i++)
		check_member(check, config_setting_get_elem(command, (unsigned)i), SCOPE_COMMAND);
	check_sockets(check, command);
	check_programs(check, command);
}

/* What the top says is for the groups: a key that means nothing to any is an error, not silence. */
static void check_top(const struct check *check, const config_setting_t *root, bool has_groups)
{
	for (int i = 0; i < config_setting_length(root); i++) {
		const config_setting_t *member = config_setting_get_elem(root, (unsigned)i);
		const char *key = config_setting_name(member);
		const struct option *option = option_find(key);

		if (strcmp(key, "programs") == 0 || strcmp(key, "supervisor") == 0)
			check_complain(check, member,
				"there are both %s and commands: a template has only one of them",
				key);
		else if (strcmp(key, "pid_file") == 0)
			check_complain(check, member,
				"'pid_file' is one file: it belongs in each of the commands");
		else if (strcmp(key, "sockets") == 0)
			check_complain(check, member,
				"'sockets' are opened by one command: they belong in each of the "
				"commands");
		else if (option && (option->scope & SCOPE_COMMAND) && !has_groups &&
			 strcmp(key, "name") != 0 && strcmp(key, "env_file") != 0)
			check_complain(check, member,
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
	if (check_is_empty(commands))
		check_complain(
			check, commands, "there is no command: commands = ( \"a.cfg\", ... )");
	for (int i = 0; i < config_setting_length(commands); i++) {
		const config_setting_t *command = config_setting_get_elem(commands, (unsigned)i);

		if (config_setting_type(command) != CONFIG_TYPE_GROUP)
			continue;
		has_groups = true;
		check_name_group(check->command, "command", command, i);
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
	program_stop_check(&check, root);
	if ((level->scope & SCOPE_TEMPLATE) && commands)
		check_commands(&check, root, commands);
	else if ((level->scope & SCOPE_TEMPLATE) && !(level->scope & SCOPE_BARE)) {
		check_sockets(&check, root);
		check_programs(&check, root);
	}
}
