/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return 0;
}

REEVE_API extern const struct reeve_action reeve_plugin;
const struct reeve_action reeve_plugin = {
	.plugin = {REEVE_PLUGIN_MAGIC, REEVE_ABI_MAJOR, REEVE_ABI_MINOR,
		sizeof(struct reeve_plugin), REEVE_KIND_ACTION, 0, "size-head-only", "s"},
	.run = run,
};
