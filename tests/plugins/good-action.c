/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return 42;
}

REEVE_ACTION("good-action", "answer", .run = run);
