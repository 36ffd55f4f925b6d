/* SPDX-License-Identifier: MIT */
#ifndef PLUGIN_SEARCH_H
#define PLUGIN_SEARCH_H

/* From a plugin's name to its file, without opening it. What the rest of the program
 * uses, plugin_find(), stands in plugin/plugin.h. */

#include <stdbool.h>

#include "base/name.h"
#include "plugin/plugin.h"

#define PLUGIN_SUFFIX ".so"

/* "/usr/lib/reeve/kick.so" -> "kick". Returns false, with a shortened name in ret_name for a
 * sentence, where the file's name does not end in ".so" or what is before it is no valid name. */
bool search_stem(const char *path, char ret_name[NAME_MAX_LENGTH + 1]);

/* Only absolute paths of printable text are searched: a relative directory would be one below
 * wherever the caller happens to stand. Returns 0, or -1 with error filled. */
int search_check_directory(const char *directory, struct reeve_error *error);

/* Calls look for each directory of a search, in order, until it returns something else than 0.
 * Returns that. */
int search_walk(const struct plugin_search *search,
	int (*look)(void *argument, const char *directory, struct reeve_error *error),
	void *argument, struct reeve_error *error);

#endif
