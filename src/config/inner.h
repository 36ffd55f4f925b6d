/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_INNER_H
#define CONFIG_INNER_H

/* A program that is a whole command: its template is checked with the one that runs it. */

#include "config/reader.h"

/* After the program was read. */
void inner_check(
	struct reader *reader, const config_setting_t *group, const struct program *program);

#endif
