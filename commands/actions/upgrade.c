/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	if (reeve_context_operand_count(context) > 1)
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"upgrade takes one operand: the path of a reeve-master");
	return reeve_client_upgrade(context, reeve_context_operands(context)[0]);
}

REEVE_ACTION("upgrade", "guardian and master become the program as it is now", .run = run);
