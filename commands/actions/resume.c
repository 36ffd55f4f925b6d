/* SPDX-License-Identifier: MIT */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return reeve_client_resume_programs(context, reeve_context_operands(context));
}

REEVE_ACTION("resume", "let paused programs go on", .run = run);
