/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/single.h"

#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/text.h"
#include "config/program_needs.h"
#include "config/sockets.h"
#include "config/tree.h"
#include "config/value.h"

/* The text of a key, or its default. */
static char *read_text(struct reader *reader, const char *key)
{
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, NULL, key, &level);
	const char *text = setting ? config_setting_get_string(setting) : NULL;

	return reader_copy(reader, text ? text : option_find(key)->standard);
}

/* NULL: there are none. */
static char **read_names(struct reader *reader, const char *key)
{
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, NULL, key, &level);

	return setting ? reader_list(reader, setting, NULL) : NULL;
}

static char *read_path(struct reader *reader, const char *key)
{
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, NULL, key, &level);

	if (!setting)
		return NULL;
	return reader_path(reader, level, config_setting_get_string(setting));
}

static void read_binding(
	struct reader *reader, const config_setting_t *setting, struct binding *binding)
{
	const struct level *level = &reader->levels[0];
	const char *plugin = config_setting_get_string(setting);
	const config_setting_t *actions = NULL, *member;
	const char *file;

	if (config_setting_type(setting) == CONFIG_TYPE_GROUP) {
		member = config_setting_get_member(setting, "plugin");
		plugin = member ? config_setting_get_string(member) : NULL;
		actions = config_setting_get_member(setting, "actions");
	}
	source_place(&level->source, config_setting_source_line(setting), &file, &binding->line);
	binding->file = reader_copy(reader, file);
	binding->word = reader_copy(reader, config_setting_name(setting));
	binding->plugin = reader_plugin(reader, level, plugin);
	if (actions)
		binding->actions = reader_list(reader, actions, NULL);
}

static void read_bindings(
	struct reader *reader, const char *key, struct binding **ret_bindings, size_t *ret_count)
{
	const config_setting_t *group =
		config_setting_get_member(level_root(&reader->levels[0]), key);
	size_t count;

	if (!group || config_setting_type(group) != CONFIG_TYPE_GROUP)
		return;
	count = (size_t)config_setting_length(group);
	*ret_bindings = calloc(count + 1, sizeof **ret_bindings);
	if (!*ret_bindings) {
		reader->no_memory = true;
		return;
	}
	*ret_count = count;
	for (size_t i = 0; i < count; i++)
		read_binding(
			reader, config_setting_get_elem(group, (unsigned)i), &(*ret_bindings)[i]);
}

/* By default the file's own name without ".cfg". */
static void read_name(struct reader *reader)
{
	const struct level *level = &reader->levels[0];
	struct template *template = reader->template;
	const char *file = level->source.embedded ? level->source.files[0] : template->path;
	const char *slash = strrchr(file, '/');
	char shown[128];
	size_t length;

	template->name = read_text(reader, "name");
	if (template->name)
		return;
	template->name = reader_copy(reader, slash ? slash + 1 : file);
	if (!template->name)
		return;
	length = strlen(template->name);
	if (length > 4 && strcmp(template->name + length - 4, ".cfg") == 0)
		template->name[length - 4] = '\0';
	if (!name_is_valid(template->name))
		level_complain(level, level_root(level), reader->errors,
			"the file's name '%s' cannot be the name of the command: set name",
			text_show(shown, sizeof shown, template->name));
}

static void read_usage(struct reader *reader)
{
	const struct level *level = &reader->levels[0];
	const config_setting_t *setting = config_setting_get_member(level_root(level), "usage");
	struct template *template = reader->template;
	const char *file;

	template->usage = read_text(reader, "usage");
	source_place(&level->source, setting ? config_setting_source_line(setting) : 1, &file,
		&template->usage_line);
	template->usage_file = reader_copy(reader, file);
	if (!setting)
		template->usage_line = 0;
}

static void read_keep(struct reader *reader)
{
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, NULL, "on_start_failure", &level);
	uint64_t choice = 0;

	if (setting)
		value_read(option_find("on_start_failure"), setting, &choice, NULL);
	reader->template->keep_on_start_failure = choice == 1;
}

/* After the programs. */
static void read_exit_code_from(struct reader *reader)
{
	struct template *template = reader->template;
	const struct level *level;
	const config_setting_t *setting = reader_find(reader, NULL, "exit_code_from", &level);
	const char *name = setting ? config_setting_get_string(setting) : NULL, *nearest;
	const char **names;
	char shown[128];

	if (!name || level_is_open(setting))
		return;
	template->exit_code_from = reader_copy(reader, name);
	names = calloc(template->program_count + 1, sizeof *names);
	if (!names) {
		reader->no_memory = true;
		return;
	}
	for (size_t i = 0; i < template->program_count; i++)
		names[i] = template->programs[i].name ? template->programs[i].name : "";
	nearest = text_nearest(name, names, template->program_count);
	text_show(shown, sizeof shown, name);
	if (template->program_count && !template_program(template, name))
		level_complain(level, setting, reader->errors,
			nearest ? "'exit_code_from': there is no program '%s', did you mean '%s'?"
				: "'exit_code_from': there is no program '%s'",
			shown, nearest);
	free(names);
}

/* Where the template came from: of a resolved one that is told by its text. */
static void read_origin(struct reader *reader)
{
	struct level *level = &reader->levels[0];
	struct template *template = reader->template;
	const config_setting_t *owner = config_setting_get_member(level_root(level), "owner");
	uint64_t uid;

	template->base = reader_copy(reader, level->base);
	template->has_base = config_setting_get_member(level_root(level), "base") != NULL;
	template->owner = level->source.owner;
	if (level->scope & SCOPE_RESOLVED) {
		template->path = read_text(reader, "path");
		template->reload_token = read_text(reader, "reload_token");
		template->stopped = read_names(reader, "stopped");
		template->paused = read_names(reader, "paused");
		template->deleted = read_names(reader, "deleted");
		if (owner && value_read(option_find("owner"), owner, &uid, NULL) == 0)
			template->owner = (uid_t)uid;
		if (!template->path || !owner || !template->has_base)
			level_complain(level, level_root(level), reader->errors,
				"this is not a resolved template");
	} else {
		template->path = reader_copy(reader, level->source.path);
	}
}

static void read_all(struct reader *reader)
{
	struct template *template = reader->template;
	const struct level *level;
	const config_setting_t *setting;

	read_origin(reader);
	if (template->path)
		read_name(reader);
	read_usage(reader);
	read_keep(reader);
	template->title_prefix = read_text(reader, "title_prefix");
	template->summary = read_text(reader, "summary");
	/* Words belong to the grammar, which is not the single command's. */
	if (!reader->command) {
		read_bindings(reader, "actions", &template->actions, &template->action_count);
		read_bindings(reader, "options", &template->options, &template->option_count);
	}
	setting = reader_find(reader, NULL, "plugin_path", &level);
	if (setting)
		template->plugin_path = reader_list(reader, setting, level);
	template->run_dir = read_path(reader, "run_dir");
	template->state_dir = read_path(reader, "state_dir");
	template->pid_root = read_path(reader, "pid_root");
	template->status_root = read_path(reader, "status_root");
	template->pid_file = read_path(reader, "pid_file");
	template->cgroup = read_text(reader, "cgroup");
	sockets_read(reader);
	tree_read(reader);
	read_exit_code_from(reader);
	/* A program that was deleted leaves its socket open. */
	if (!(reader->levels[0].scope & SCOPE_RESOLVED)) {
		sockets_check_used(reader);
		program_needs_check(reader);
	}
}

struct template *single_read(struct reader *reader)
{
	reader->template = calloc(1, sizeof *reader->template);
	if (!reader->template || !reader->levels[0].base)
		reader->no_memory = true;
	else
		read_all(reader);
	for (size_t i = 0; reader->template && i < reader->level_count; i++)
		reader->template->is_open |= reader->levels[i].is_open;
	return reader->template;
}
