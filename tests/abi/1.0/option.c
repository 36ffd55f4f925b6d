/* SPDX-License-Identifier: MIT */
/* An option as it was written for ABI 1.0: a parameter of each type. Frozen. */
#include <string.h>

#include <reeve/context.h>
#include <reeve/plugin.h>

static const char *const actions[] = {"action", NULL};

static int apply(struct reeve_context *context, const char *value)
{
	int64_t times = reeve_param_int(context, "option.times", 0);

	if (!value || !*value)
		return reeve_fail(context, REEVE_EXIT_USAGE, "a value is wanted");
	if (reeve_param_set_bool(context, "background", true) < 0 ||
		reeve_param_set_int(context, "option.times", times + 1) < 0 ||
		reeve_param_set_text(context, "option.text", value) < 0)
		return reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	return reeve_param_bool(context, "background", false) ? 0 : 1;
}

REEVE_OPTION("option", "an option of ABI 1.0", .apply = apply, .actions = actions,
	.metavar = "TEXT");
