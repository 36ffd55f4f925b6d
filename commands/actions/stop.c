/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	if (reeve_context_operand_count(context))
		return reeve_fail(context, REEVE_EXIT_USAGE, "stop takes no operands");
	return reeve_client_stop(context);
}

REEVE_ACTION("stop", "stop process", .run = run);
