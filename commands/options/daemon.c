/* SPDX-License-Identifier: MIT */
#include <reeve/context.h>
#include <reeve/plugin.h>

static const char *const actions[] = {"start", "restart", "resurrect", NULL};

static int apply(struct reeve_context *context, const char *value)
{
	if (value)
		return reeve_fail(context, REEVE_EXIT_USAGE, "option 'daemon' takes no value");
	if (reeve_param_set_bool(context, "background", true) < 0)
		return reeve_fail(context, REEVE_EXIT_FAILED, "option 'daemon': out of memory");
	return 0;
}

REEVE_OPTION("daemon", "background running process", .apply = apply, .actions = actions);
