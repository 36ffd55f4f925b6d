/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/program_watch.h"

#include <stdlib.h>
#include <string.h>

#include "config/option.h"
#include "config/reader.h"
#include "config/value.h"

static const config_setting_t *find_list(const config_setting_t *group, const char *key)
{
	const config_setting_t *setting = config_setting_get_member(group, key);
	uint64_t number;

	if (!setting || value_read(option_find(key), setting, &number, NULL) < 0)
		return NULL;
	return setting;
}

/* The words of a default. */
static char **split(struct reader *reader, const char *text)
{
	char **list = calloc(strlen(text) / 2 + 2, sizeof *list);
	size_t count = 0;

	reader->no_memory |= !list;
	while (list && *text) {
		size_t length = strcspn(text, " ");

		list[count] = strndup(text, length);
		reader->no_memory |= !list[count];
		if (!list[count++])
			break;
		text += length + (text[length] == ' ');
	}
	return list;
}

/* A pattern with '/' is a path. */
static char **read_patterns(struct reader *reader, const config_setting_t *setting)
{
	char **list = reader_list(reader, setting, NULL);

	for (size_t i = 0; list && list[i]; i++) {
		char *path = strchr(list[i], '/') ? reader_path(reader, &reader->levels[0], list[i])
						  : NULL;

		if (!path)
			continue;
		free(list[i]);
		list[i] = path;
	}
	return list;
}

void program_watch_read(
	struct reader *reader, const config_setting_t *group, struct program *program)
{
	const config_setting_t *watch = find_list(group, "watch");
	const config_setting_t *ignore = find_list(group, "watch_ignore");

	if (!watch || !value_item(watch, 0))
		return;
	program->watch = reader_list(reader, watch, &reader->levels[0]);
	program->watch_ignore = ignore ? read_patterns(reader, ignore)
				       : split(reader, option_find("watch_ignore")->standard);
}
