/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return 0;
}

REEVE_API extern const struct reeve_action reeve_plugin;
const struct reeve_action reeve_plugin = {
	.plugin = {REEVE_PLUGIN_MAGIC, 2, 0, sizeof(struct reeve_action), REEVE_KIND_ACTION, 0,
		"abi-major", "s"},
	.run = run,
};
