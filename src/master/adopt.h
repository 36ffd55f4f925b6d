/* SPDX-License-Identifier: MIT */
#ifndef MASTER_ADOPT_H
#define MASTER_ADOPT_H

/* Finds, or makes, the scoreboard, and takes over what a former master left: proves who lives,
 * fences off children that have not claimed yet, restores the core. Nothing lives twice: a slot
 * whose process is proven alive is never started. */

#include "base/error.h"

struct master;

/* Opens or makes the scoreboard and fills master->slots' identities. Needs template, launches and
 * slots. Returns 0, or -1 with error filled. */
int adopt_scoreboard(struct master *master, struct reeve_error *error);
/* Hands every slot's past to the core; before supervisor_start(). */
void adopt_restore(struct master *master);
/* Tells the core of deaths whose story is known; after supervisor_start(). */
void adopt_tell(struct master *master);

#endif
