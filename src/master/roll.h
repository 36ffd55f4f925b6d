/* SPDX-License-Identifier: MIT */
#ifndef MASTER_ROLL_H
#define MASTER_ROLL_H

/* Rolling (supervisor/roll.h), as the master sees it: a round of one program is begun by telling its
 * workers, and its outcome stands in the program's spare slot, for this master and those that come after it. */

#include <stdbool.h>
#include <stddef.h>

struct launch;
struct master;
struct slot;

/* Tells the worker that it is to be replaced, which begins a round or goes with the one that is under
 * way. False: that means nothing to it now. */
bool roll_one(struct slot *slot);
/* False: a round of the program is under way. True: there is none; *ret_failed: the last one has
 * failed, and text says why. */
bool roll_is_over(const struct master *master, const struct launch *program, bool *ret_failed,
	char *text, size_t size);

/* EFFECT_SWAPPED and EFFECT_ROLLED. */
void roll_swapped(struct slot *new, struct slot *old);
void roll_told(struct slot *spare);

#endif
