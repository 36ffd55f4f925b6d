/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return 1;
}

REEVE_ACTION("twin", "first", .run = run);
