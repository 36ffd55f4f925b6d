/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	const char *const *operands = reeve_context_operands(context);

	if (!operands[0] || !operands[1])
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"signal needs a signal and names of programs: '%s signal HUP %s'",
			reeve_context_command(context), operands[0] ? operands[0] : "all");
	return reeve_client_signal_programs(context, operands[0], operands + 1);
}

REEVE_ACTION("signal", "send a signal to programs", .run = run);
