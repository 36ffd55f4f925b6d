/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

static int init(struct reeve_worker *worker, void **ret_state)
{
	return 0;
}

REEVE_WORK("no-work-run", "nothing", .init = init);
