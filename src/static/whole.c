/* SPDX-License-Identifier: MIT */
#include "api/whole.h"
#include "master/role.h"
#include "process/handover.h"

/* Made by archive.sh: the built-in plugins, ended by NULL. */
extern const struct reeve_plugin *const builtin_plugins[];

const struct whole *whole_find(void)
{
	static const struct whole whole = {
		.plugins = builtin_plugins,
		.use_self = handover_use_self,
		.role_is_wanted = role_is_wanted,
		.role_main = role_main,
	};

	return &whole;
}
