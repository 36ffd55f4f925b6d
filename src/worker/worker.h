/* SPDX-License-Identifier: MIT */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include <stdbool.h>

#include "reeve/main.h"

/* Whether this process was executed to be a worker. */
bool worker_is_wanted(void);

/* Takes over the process: reeve_worker_main(), with the functions of a host (ended by an entry
 * without a name; NULL: there are none). Returns the exit code. */
int worker_main(int argc, char **argv, const struct reeve_function *functions);

#endif
