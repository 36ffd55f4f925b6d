/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	if (reeve_context_operand_count(context))
		return reeve_client_reload_programs(context, reeve_context_operands(context));
	return reeve_client_reload(context);
}

REEVE_ACTION("reload", "put the template in force as it reads now", .run = run);
