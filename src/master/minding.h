/* SPDX-License-Identifier: MIT */
#ifndef MASTER_MINDING_H
#define MASTER_MINDING_H

/* on_master_death = "stop": beside its workers the master has a minder (guardian/minder.h), which
 * outlives it. What a former master has left is kept on; one that ends is started again, after a
 * second. */

#include <stdint.h>

struct master;
struct minding;
struct program;

/* *ret_minding is NULL if no worker follows its master. Returns 0 or -errno. */
int minding_open(struct master *master, struct minding **ret_minding);
/* Sees that there is one; takes NULL. */
void minding_begin(struct minding *minding);
/* Ends it: what happens from now on happens on purpose. If the master stays, it starts another.
 * Takes NULL. */
void minding_end(struct minding *minding);
/* After its loop was closed; takes NULL. */
void minding_close(struct minding *minding);
/* What a minder is to know of a worker: SLOT_FOLLOWS and so on. */
uint16_t minding_flags(const struct program *program);

#endif
