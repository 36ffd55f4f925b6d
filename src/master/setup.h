/* SPDX-License-Identifier: MIT */
#ifndef MASTER_SETUP_H
#define MASTER_SETUP_H

/* What a master needs before its loop: the template in force, launches, slots, counters, core. */

#include <sys/types.h>

#include "base/error.h"

struct master;
struct template;
struct user_files;

/* Returns 0, or -1 with error filled; setup_undo() takes what a failure left too. */
int setup_master(struct master *master, struct reeve_error *error);
void setup_undo(struct master *master);

/* A text in force, out of a file of the run directory. NULL with error filled. */
struct template *setup_load(const char *file, struct reeve_error *error);

/* What the work programs of one user share, with so many cells of counters. Returns 0, or -1 with
 * error filled. */
int setup_user_files(
	uid_t uid, unsigned cells, struct user_files *ret_files, struct reeve_error *error);

/* Started only to end what is left. */
bool setup_is_ending(void);

#endif
