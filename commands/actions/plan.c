/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	if (reeve_context_operand_count(context))
		return reeve_client_plan_programs(context, reeve_context_operands(context));
	return reeve_client_plan(context);
}

REEVE_ACTION("plan", "what a reload would change", .run = run);
