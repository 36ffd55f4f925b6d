/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

#include "unruly.h"

static int apply(struct reeve_context *context, const char *value)
{
	(void)context;
	return misbehave(value);
}

REEVE_OPTION("unruly-option", "do what no option may do", .apply = apply, .metavar = "WHAT");
