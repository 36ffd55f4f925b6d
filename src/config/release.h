/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_RELEASE_H
#define CONFIG_RELEASE_H

/* What a template holds is given back, in parts. */

#include "config/template.h"

/* A list and its texts. NULL is fine. */
void release_list(char **list);
/* What program was to wait for; then it waits for nothing. */
void release_needs(struct program *program);
/* What they hold, not the array. */
void release_programs(struct program *programs, size_t count);
/* The array too. */
void release_nodes(struct template_node *nodes, size_t count);

#endif
