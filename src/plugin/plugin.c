/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plugin/plugin.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/trust.h"
#include "plugin/descriptor.h"
#include "plugin/elf.h"
#include "plugin/linked.h"
#include "plugin/refuse.h"

#define SYMBOL "reeve_plugin"

/* A name for the dynamic linker that means this descriptor, and that was never used before: the
 * linker remembers a loaded object by each name it was asked for by, and a descriptor's number
 * comes again. "/" and "/./" between two components spell a serial number in binary. (By the name
 * fails, by device and inode the linker still knows an object that is loaded already.) */
static void name_descriptor(int fd, char *name, size_t size)
{
	static unsigned serial;
	char spelled[2 * 32 + 1] = "";
	size_t length = 0;

	for (unsigned rest = ++serial; rest; rest >>= 1) {
		if (rest & 1)
			spelled[length++] = '.';
		spelled[length++] = '/';
	}
	snprintf(name, size, "/proc/self/fd/%.*s%d", (int)length, spelled, fd);
}

/* The dynamic linker's reason, without the name that only we know. */
static int refuse_load(const char *path, const char *name, struct reeve_error *error)
{
	const char *reason = dlerror(), *found = reason ? strstr(reason, name) : NULL;
	size_t length = strlen(name);

	if (!reason)
		reason = "unknown reason";
	/* glibc begins with it, musl with "Error relocating". */
	if (found && strncmp(found + length, ": ", 2) == 0)
		reason = found + length + 2;
	return refuse(error, path, "cannot be loaded: %s", reason);
}

static void close_object(void *handle)
{
#ifndef REEVE_SANITIZED
	if (handle)
		dlclose(handle);
#endif
}

static int load(int fd, enum reeve_kind kind, struct plugin *plugin, struct reeve_error *error)
{
	char name[128];
	struct elf_object object;
	struct link_map *map = NULL;

	if (elf_check(fd, plugin->path, error) < 0 ||
		elf_find_object(fd, plugin->path, SYMBOL, &object, error) < 0)
		return -1;
	name_descriptor(fd, name, sizeof name);
	plugin->handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	if (!plugin->handle || dlinfo(plugin->handle, RTLD_DI_LINKMAP, &map) < 0)
		return refuse_load(plugin->path, name, error);
	return descriptor_read((const void *)(map->l_addr + (uintptr_t)object.offset),
		(size_t)object.size, plugin->path, kind, &plugin->descriptor, error);
}

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
	int fd = -1, result = -1;

	if (!plugin) {
		error_set(error, REEVE_EXIT_FAILED, "plugin '%s': out of memory", name);
		goto out;
	}
	if (linked) {
		result = load_linked(linked, kind, plugin, error);
		goto out;
	}
	plugin->path = plugin_find(search, name, error);
	if (!plugin->path)
		goto out;
	fd = trust_open(AT_FDCWD, plugin->path, search->owner, REEVE_EXIT_PLUGIN, error);
	if (fd < 0) {
		error_lead(error, "plugin '%s'", name);
		goto out;
	}
	result = load(fd, kind, plugin, error);
out:
	fd_close(&fd);
	if (result < 0) {
		plugin_free(plugin);
		plugin = NULL;
	}
	*ret_plugin = plugin;
	return result;
}

void plugin_free(struct plugin *plugin)
{
	if (!plugin)
		return;
	close_object(plugin->handle);
	free(plugin->path);
	free(plugin);
}
