/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_TREE_CHECK_H
#define CONFIG_TREE_CHECK_H

/* What in a tree cannot work together, and an intensity that can never be exceeded. Complains at
 * the settings; a value that cannot be read has its own complaint already. */

#include "config/reader.h"

/* After it was read. */
void tree_check_program(
	struct reader *reader, const config_setting_t *group, const struct program *program);
/* After all that is in it was read and checked; sets its gives_up_ns. */
void tree_check_node(struct reader *reader, const config_setting_t *group, unsigned number);

#endif
