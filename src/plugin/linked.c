/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plugin/linked.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "plugin/plugin.h"

/* The program's own table; it lives as long as the process. */
static const struct reeve_plugin *const *linked;

void plugin_link(const struct reeve_plugin *const *plugins)
{
	linked = plugins;
}

const struct reeve_plugin *linked_find(const char *name)
{
	const struct reeve_plugin *const *plugin = linked;

	for (; plugin && *plugin; plugin++)
		if ((*plugin)->name && strcmp((*plugin)->name, name) == 0)
			return *plugin;
	return NULL;
}

bool plugin_is_linked(const char *name)
{
	return linked_find(name) != NULL;
}

void linked_nearest(const char *name, char ret_near[NAME_MAX_LENGTH + 1])
{
	const struct reeve_plugin *const *plugin = linked;

	for (; plugin && *plugin; plugin++) {
		const char *candidates[2] = {(*plugin)->name, ret_near};

		if (!candidates[0] || !name_is_valid(candidates[0]))
			continue;
		if (text_nearest(name, candidates, ret_near[0] ? 2 : 1) == candidates[0])
			snprintf(ret_near, NAME_MAX_LENGTH + 1, "%s", candidates[0]);
	}
}
