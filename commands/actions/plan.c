/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	if (reeve_context_operand_count(context))
		return reeve_fail(context, REEVE_EXIT_USAGE, "plan takes no operands");
	return reeve_client_plan(context);
}

REEVE_ACTION("plan", "what a reload would change", .run = run);
