/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

static int apply(struct reeve_context *context, const char *value)
{
	return 0;
}

REEVE_OPTION("option-metavar", "s", .apply = apply, .metavar = "");
