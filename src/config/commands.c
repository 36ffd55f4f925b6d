/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/check.h"
#include "config/single.h"
#include "config/sockets.h"
#include "config/value.h"

#define COMMANDS_MAX 256

/* What becomes of the items: template->commands in the making. */
struct commands {
	struct reader *reader;
	const config_setting_t **items; /* beside template->commands */
};

/* True if a file can be one of several commands. */
static bool is_single(
	const struct reader *outer, const config_setting_t *item, const struct level *level)
{
	const config_setting_t *commands = config_setting_get_member(level_root(level), "commands");
	const struct level *place = &outer->levels[0];
	char shown[256];

	if (!commands)
		return true;
	if (strcmp(level->source.path, place->source.path) == 0)
		level_complain(place, item, outer->errors, "this template is itself the file '%s'",
			config_setting_get_string(item));
	else
		level_complain(level, commands, outer->errors,
			"commands cannot be nested: this file is one of the commands of '%s'",
			text_show(shown, sizeof shown, place->source.path));
	return false;
}

/* A template of its own, the same as when it is run by itself. The site files are read already. */
static struct template *read_file(struct reader *outer, const config_setting_t *item)
{
	struct reader reader = *outer;
	struct level *level = &reader.levels[0];
	const struct level *place = &outer->levels[0];
	size_t before = outer->errors->count;
	const char *text = config_setting_get_string(item);
	char *path = text[0] ? reader_path(outer, place, text) : NULL;

	reader.template = NULL;
	if (path &&
		level_open(level, path, place->source.owner, SCOPE_TEMPLATE, reader.errors) == 0 &&
		is_single(outer, item, level)) {
		level_expand(level, reader.unset, reader.errors);
		check_level(level, reader.errors);
		single_read(&reader);
	}
	/* A file that could not be read has no line to point at: this one named it. */
	level_place_errors(place, item, outer->errors, before);
	if (path)
		level_close(level);
	outer->no_memory |= reader.no_memory;
	free(path);
	return reader.template;
}

static struct template *read_group(struct reader *outer, const config_setting_t *item)
{
	struct reader reader = *outer;

	reader.template = NULL;
	reader.command = item;
	single_read(&reader);
	outer->no_memory |= reader.no_memory;
	return reader.template;
}

static bool is_same(const char *one, const char *other)
{
	return one && other && strcmp(one, other) == 0;
}

/* Names must differ: they are in directories, titles and -c=NAME. So must the pid files that
 * commands choose themselves. */
static void check_distinct(const struct commands *commands, const config_setting_t *item,
	const struct template *command)
{
	const struct reader *reader = commands->reader;
	const struct level *level = &reader->levels[0];
	bool has_name = !config_setting_is_group(item) || config_setting_get_member(item, "name");

	for (size_t i = 0; i < reader->template->command_count; i++) {
		const struct template *other = reader->template->commands[i];
		bool is_name = has_name && is_same(command->name, other->name);
		const char *file;
		int line;

		if (!is_name && !is_same(command->pid_file, other->pid_file))
			continue;
		source_place(&level->source, config_setting_source_line(commands->items[i]), &file,
			&line);
		level_complain(level, item, reader->errors,
			"command '%s' has the %s of the command at %s:%d", command->name,
			is_name ? "name" : "pid_file", file, line);
		return;
	}
}

static void check_sockets_distinct(const struct commands *commands, const config_setting_t *item,
	const struct template *command)
{
	const struct reader *reader = commands->reader;

	for (size_t i = 0; i < reader->template->command_count; i++) {
		const struct template *other = reader->template->commands[i];
		const struct listener *listener = sockets_clash(command, other);
		char text[ADDRESS_TEXT_MAX];

		if (!listener)
			continue;
		level_complain(&reader->levels[0], item, reader->errors,
			"command '%s': socket '%s' cannot be had at '%s': command '%s' listens there",
			command->name, listener->name,
			address_print(&listener->address, text, sizeof text), other->name);
		return;
	}
}

static void read_item(struct commands *commands, const config_setting_t *item)
{
	struct template *template = commands->reader->template;
	struct template *command = NULL;

	if (config_setting_is_group(item))
		command = read_group(commands->reader, item);
	else if (level_is_open(item))
		template->lacks_commands = true;
	else
		command = read_file(commands->reader, item);
	if (!command)
		return;
	check_distinct(commands, item, command);
	check_sockets_distinct(commands, item, command);
	commands->items[template->command_count] = item;
	template->commands[template->command_count++] = command;
}

void commands_read(struct reader *reader)
{
	const struct level *level = &reader->levels[0];
	const config_setting_t *list = config_setting_get_member(level_root(level), "commands");
	struct commands commands = {.reader = reader};
	uint64_t number;
	size_t count = 1;

	if (!list || value_read(option_find("commands"), list, &number, NULL) < 0)
		return;
	if (config_setting_is_aggregate(list))
		count = (size_t)config_setting_length(list);
	if (count > COMMANDS_MAX) {
		level_complain(level, list, reader->errors, "%zu commands: at most %d can be",
			count, COMMANDS_MAX);
		return;
	}
	commands.items = calloc(count + 1, sizeof *commands.items);
	reader->template->commands = calloc(count + 1, sizeof *reader->template->commands);
	if (!commands.items || !reader->template->commands)
		reader->no_memory = true;
	else if (config_setting_is_aggregate(list))
		for (size_t i = 0; i < count; i++)
			read_item(&commands, config_setting_get_elem(list, (unsigned)i));
	else
		read_item(&commands, list);
	free(commands.items);
}
