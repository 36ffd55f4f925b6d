/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include <reeve/plugin.h>

static const char *const actions[] = {"start", "re start", NULL};

static int apply(struct reeve_context *context, const char *value)
{
	return 0;
}

REEVE_OPTION("option-actions", "s", .apply = apply, .actions = actions);
