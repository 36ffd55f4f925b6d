/* SPDX-License-Identifier: MIT */
#ifndef MASTER_PAST_H
#define MASTER_PAST_H

/* What a former master left in one slot of its scoreboard: proven, and ended where nobody has a place for
 * it any more. */

#include <stdbool.h>
#include <stdint.h>

#include "process/identity.h"
#include "storage/scoreboard.h"

/* What a slot of a former scoreboard holds, after it was fenced. */
struct past {
	struct scoreboard_slot data;
	enum identity_verdict verdict; /* of data.process; GONE also where there was none */
	int pidfd;		       /* of IDENTITY_OURS */
	bool by_guardian;	       /* its parent */
	bool own; /* our child: the master has taken over from itself; it may be dead */
	uint32_t generation;
	bool taken;  /* by a slot of ours */
	bool ending; /* of no slot any more */
};

/* Whether children of a former master are ours: it has taken over from itself. */
bool past_is_parent(void);
/* Fences the slot off and looks who lives in it. */
void past_look(struct scoreboard *scoreboard, unsigned index, bool parent, struct past *past);
/* Of all at once: which of them are the guardian's children. */
void past_find_parents(struct past *pasts, unsigned count);
/* Ends those that no slot has taken, and waits for that. */
void past_end_rest(struct past *pasts, unsigned count);

#endif
