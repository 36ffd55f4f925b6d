/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	if (reeve_context_operand_count(context) != 1)
		return reeve_fail(context, REEVE_EXIT_USAGE, "try takes one program");
	return reeve_client_try(context, reeve_context_operands(context)[0]);
}

REEVE_ACTION("try", "run one program by hand", .run = run);
