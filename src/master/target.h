/* SPDX-License-Identifier: MIT */
#ifndef MASTER_TARGET_H
#define MASTER_TARGET_H

/* Names of what runs, as an operator gives them: a program ("mailer"), a worker ("mailer.2"), a
 * supervisor of the tree, or "all". */

#include <stdbool.h>

#include "reeve/error.h"

struct master;

/* Numbers of slots in a row, those of supervisors behind those of workers (as in the scoreboard).
 */
struct target {
	unsigned first;
	unsigned count;
	bool is_all; /* everything, under that name or the outermost supervisor's */
};

/* Returns 0, or -1 with error filled (2): there is nothing of that name. */
int target_find(const struct master *master, const char *name, struct target *ret_target,
	struct reeve_error *error);

/* The workers below a supervisor that was found; of everything, and of others the same. */
struct target target_workers(const struct master *master, struct target target);

#endif
