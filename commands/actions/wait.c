/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>
#include <string.h>

static int run(struct reeve_context *context)
{
	const char *const *operands = reeve_context_operands(context);
	const char *state = "running";

	if (operands[0] && (!strcmp(operands[0], "running") || !strcmp(operands[0], "stopped")))
		state = *operands++;
	return reeve_client_wait_programs(context, state, operands);
}

REEVE_ACTION("wait", "wait until programs are running, or stopped", .run = run);
