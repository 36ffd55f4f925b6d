/* SPDX-License-Identifier: MIT */
#include <reeve/context.h>
#include <reeve/plugin.h>

static int apply(struct reeve_context *context, const char *value)
{
	if (value)
		return reeve_fail(context, REEVE_EXIT_USAGE, "option 'json' takes no value");
	if (reeve_param_set_bool(context, "json", true) < 0)
		return reeve_fail(context, REEVE_EXIT_FAILED, "option 'json': out of memory");
	return 0;
}

REEVE_OPTION("json", "print JSON", .apply = apply);
