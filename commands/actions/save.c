/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	if (reeve_context_operand_count(context))
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"save takes no operands");
	return reeve_client_save(context);
}

REEVE_ACTION("save", "write down what was decided by hand", .run = run);
