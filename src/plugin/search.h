/* SPDX-License-Identifier: MIT */
#ifndef PLUGIN_SEARCH_H
#define PLUGIN_SEARCH_H

/* From a plugin's name to its file, without opening it. The one function that the rest of the
 * program uses, plugin_find(), stands in plugin/plugin.h. */

#include <stdbool.h>

#include "base/name.h"

#define PLUGIN_SUFFIX ".so"

/* "/usr/lib/reeve/kick.so" -> "kick". Returns false, with a shortened name in ret_name for a
 * sentence, where the file's name does not end in ".so" or what is before it is no valid name. */
bool search_stem(const char *path, char ret_name[NAME_MAX_LENGTH + 1]);

#endif
