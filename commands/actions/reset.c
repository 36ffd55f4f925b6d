/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return reeve_client_reset_programs(context, reeve_context_operands(context));
}

REEVE_ACTION("reset", "forget what is counted, try again what was given up", .run = run);
