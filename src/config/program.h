/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_PROGRAM_H
#define CONFIG_PROGRAM_H

/* Programs: reading them, and which key stands in which field. */

#include "config/field.h"
#include "config/reader.h"

/* Reads a program; the place in the tree is the caller's. */
void program_read(
	struct reader *reader, const config_setting_t *group, struct program *program);

/* The numbers of a program. */
extern const struct field program_fields[];
extern const size_t program_field_count;

/* Whether a key means something to this kind of program. */
bool program_takes(const struct program *program, const struct option *option);

#endif
