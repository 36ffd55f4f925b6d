/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "plugin/object.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "base/trust.h"
#include "plugin/descriptor.h"
#include "plugin/elf.h"
#include "plugin/refuse.h"
#include "plugin/watch.h"

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

void object_close(void *handle)
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
	struct watch watch;
	struct link_map *map = NULL;

	if (elf_check(fd, plugin->path, error) < 0 ||
		elf_find_object(fd, plugin->path, SYMBOL, &object, error) < 0)
		return -1;
	name_descriptor(fd, name, sizeof name);
	watch_begin(&watch, "the constructor of plugin '%s'", plugin->path);
	plugin->handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	watch_end(&watch);
	if (!plugin->handle || dlinfo(plugin->handle, RTLD_DI_LINKMAP, &map) < 0)
		return refuse_load(plugin->path, name, error);
	return descriptor_read((const void *)(map->l_addr + (uintptr_t)object.offset),
		(size_t)object.size, plugin->path, kind, &plugin->descriptor, error);
}

int object_load(const struct plugin_search *search, const char *name, enum reeve_kind kind,
	struct plugin *plugin, struct reeve_error *error)
{
	int fd, result;

	plugin->path = plugin_find(search, name, error);
	if (!plugin->path)
		return -1;
	fd = trust_open(AT_FDCWD, plugin->path, search->owner, REEVE_EXIT_PLUGIN, error);
	if (fd < 0)
		return error_lead(error, "plugin '%s'", name);
	result = load(fd, kind, plugin, error);
	fd_close(&fd);
	return result;
}
