/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/program_env.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "base/user.h"
#include "config/caller.h"
#include "config/environment.h"
#include "config/option.h"
#include "config/value.h"

/* The names of a default list are divided by blanks. */
static int inherit_standard(struct variables *variables)
{
	const char *from = option_find("inherit")->standard;
	int result = 0;

	while (result == 0 && *from) {
		size_t length = strcspn(from, " ");
		char name[ENVIRONMENT_NAME_MAX + 2];

		memcpy(name, from, length);
		name[length] = '\0';
		result = environment_inherit(variables, caller_environment(), name);
		from += length + strspn(from + length, " ");
	}
	return result;
}

static int inherit(
	const struct reader *reader, const config_setting_t *group, struct variables *variables)
{
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, group, "inherit", &level);
	const char *text = setting ? config_setting_get_string(setting) : NULL;
	const char *name;
	int result = 0;

	/* A caller with less privileges than we have does not choose what runs by his PATH. */
	if (getauxval(AT_SECURE))
		return 0;
	if (!setting)
		return inherit_standard(variables);
	if (text)
		return strcmp(text, "all") == 0 ? environment_inherit(variables, caller_environment(), "*") : 0;
	for (size_t i = 0; result == 0 && (name = value_item(setting, i)); i++)
		result = environment_inherit(variables, caller_environment(), name);
	return result;
}

/* The file of a command's or a program's own group. */
static int add_file(
	struct reader *reader, const config_setting_t *group, struct variables *variables)
{
	const struct level *level = &reader->levels[0];
	const config_setting_t *setting = config_setting_get_member(group, "env_file");
	const char *text = setting ? config_setting_get_string(setting) : NULL;
	struct variables own = {0};
	size_t before = reader->errors->count;
	char *path;
	int result;

	if (!text || !text[0])
		return 0;
	path = reader_path(reader, level, text);
	if (path)
		environment_read_file(&own, path, level->source.owner, reader->errors);
	free(path);
	level_place_errors(level, setting, reader->errors, before);
	result = variables_add(variables, &own);
	variables_done(&own);
	return result;
}

/* The files of all levels, the nearest last, then those of the groups. */
static int add_files(
	struct reader *reader, const config_setting_t *group, struct variables *variables)
{
	int result = 0;

	for (size_t i = reader->level_count; result == 0 && i-- > 0;)
		result = variables_add(variables, &reader->levels[i].variables);
	if (result == 0 && reader->command)
		result = add_file(reader, reader->command, variables);
	return result == 0 ? add_file(reader, group, variables) : result;
}

static int add_entries(const config_setting_t *group, struct variables *variables)
{
	const config_setting_t *setting = config_setting_get_member(group, "env");
	const char *entry;
	int result = 0;

	for (size_t i = 0; result == 0 && setting && (entry = value_item(setting, i)); i++)
		if (!environment_refusal(entry))
			result = variables_set(variables, entry);
	return result;
}

static int set_variable(struct variables *variables, const char *name, const char *value)
{
	char entry[ENVIRONMENT_ENTRY_MAX + 1];
	int length = snprintf(entry, sizeof entry, "%s=%s", name, value);

	if (!value[0] || length >= (int)sizeof entry)
		return 0;
	return variables_set(variables, entry);
}

/* Who runs as another user has that one's home, not that of who started it. */
static int add_user(const struct user *user, struct variables *variables)
{
	static const char *const names[] = {"HOME", "USER", "LOGNAME", "SHELL", "MAIL",
		"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
		"XDG_CACHE_HOME"};
	int result = 0;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		variables_unset(variables, names[i]);
	if (!user->name)
		return set_variable(variables, "HOME", "/");
	result = set_variable(variables, "HOME", user->home);
	if (result == 0)
		result = set_variable(variables, "USER", user->name);
	if (result == 0)
		result = set_variable(variables, "LOGNAME", user->name);
	return result == 0 ? set_variable(variables, "SHELL", user->shell) : result;
}

void program_env_read(struct reader *reader, const config_setting_t *group, struct program *program,
	const struct user *user)
{
	struct variables variables = {0};
	int result = inherit(reader, group, &variables);

	if (result == 0 && user)
		result = add_user(user, &variables);
	if (result == 0)
		result = add_files(reader, group, &variables);
	for (size_t i = reader->level_count; result == 0 && i-- > 0;)
		result = add_entries(level_root(&reader->levels[i]), &variables);
	if (result == 0 && reader->command)
		result = add_entries(reader->command, &variables);
	if (result == 0)
		result = add_entries(group, &variables);
	if (result == 0 && !variables_get(&variables, "PATH"))
		result = variables_set(&variables, ENVIRONMENT_PATH);
	if (result == -E2BIG)
		level_complain(&reader->levels[0], group, reader->errors,
			"program '%s': its environment has more than %d variables", program->name,
			ENVIRONMENT_MAX);
	else if (result < 0)
		reader->no_memory = true;
	variables_sort(&variables);
	program->env = variables.items; /* moved */
}
