/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static const char *const all[] = {"all", NULL};

static int run(struct reeve_context *context)
{
	if (reeve_context_operand_count(context))
		return reeve_client_restart_programs(context, reeve_context_operands(context));
	if (reeve_param_bool(context, "rolling", false))
		return reeve_client_restart_programs(context, all);
	return reeve_client_restart(context);
}

REEVE_ACTION("restart", "restart process", .run = run);
