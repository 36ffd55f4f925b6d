/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/reader.h"
#include "config/value.h"

const config_setting_t *reader_find(const struct reader *reader, const config_setting_t *group,
	const char *key, const struct level **ret_level)
{
	const config_setting_t *setting = NULL;

	*ret_level = &reader->levels[0];
	if (group)
		setting = config_setting_get_member(group, key);
	if (!setting && reader->command)
		setting = config_setting_get_member(reader->command, key);
	for (size_t i = 0; !setting && i < reader->level_count; i++) {
		*ret_level = &reader->levels[i];
		setting = config_setting_get_member(level_root(*ret_level), key);
	}
	return setting;
}

const config_setting_t *reader_root(const struct reader *reader)
{
	return reader->command ? reader->command : level_root(&reader->levels[0]);
}

char *reader_copy(struct reader *reader, const char *text)
{
	char *copy = text ? strdup(text) : NULL;

	if (text && !copy)
		reader->no_memory = true;
	return copy;
}

char *reader_path(struct reader *reader, const struct level *level, const char *text)
{
	char *path = level->base && text ? level_path(level, text) : NULL;

	if (text && !path)
		reader->no_memory = true;
	return path;
}

char *reader_plugin(struct reader *reader, const struct level *level, const char *text)
{
	if (text && strchr(text, '/'))
		return reader_path(reader, level, text);
	return reader_copy(reader, text);
}

char **reader_list(
	struct reader *reader, const config_setting_t *setting, const struct level *level)
{
	size_t count = 0;
	char **list;

	while (value_item(setting, count))
		count++;
	list = calloc(count + 1, sizeof *list);
	if (!list)
		reader->no_memory = true;
	for (size_t i = 0; list && i < count; i++)
		list[i] = level ? reader_path(reader, level, value_item(setting, i))
				: reader_copy(reader, value_item(setting, i));
	return list;
}

void reader_defer(struct reader *reader, const struct level *level, const config_setting_t *setting,
	const char *format, ...)
{
	struct error_list *list = reader->unset ? reader->unset : reader->errors;
	size_t before = list->count;
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (reader->unset)
		reader->template->is_open = true;
	level_complain(level, setting, list, "%s", text);
	if (list->count == before)
		return;
	for (size_t i = 0; i < before; i++)
		if (memcmp(&list->items[i], &list->items[before], sizeof list->items[i]) == 0) {
			list->count--;
			return;
		}
}
