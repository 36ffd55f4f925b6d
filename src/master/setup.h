/* SPDX-License-Identifier: MIT */
#ifndef MASTER_SETUP_H
#define MASTER_SETUP_H

/* What a master needs before its loop: the template in force, launches, slots, counters, core. */

#include "base/error.h"

struct master;
struct template;

/* The text in force lies in the run directory: a master that is started again reads the same. NULL, with
 * error filled: it cannot be read. */
struct template *setup_read_template(struct reeve_error *error);

/* Returns 0, or -1 with error filled; setup_undo() takes what a failure left too. */
int setup_master(struct master *master, struct reeve_error *error);
void setup_undo(struct master *master);

/* Started only to end what is left. */
bool setup_is_ending(void);

#endif
