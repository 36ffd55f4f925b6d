/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

int reeve_from_the_future(struct reeve_context *context);

static int run(struct reeve_context *context)
{
	return reeve_from_the_future(context);
}

REEVE_ACTION("undefined-symbol", "time travel", .run = run);
