/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include <reeve/plugin.h>

__attribute__((constructor)) static void leave(void)
{
	_exit(3);
}

static int run(struct reeve_context *context)
{
	return 0;
}

REEVE_ACTION("ctor-exits", "never seen", .run = run);
