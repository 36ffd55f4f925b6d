/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_PROGRAM_READY_H
#define CONFIG_PROGRAM_READY_H

/* `ready` of an exec program: when it counts as started. */

#include <libconfig.h>
#include <stddef.h>

#include "config/checking.h"
#include "config/reader.h"

/* Returns 0, or -1 with why filled, which reads as what follows the key. */
int program_ready_form(const char *text, char *why, size_t size);
/* What of the program's own keys cannot work together. */
void program_ready_check(const struct check *check, const config_setting_t *program);
/* Appends it as it is written; that of "delay:TIME" is start_grace. */
void program_ready_print(const struct program *program, struct buffer *buffer);
void program_ready_read(
	struct reader *reader, const config_setting_t *group, struct program *program);

#endif
