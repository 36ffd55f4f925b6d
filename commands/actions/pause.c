/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return reeve_client_pause_programs(context, reeve_context_operands(context));
}

REEVE_ACTION("pause", "stop the processes of programs for a while", .run = run);
