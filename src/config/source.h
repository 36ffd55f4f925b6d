/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_SOURCE_H
#define CONFIG_SOURCE_H

/* The text of a configuration file with its includes in place. libconfig would open the files of
 * `@include` itself, unchecked; here each file is read from the descriptor that was checked, and
 * every line remembers where it came from. */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"

#define SOURCE_MAX_BYTES (1024 * 1024)		 /* of all files together */
#define SOURCE_MAX_BYTES_SET (256 * 1024 * 1024) /* of what we wrote ourselves */
#define SOURCE_MAX_FILES 64
#define SOURCE_MAX_DEPTH 8

struct source_line {
	unsigned file; /* index in files */
	int number;
};

struct source {
	struct buffer text; /* what libconfig reads */
	struct source_line *lines;
	size_t line_count, line_capacity;
	char **files; /* as shown in errors */
	size_t file_count;
	char *path;    /* absolute, of the file itself, links resolved */
	uid_t owner;   /* of the file itself */
	bool embedded; /* part of the program that is at path */
};

/* Who the owner that is trusted beside root and the caller is: SOURCE_OWN means the file's own,
 * which is how a template is read. */
#define SOURCE_OWN ((uid_t)-2)

/* Reads the file. Bare integers beyond 32 bits get the suffix L: libconfig 1.5 would wrap them
 * silently. Returns 0, or -1 with errors added. */
int source_read(struct source *source, const char *path, uid_t owner, struct error_list *errors);
/* Takes text from memory, without includes. Returns 0 or -1 with errors added. */
int source_set(struct source *source, const char *name, const char *text, size_t length,
	struct error_list *errors);
void source_done(struct source *source);

/* Where a line of the text (from 1) came from; the file lives as long as the source. */
void source_place(const struct source *source, unsigned line, const char **ret_file, int *ret_line);

#endif
