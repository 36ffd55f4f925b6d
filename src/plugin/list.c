/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "plugin/plugin.h"
#include "plugin/search.h"

#define PLUGINS_MAX 4096 /* more are not looked for */

struct list {
	char **paths; /* ended by NULL once there is one */
	size_t count;
	struct error_list *errors;
};

static const char *file_name(const char *path)
{
	return strrchr(path, '/') + 1;
}

/* Of one name only the first directory's file can be found. */
static bool is_hidden(const struct list *list, const char *file)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(file_name(list->paths[i]), file) == 0)
			return true;
	return false;
}

/* Returns 0, or -1 for want of memory. */
static int add(struct list *list, const char *directory, const char *file)
{
	char **paths = realloc(list->paths, (list->count + 2) * sizeof *paths);

	if (!paths)
		return -1;
	list->paths = paths;
	if (asprintf(&paths[list->count], "%s/%s", directory, file) < 0) {
		paths[list->count] = NULL;
		return -1;
	}
	paths[++list->count] = NULL;
	return 0;
}

/* Returns 0, or -1 for want of memory: one bad directory does not keep the others out. */
static int gather(void *argument, const char *directory, struct reeve_error *error)
{
	struct list *list = argument;
	struct dirent *entry;
	char name[NAME_MAX_LENGTH + 1], shown[512];
	DIR *stream = NULL;
	int result = 0;

	if (search_check_directory(directory, error) < 0)
		error_list_add(list->errors, error);
	else if (!(stream = opendir(directory)) && errno != ENOENT)
		error_list_add_at(list->errors, REEVE_EXIT_PLUGIN, NULL, 0, 0,
			"cannot search '%s': %s", text_show(shown, sizeof shown, directory),
			strerror(errno));
	while (stream && result == 0 && list->count < PLUGINS_MAX && (entry = readdir(stream)))
		if (search_stem(entry->d_name, name) && !is_hidden(list, entry->d_name))
			result = add(list, directory, entry->d_name);
	if (stream)
		closedir(stream);
	return result;
}

static int compare(const void *a, const void *b)
{
	return strcmp(file_name(*(char *const *)a), file_name(*(char *const *)b));
}

char **plugin_list(const struct plugin_search *search, struct error_list *errors)
{
	struct list list = {.errors = errors};
	struct reeve_error error;

	list.paths = calloc(1, sizeof *list.paths);
	if (!list.paths || search_walk(search, gather, &list, &error) < 0) {
		plugin_list_free(list.paths);
		return NULL;
	}
	qsort(list.paths, list.count, sizeof *list.paths, compare);
	return list.paths;
}

void plugin_list_free(char **paths)
{
	for (char **path = paths; path && *path; path++)
		free(*path);
	free(paths);
}
