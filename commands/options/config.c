/* SPDX-License-Identifier: MIT */
#include <reeve/context.h>
#include <reeve/plugin.h>

static const char *const actions[] = {"status", NULL};

static int apply(struct reeve_context *context, const char *value)
{
	if (value)
		return reeve_fail(context, REEVE_EXIT_USAGE, "option 'config' takes no value");
	if (reeve_param_set_bool(context, "config", true) < 0)
		return reeve_fail(context, REEVE_EXIT_FAILED, "option 'config': out of memory");
	return 0;
}

REEVE_OPTION("config", "show the configuration tables", .apply = apply, .actions = actions);
