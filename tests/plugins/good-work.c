/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

static int run(struct reeve_worker *worker, void *state)
{
	return 0;
}

static void fini(struct reeve_worker *worker, void *state)
{
}

REEVE_WORK("good-work", "work", .run = run, .fini = fini);
