/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return 2;
}

REEVE_ACTION("twin", "second", .run = run);
