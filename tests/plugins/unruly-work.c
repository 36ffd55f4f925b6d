/* SPDX-License-Identifier: MIT */

/* config: init, run, fini: what each of them does. */

#include <reeve/plugin.h>
#include <reeve/worker.h>

#include "unruly.h"

static int start(struct reeve_worker *worker, void **ret_state)
{
	(void)ret_state;
	return misbehave(reeve_worker_config_text(worker, "init", NULL));
}

static int run(struct reeve_worker *worker, void *state)
{
	(void)state;
	return misbehave(reeve_worker_config_text(worker, "run", NULL));
}

static void fini(struct reeve_worker *worker, void *state)
{
	(void)state;
	misbehave(reeve_worker_config_text(worker, "fini", NULL));
}

REEVE_WORK("unruly-work", "do what no work may do", .init = start, .run = run, .fini = fini);
