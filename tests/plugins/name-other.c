/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return 0;
}

REEVE_ACTION("somebody", "s", .run = run);
