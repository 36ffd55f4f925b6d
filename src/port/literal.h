/* SPDX-License-Identifier: MIT */
#ifndef PORT_LITERAL_H
#define PORT_LITERAL_H

/* JSON, and of JavaScript what is data: object and array literals with comments, bare keys, single
 * quotes and commas at the end, behind `module.exports =` or `export default`. Nothing is run: an
 * expression is kept as its text. */

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

enum literal_kind {
	LITERAL_NULL,
	LITERAL_BOOL,	/* text: "true" or "false" */
	LITERAL_NUMBER, /* text: as it is written */
	LITERAL_TEXT,
	LITERAL_LIST,
	LITERAL_OBJECT,
	LITERAL_CODE, /* text: its beginning */
};

struct literal {
	enum literal_kind kind;
	int line;
	char *text;
	char *key; /* of a member of an object */
	struct literal **items;
	size_t count;
};

/* Reads a text. Returns NULL with why filled ("" is: no memory) and *ret_line. */
struct literal *literal_read(const char *text, int *ret_line, struct buffer *why);
void literal_free(struct literal *literal);

/* A member of an object, the last one of this key; or NULL. literal may be NULL. */
const struct literal *literal_member(const struct literal *literal, const char *key);

/* A text, a number, true or false: it has a text. value may be NULL. */
bool literal_is_scalar(const struct literal *value);

#endif
