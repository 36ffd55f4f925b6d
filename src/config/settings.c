/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/resolve.h"

/* Of the command's own keys: the first two are about work programs alone, the others are not
 * written by people. */
static bool is_passed_over(const char *key)
{
	return strcmp(key, "plugin_path") == 0 || strcmp(key, "owner") == 0 ||
	       strcmp(key, "reload_token") == 0 || strcmp(key, "stopped") == 0 ||
	       strcmp(key, "paused") == 0 || strcmp(key, "deleted") == 0;
}

static size_t count_lines(const char *text)
{
	size_t count = 0;

	for (; (text = strchr(text, '\n')); text++)
		count++;
	return count;
}

/* Cuts "KEY = VALUE;" into two. Returns the key's option; NULL: it is no such line. */
static const struct option *cut(char *line, char **ret_value)
{
	char *equals = strstr(line, " = "), *end;

	if (!equals)
		return NULL;
	*equals = '\0';
	*ret_value = equals + 3;
	end = *ret_value + strlen(*ret_value);
	if (end == *ret_value || end[-1] != ';')
		return NULL;
	end[-1] = '\0';
	return option_find(line);
}

/* Takes the lines with this indentation; those of a group in it have another. */
static int take_lines(struct settings *settings, const char *indent)
{
	size_t length = strlen(indent);
	char *line = settings->text.data, *end, *value;

	if (settings->text.failed || !line)
		return -ENOMEM;
	settings->items = calloc(count_lines(line) + 1, sizeof *settings->items);
	if (!settings->items)
		return -ENOMEM;
	for (; (end = strchr(line, '\n')); line = end + 1) {
		const struct option *option;

		*end = '\0';
		if (strspn(line, "\t") != length)
			continue;
		option = cut(line + length, &value);
		if (option)
			settings->items[settings->count++] = (struct setting){option, value};
	}
	return 0;
}

int settings_of_command(const struct template *template, struct settings *ret_settings)
{
	size_t kept = 0;
	int result;

	*ret_settings = (struct settings){0};
	resolve_command(&ret_settings->text, template);
	result = take_lines(ret_settings, "");
	for (size_t i = 0; i < ret_settings->count; i++)
		if (!is_passed_over(ret_settings->items[i].option->key))
			ret_settings->items[kept++] = ret_settings->items[i];
	ret_settings->count = kept;
	return result;
}

int settings_of_node(const struct template *template, const struct template_node *node,
	struct settings *ret_settings)
{
	*ret_settings = (struct settings){0};
	resolve_node(&ret_settings->text, template, node);
	return take_lines(ret_settings, "\t\t");
}

static void add_for_workers(struct buffer *buffer, const struct template *template)
{
	buffer_printf(buffer, "\t\towner = %lu;\n", (unsigned long)template->owner);
	if (!template->plugin_path)
		return;
	buffer_text(buffer, "\t\tplugin_path = (");
	for (char **path = template->plugin_path; *path; path++) {
		buffer_text(buffer, path == template->plugin_path ? "" : ", ");
		template_quote(buffer, *path);
	}
	buffer_text(buffer, ");\n");
}

int settings_of_program(const struct template *template, const struct program *program,
	struct settings *ret_settings)
{
	*ret_settings = (struct settings){0};
	resolve_program(&ret_settings->text, program);
	if (program->kind == PROGRAM_WORK)
		add_for_workers(&ret_settings->text, template);
	return take_lines(ret_settings, "\t\t");
}

void settings_done(struct settings *settings)
{
	buffer_done(&settings->text);
	free(settings->items);
	*settings = (struct settings){0};
}

const char *settings_find(const struct settings *settings, const struct option *option)
{
	for (size_t i = 0; i < settings->count; i++)
		if (settings->items[i].option == option)
			return settings->items[i].value;
	return NULL;
}
