/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_PROGRAM_WORLD_H
#define CONFIG_PROGRAM_WORLD_H

/* As whom the workers of a program run, and what they may use. Names are resolved here: the child
 * of a fork cannot. */

#include "base/user.h"
#include "config/reader.h"

/* Fills program->world. Returns true if it says a user itself, who is in ret_user then: all zeros
 * but for the numbers where the system does not know him. */
bool program_world_read(struct reader *reader, const config_setting_t *group,
	struct program *program, struct user *ret_user);

/* One of `limits`. Returns 0 or -EINVAL. */
int program_world_limit(const config_setting_t *setting, int limit, struct rlimit *ret_limit);

#endif
