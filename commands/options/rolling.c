/* SPDX-License-Identifier: MIT */
#include <reeve/context.h>
#include <reeve/plugin.h>

static const char *const actions[] = {"restart", NULL};

static int apply(struct reeve_context *context, const char *value)
{
	if (value)
		return reeve_fail(context, REEVE_EXIT_USAGE, "option 'rolling' takes no value");
	if (reeve_param_set_bool(context, "rolling", true) < 0)
		return reeve_fail(context, REEVE_EXIT_FAILED, "option 'rolling': out of memory");
	return 0;
}

REEVE_OPTION("rolling", "one worker after the other, each new one ready before the old one goes",
	.apply = apply, .actions = actions);
