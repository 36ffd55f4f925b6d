/* SPDX-License-Identifier: MIT */
#include <reeve/context.h>
#include <reeve/plugin.h>

static int apply(struct reeve_context *context, const char *value)
{
	if (!value)
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"option 'command' needs a value: NAME or NAME,NAME");
	return reeve_context_choose(context, value);
}

REEVE_OPTION("command", "only the command of this name", .apply = apply, .metavar = "NAME");
