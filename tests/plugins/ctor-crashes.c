/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include <reeve/plugin.h>

__attribute__((constructor)) static void crash(void)
{
	abort();
}

static int run(struct reeve_context *context)
{
	return 0;
}

REEVE_ACTION("ctor-crashes", "never seen", .run = run);
