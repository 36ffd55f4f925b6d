/* SPDX-License-Identifier: MIT */
#ifndef WATCHER_SIGHT_H
#define WATCHER_SIGHT_H

/* What of the file system one program is watched by: files, and directories with all below them. A
 * path need not be there: then the nearest directory above it is watched until it is. So a file
 * that an editor replaces, and a directory that is made anew, stay watched. */

#include <stdbool.h>
#include <stddef.h>

#define SIGHT_DIRECTORIES_MAX 16384
#define SIGHT_DEPTH_MAX 64

struct sight;

struct sight_spec {
	char *const *paths;   /* absolute, ended by NULL */
	char *const *ignored; /* names, or absolute paths, as fnmatch(3) has them; ended by NULL */
	const char *never;    /* a directory that is never looked into; NULL: none */
	/* Says what keeps it from watching all. */
	void (*complain)(void *data, const char *text);
	void *data;
};

/* Nothing is watched before sight_scan(). spec must outlive it. Returns NULL if memory is short. */
struct sight *sight_new(const struct sight_spec *spec);
void sight_free(struct sight *sight);

/* Watches what is there now, from scratch. Returns a path that has come or gone since the last
 * time; NULL: none has. */
const char *sight_scan(struct sight *sight);
/* To poll for reading; another one after each scan; -1: none. */
int sight_fd(const struct sight *sight);
/* Reads what has happened. True if something has changed: the path is in changed, cut to size. */
bool sight_read(struct sight *sight, char *changed, size_t size);
/* Directories have come or gone: it is to be scanned again before anybody can rely on it. */
bool sight_is_stale(const struct sight *sight);

#endif
