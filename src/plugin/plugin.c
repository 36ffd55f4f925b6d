/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plugin/plugin.h"

#include <stdlib.h>
#include <string.h>

#include "plugin/descriptor.h"
#include "plugin/linked.h"
#include "plugin/object.h"
#include "plugin/watch.h"

/* It is as trusted as the program; its descriptor may be of another version of the headers. */
static int load_linked(const struct reeve_plugin *linked, enum reeve_kind kind,
	struct plugin *plugin, struct reeve_error *error)
{
	plugin->path = strdup(linked->name);
	if (!plugin->path)
		return error_set(
			error, REEVE_EXIT_FAILED, "plugin '%s': out of memory", linked->name);
	return descriptor_read(linked, SIZE_MAX, plugin->path, kind, &plugin->descriptor, error);
}

int plugin_load(const struct plugin_search *search, const char *name, enum reeve_kind kind,
	struct plugin **ret_plugin, struct reeve_error *error)
{
	const struct reeve_plugin *linked = linked_find(name);
	struct plugin *plugin = calloc(1, sizeof *plugin);
	int result;

	if (!plugin)
		result = error_set(error, REEVE_EXIT_FAILED, "plugin '%s': out of memory", name);
	else if (linked)
		result = load_linked(linked, kind, plugin, error);
	else
		result = object_load(search, name, kind, plugin, error);
	if (result < 0) {
		plugin_free(plugin);
		plugin = NULL;
	}
	*ret_plugin = plugin;
	return result;
}

void plugin_free(struct plugin *plugin)
{
	struct watch watch;

	if (!plugin)
		return;
	if (plugin->handle) {
		watch_begin(&watch, "the destructor of plugin '%s'", plugin->path);
		object_close(plugin->handle);
		watch_end(&watch);
	}
	free(plugin->path);
	free(plugin);
}
