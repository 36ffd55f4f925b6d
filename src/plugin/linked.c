/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plugin/linked.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "plugin/plugin.h"

/* The program's own, then what comes with reeve; they live as long as the process. */
static const struct reeve_plugin *const *tables[2];

#define TABLES (sizeof tables / sizeof tables[0])

void plugin_link(const struct reeve_plugin *const *own, const struct reeve_plugin *const *builtin)
{
	tables[0] = own;
	tables[1] = builtin;
}

static const struct reeve_plugin *find_in(
	const struct reeve_plugin *const *plugin, const char *name)
{
	for (; plugin && *plugin; plugin++)
		if ((*plugin)->name && strcmp((*plugin)->name, name) == 0)
			return *plugin;
	return NULL;
}

const struct reeve_plugin *linked_find(const char *name)
{
	const struct reeve_plugin *found = NULL;

	for (size_t i = 0; i < TABLES && !found; i++)
		found = find_in(tables[i], name);
	return found;
}

bool plugin_is_linked(const char *name)
{
	return linked_find(name) != NULL;
}

static void nearest_in(const struct reeve_plugin *const *plugin, const char *name,
	char ret_near[NAME_MAX_LENGTH + 1])
{
	for (; plugin && *plugin; plugin++) {
		const char *candidates[2] = {(*plugin)->name, ret_near};

		if (!candidates[0] || !name_is_valid(candidates[0]))
			continue;
		if (text_nearest(name, candidates, ret_near[0] ? 2 : 1) == candidates[0])
			snprintf(ret_near, NAME_MAX_LENGTH + 1, "%s", candidates[0]);
	}
}

void linked_nearest(const char *name, char ret_near[NAME_MAX_LENGTH + 1])
{
	for (size_t i = 0; i < TABLES; i++)
		nearest_in(tables[i], name, ret_near);
}
