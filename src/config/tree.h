/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_TREE_H
#define CONFIG_TREE_H

/* Supervisors and the programs in them; or a plain list of programs. */

#include "config/field.h"
#include "config/reader.h"

/* Fills reader->template's programs and nodes. */
void tree_read(struct reader *reader);

/* The numbers of a supervisor. */
extern const struct field tree_fields[];
extern const size_t tree_field_count;

/* What it says itself, else a site file: what stands at the top of the template is for programs.
 * NULL: nobody says it. */
const config_setting_t *tree_find(
	const struct reader *reader, const config_setting_t *group, const char *key);

#endif
