/* SPDX-License-Identifier: MIT */
#ifndef MASTER_PLACES_H
#define MASTER_PLACES_H

/* Which slot of a former scoreboard is whose. Rolling has workers change slots with the spare one of
 * their program (supervisor/roll.h); what a slot says of itself counts. */

#include <stdbool.h>

struct master;
struct scoreboard;
struct scoreboard_slot;
struct slot;

/* The slot of a worker, by its number in the order of the template. */
struct slot *places_worker(const struct master *master, unsigned number);

/* Ends a change of places in whose middle the writer died: of two slots of one worker the one of the
 * higher generation has taken its place, the other is spare. False: memory is short. */
bool places_settle(struct scoreboard_slot *const *slots, unsigned count);
/* Has the master's slots, and the core, stand as the workers do in this scoreboard. slots: all that
 * stands in it. False: it is not one of this template, or memory is short; nothing has changed. */
bool places_take(struct master *master, const struct scoreboard *scoreboard,
	struct scoreboard_slot *const *slots);

#endif
