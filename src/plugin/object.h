/* SPDX-License-Identifier: MIT */
#ifndef PLUGIN_OBJECT_H
#define PLUGIN_OBJECT_H

/* Plugins that are files: shared objects, loaded by the dynamic linker. A program that is linked
 * statically has none: there object_static.c stands in for object.c. */

#include "plugin/plugin.h"

/* Finds, checks, loads. Fills plugin, which plugin_free() takes after a failure too. Returns 0, or
 * -1 with error filled. */
int object_load(const struct plugin_search *search, const char *name, enum reeve_kind kind,
	struct plugin *plugin, struct reeve_error *error);
void object_close(void *handle);

#endif
