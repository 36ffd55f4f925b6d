/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	return 0;
}

REEVE_ACTION("summary-missing", 0, .run = run);
