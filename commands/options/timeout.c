/* SPDX-License-Identifier: MIT */
#include <reeve/context.h>
#include <reeve/plugin.h>

static int apply(struct reeve_context *context, const char *value)
{
	if (!value || !*value)
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"option 'timeout' needs a value: how long to wait, as 30s or 500ms");
	if (reeve_param_set_text(context, "timeout", value) < 0)
		return reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	return 0;
}

static const char *const actions[] = {
	"start", "stop", "restart", "wait", "reload", "scale", "add", "delete", NULL};

REEVE_OPTION("timeout", "how long to wait", .apply = apply, .actions = actions, .metavar = "TIME");
