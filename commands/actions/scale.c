/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	if (!reeve_context_operand_count(context))
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"how many workers of which program? NAME=N, NAME=+N or NAME=-N");
	return reeve_client_scale(context, reeve_context_operands(context));
}

REEVE_ACTION("scale", "change numbers of workers", .run = run);
