/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return reeve_client_delete_programs(context, reeve_context_operands(context));
}

REEVE_ACTION("delete", "stop programs and take them out of what runs", .run = run);
