/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_PROGRAM_RELOAD_H
#define CONFIG_PROGRAM_RELOAD_H

/* `reload` of a program: how its workers get a new process. */

#include <libconfig.h>

#include "config/checking.h"
#include "config/reader.h"

/* What of the program's own keys cannot work together. */
void program_reload_check(const struct check *check, const config_setting_t *program);
/* After all that its default depends on. */
void program_reload_read(
	struct reader *reader, const config_setting_t *group, struct program *program);

#endif
