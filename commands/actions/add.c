/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return reeve_client_add_programs(context, reeve_context_operands(context));
}

REEVE_ACTION("add", "take programs of the template into what runs", .run = run);
