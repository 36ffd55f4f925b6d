/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_PROGRAM_H
#define CONFIG_PROGRAM_H

/* Programs: reading them, and which key stands in which field. */

#include "config/reader.h"

/* Fills reader->template->programs. */
void program_read_all(struct reader *reader);

/* The numbers of a program. */
struct program_field {
	const char *key;
	size_t offset;
	size_t size;	   /* 4 or 8 bytes */
	uint64_t scale;	   /* the value in the field counts in this many of the table's */
	bool zero_is_none; /* 0 is kept as UINT64_MAX */
};

extern const struct program_field program_fields[];
extern const size_t program_field_count;

/* Whether a key means something to this kind of program. */
bool program_takes(const struct program *program, const struct option *option);
/* In the table's own unit: nanoseconds where the key is a duration. */
uint64_t program_field_get(const struct program_field *field, const struct program *program);

#endif
