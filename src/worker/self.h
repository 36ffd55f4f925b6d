/* SPDX-License-Identifier: MIT */
#ifndef WORKER_SELF_H
#define WORKER_SELF_H

/* The worker that this process is, for the files of this directory. */

#include <stdbool.h>
#include <stdint.h>

#include "reeve/worker.h"
#include "worker/parameters.h"

struct counters_cell;

struct reeve_worker {
	const char *title;
	unsigned instance;
	unsigned slot;
	const char *token;
	uint64_t runs;
	bool running;
	struct parameters parameters;
	struct counters_cell *cell;
};

/* By a signal, or by its age: not by the work itself. */
bool worker_is_told_to_stop(void);

#endif
