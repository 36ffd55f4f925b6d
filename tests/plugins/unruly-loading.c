/* SPDX-License-Identifier: MIT */

/* Its constructor does what UNRULY says. */

#include <reeve/plugin.h>

#include "unruly.h"

__attribute__((constructor)) static void load(void)
{
	misbehave(getenv("UNRULY"));
}

static int run(struct reeve_context *context)
{
	(void)context;
	return 0;
}

REEVE_ACTION("unruly-loading", "do what no constructor may do", .run = run);
