/* SPDX-License-Identifier: MIT */
#ifndef WORKER_WORK_H
#define WORKER_WORK_H

/* What a worker runs: a work plugin, or functions of the program that it is. */

#include "base/error.h"
#include "reeve/main.h"
#include "worker/parameters.h"

struct plugin;

struct work {
	struct reeve_work operations;
	struct plugin *plugin; /* that the operations are of; NULL: the host's functions */
};

/* Returns 0, or an exit code with error filled. work_done() takes what a failure left too. */
int work_find(const struct parameters *parameters, const struct reeve_function *functions,
	struct work *ret_work, struct reeve_error *error);
void work_done(struct work *work);

#endif
