/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return 0;
}

REEVE_ACTION("summary-control", "red \033[31m text", .run = run);
