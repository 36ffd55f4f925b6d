/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

/* An action as ABI 1.7 might have it: what 1.0 knows, then more. */
struct reeve_action_1_7 {
	struct reeve_action action;
	int (*undo)(struct reeve_context *context);
	const char *const *aliases;
	uint64_t room[32];
};

static int run(struct reeve_context *context)
{
	return 17;
}

REEVE_API extern const struct reeve_action_1_7 reeve_plugin;
const struct reeve_action_1_7 reeve_plugin = {
	.action =
		{
			.plugin = {REEVE_PLUGIN_MAGIC, REEVE_ABI_MAJOR, 7,
				sizeof(struct reeve_action_1_7), REEVE_KIND_ACTION, 0,
				"newer-minor", "s"},
			.run = run,
		},
	.undo = run,
	.room = {1, 2, 3},
};
