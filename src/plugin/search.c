/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plugin/search.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/text.h"
#include "plugin/linked.h"
#include "plugin/plugin.h"

#define ENTRIES_MAX 4096 /* of a directory that are looked at for a hint */

/* One search for one name. */
struct hunt {
	const char *name;
	char *path;			/* what was found */
	struct buffer searched;		/* directories, for the sentence */
	char near[NAME_MAX_LENGTH + 1]; /* the nearest name so far, or "" */
};

bool search_stem(const char *path, char ret_name[NAME_MAX_LENGTH + 1])
{
	const char *slash = strrchr(path, '/');
	const char *file = slash ? slash + 1 : path;
	size_t length = strlen(file), suffix = strlen(PLUGIN_SUFFIX);
	bool ends = length > suffix && strcmp(file + length - suffix, PLUGIN_SUFFIX) == 0;

	if (ends)
		length -= suffix;
	snprintf(ret_name, NAME_MAX_LENGTH + 1, "%.*s", (int)length, file);
	return ends && length <= NAME_MAX_LENGTH && name_is_valid(ret_name);
}

/* Remembers the plugin of this directory whose name is nearest to the one asked for. */
static void look_around(struct hunt *hunt, const char *directory)
{
	DIR *stream = opendir(directory);
	struct dirent *entry;
	int left = ENTRIES_MAX;

	if (!stream)
		return;
	while (left-- > 0 && (entry = readdir(stream))) {
		char name[NAME_MAX_LENGTH + 1];
		const char *candidates[2] = {name, hunt->near};
		const char *nearest;

		if (!search_stem(entry->d_name, name))
			continue;
		nearest = text_nearest(hunt->name, candidates, hunt->near[0] ? 2 : 1);
		if (nearest == name)
			memcpy(hunt->near, name, sizeof name);
	}
	closedir(stream);
}

int search_check_directory(const char *directory, struct reeve_error *error)
{
	struct buffer shown = {0};

	if (directory[0] == '/' && text_is_printable(directory, strlen(directory)))
		return 0;
	text_escape(&shown, directory, strlen(directory));
	error_set(error, REEVE_EXIT_PLUGIN, "cannot search '%s', it is not an absolute path",
		shown.data ? shown.data : "");
	buffer_done(&shown);
	return -1;
}

/* Returns 1 with hunt->path set, 0 if the plugin is not there, or -1 with error filled. */
static int look_in(void *argument, const char *directory, struct reeve_error *error)
{
	struct hunt *hunt = argument;
	struct stat status;
	int missing;

	if (search_check_directory(directory, error) < 0)
		return error_lead(error, "plugin '%s'", hunt->name);
	if (asprintf(&hunt->path, "%s/%s" PLUGIN_SUFFIX, directory, hunt->name) < 0) {
		hunt->path = NULL;
		return error_set(
			error, REEVE_EXIT_FAILED, "plugin '%s': out of memory", hunt->name);
	}
	/* Of a link that leads nowhere trust_open() says why. */
	if (lstat(hunt->path, &status) == 0)
		return 1;
	missing = errno;
	free(hunt->path);
	hunt->path = NULL;
	buffer_printf(&hunt->searched, "%s%s", hunt->searched.length ? ", " : "", directory);
	if (missing != ENOENT)
		buffer_printf(&hunt->searched, ": %s", strerror(missing));
	look_around(hunt, directory);
	return 0;
}

static int walk_installed(int (*look)(void *argument, const char *directory, struct reeve_error *),
	void *argument, struct reeve_error *error)
{
	const char *variable = secure_getenv("REEVE_PLUGIN_DIR");
	char *list, *rest, *directory;
	int result = 0;

	list = strdup(variable && variable[0] ? variable : PLUGIN_DIR);
	if (!list)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	rest = list;
	while (result == 0 && (directory = strsep(&rest, ":")))
		result = look(argument, directory, error);
	free(list);
	return result;
}

int search_walk(const struct plugin_search *search,
	int (*look)(void *argument, const char *directory, struct reeve_error *error),
	void *argument, struct reeve_error *error)
{
	const char *const *directory = search->directories;
	int result = 0;

	for (; directory && *directory && result == 0; directory++)
		result = look(argument, *directory, error);
	return result ? result : walk_installed(look, argument, error);
}

static void not_found(const struct hunt *hunt, struct reeve_error *error)
{
	char hint[NAME_MAX_LENGTH + 48] = "", stem[NAME_MAX_LENGTH + 1];

	if (search_stem(hunt->name, stem))
		snprintf(hint, sizeof hint, "; a file is named by a path, as './%s'", hunt->name);
	else if (hunt->near[0])
		snprintf(hint, sizeof hint, ", did you mean '%s'?", hunt->near);
	error_set(error, REEVE_EXIT_PLUGIN, "plugin '%s' not found (searched %s)%s", hunt->name,
		hunt->searched.data ? hunt->searched.data : "nothing", hint);
}

static char *hunt_for(
	const struct plugin_search *search, const char *name, struct reeve_error *error)
{
	struct hunt hunt = {.name = name};
	int found;

	linked_nearest(name, hunt.near);
	found = search_walk(search, look_in, &hunt, error);
	if (found == 0)
		not_found(&hunt, error);
	buffer_done(&hunt.searched);
	return hunt.path;
}

/* Refuses by the text alone, before any file is looked at. */
static int check_name(const char *name, struct reeve_error *error)
{
	struct buffer shown = {0};
	char stem[NAME_MAX_LENGTH + 1];
	const char *rule = NULL;

	if (strchr(name, '/')) {
		if (strlen(name) >= PATH_MAX)
			rule = "the path is too long";
		else if (!text_is_printable(name, strlen(name)))
			rule = "the path is not printable text";
		else if (!search_stem(name, stem))
			rule = "the file of a plugin is called NAME" PLUGIN_SUFFIX;
	} else if (!name_is_valid(name)) {
		rule = "a name is a letter or digit, then up to 63 letters, digits, '_', '.' or "
		       "'-'";
	}
	if (!rule)
		return 0;
	text_escape(&shown, name, strnlen(name, NAME_MAX_LENGTH * 2));
	error_set(error, REEVE_EXIT_PLUGIN, "'%s' cannot be a plugin: %s",
		shown.data ? shown.data : "", rule);
	buffer_done(&shown);
	return -1;
}

char *plugin_find(const struct plugin_search *search, const char *name, struct reeve_error *error)
{
	char *path;

	if (check_name(name, error) < 0)
		return NULL;
	if (!strchr(name, '/'))
		return hunt_for(search, name, error);
	path = strdup(name);
	if (!path)
		error_set(error, REEVE_EXIT_FAILED, "plugin '%s': out of memory", name);
	return path;
}
