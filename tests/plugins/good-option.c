/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include <reeve/plugin.h>

static const char *const actions[] = {"start", "restart", NULL};

static int apply(struct reeve_context *context, const char *value)
{
	return value ? 1 : 0;
}

REEVE_OPTION("good-option", "count", .apply = apply, .actions = actions, .metavar = "N");
