/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_PROGRAM_ENV_H
#define CONFIG_PROGRAM_ENV_H

/* The environment of one program. */

#include "base/user.h"
#include "config/reader.h"

/* Fills program->env: all that its workers get. group: that of the program. user: whose home and
 * names they get; NULL: those of whoever starts the command. */
void program_env_read(struct reader *reader, const config_setting_t *group, struct program *program,
	const struct user *user);

#endif
