/* SPDX-License-Identifier: MIT */
#ifndef PORT_DRAFT_H
#define PORT_DRAFT_H

/* A template that is written from what others wrote. What goes into it is looked at as `reeve
 * check` would, so that what comes out is valid; the rest is noted, key by key with its line. */

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/name.h"

#define DRAFT_PROGRAMS_MAX 1000

/* Stand around a NAME in a text for what is to become ${NAME}; no text that is read has them. */
#define DRAFT_OPEN '\1'
#define DRAFT_CLOSE '\2'

struct draft_program {
	char name[NAME_MAX_LENGTH + 1];
	int line;
	struct buffer text;
};

struct draft {
	const char *file; /* for notes */
	struct error_list notes;
	struct buffer top; /* settings for all programs */
	struct draft_program **programs;
	size_t count;
	unsigned workers; /* of all */
	bool no_memory;
};

void draft_done(struct draft *draft);

/* What is not carried over, or is another way here. who NULL: the file as a whole. */
void draft_note(struct draft *draft, const struct draft_program *who, int line, const char *format,
	...) REEVE_PRINTF(4, 5);

/* A program of a name like this one, as far as it can be had. NULL: no memory, or too many. */
struct draft_program *draft_add(struct draft *draft, const char *name, int line);

/* Sets a key of a program, NULL: of all. Returns true if it could be; else it was noted under the
 * name that it had. */
bool draft_set(struct draft *draft, struct draft_program *program, int line, const char *key,
	const char *value);
/* The same of a list; a list with nothing in it is none. */
bool draft_set_list(struct draft *draft, struct draft_program *program, int line, const char *key,
	char *const *items);

/* What kept a file from being read, from -errno: -E2BIG is a list that is too long. Returns -1. */
int draft_fail(const struct draft *draft, int result, struct reeve_error *error);

/* The whole text. directory: what relative paths start from. Returns 0 or -1. */
int draft_write(
	struct draft *draft, const char *origin, const char *directory, struct buffer *ret_text);

#endif
