/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_ENVIRONMENT_H
#define CONFIG_ENVIRONMENT_H

/* The environment of workers is computed from the template, never leaked from whoever typed the
 * command. */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

#define ENVIRONMENT_MAX 4096 /* variables */
#define ENVIRONMENT_NAME_MAX 255
#define ENVIRONMENT_ENTRY_MAX 131071 /* what execve() takes */
#define ENVIRONMENT_PATH "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* "NAME=value", each name once. */
struct variables {
	char **items; /* ended by NULL */
	size_t count, capacity;
};

void variables_done(struct variables *variables);
/* Adds or replaces. Returns 0, -ENOMEM, or -E2BIG beyond ENVIRONMENT_MAX. */
int variables_set(struct variables *variables, const char *entry);
/* NULL if there is none. variables may be NULL. */
const char *variables_get(const struct variables *variables, const char *name);
void variables_unset(struct variables *variables, const char *name);
/* Sets all of the other's. Returns 0 or -errno. */
int variables_add(struct variables *variables, const struct variables *other);
void variables_sort(struct variables *variables);

/* The length of [A-Za-z_][A-Za-z0-9_]* at text; 0: none. */
size_t environment_name_length(const char *text);
/* NULL if "NAME=value" may be set by a template, else what is wrong with it. */
const char *environment_refusal(const char *entry);

/* Sets those of environ whose name matches: NAME, or PREFIX*. REEVE_* never does, nor does what a
 * template could not set itself (exported shell functions, for one). Returns 0 or
 * -errno. */
int environment_inherit(struct variables *variables, char *const *environ_, const char *pattern);

/* Reads lines NAME=value of a trusted file; # begins a comment line, quotes around a value are
 * dropped. Returns 0, or -1 with errors added (without a place if the file cannot be opened). */
int environment_read_file(
	struct variables *variables, const char *path, uid_t owner, struct error_list *errors);

#endif
