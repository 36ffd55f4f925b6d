/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_EFFECTS_H
#define SUPERVISOR_EFFECTS_H

/* What the master has still to do, in order. A child has at most one place in the queue; what waits
 * there for it stands in the child: SWAPPED, CHANGED, ROLLED, and one of SPAWN, SIGNAL and KILL. A node has at most one
 * for its NODE_CHANGED. STARTED, START_FAILED, GAVE_UP and FINISHED happen once in the life of a
 * supervisor. So a queue of children + nodes + 4 places never overflows, in whatever order effects are
 * decided and taken out. */

#include "supervisor/child.h"
#include "supervisor/node.h"

struct effects {
	uint32_t *queue; /* of members' numbers (place.h), and the command's own effects */
	size_t room;
	size_t head;
	size_t length;
};

/* Returns 0 or -ENOMEM. */
int effects_init(struct effects *effects, size_t children, size_t nodes);
void effects_done(struct effects *effects);
/* Makes room for so many places more. Returns 0 or -ENOMEM. */
int effects_grow(struct effects *effects, size_t more);

/* The child's record changed. */
void effects_change(struct effects *effects, struct child *child, uint32_t index);
void effects_change_node(struct effects *effects, struct node *node, uint32_t index);
/* Two children have changed roles: told before all else that is told of either. */
void effects_swap(struct effects *effects, struct child *children, uint32_t from, uint32_t to);
/* A round has come to its end. */
void effects_rolled(struct effects *effects, struct child *spare, uint32_t index);
/* SPAWN, SIGNAL or KILL. One that waits is replaced: SIGNAL by KILL, and that is all. */
void effects_act(struct effects *effects, struct child *child, uint32_t index,
	enum supervisor_effect_type type);
/* Takes back what waits to be done for the child; CHANGED stays. */
void effects_withdraw(struct child *child);
/* STARTED, START_FAILED, GAVE_UP or FINISHED; each at most once. */
void effects_tell(struct effects *effects, enum supervisor_effect_type type);

/* Takes the next one out; false: there is none. The child of START_FAILED and GAVE_UP is for the
 * caller to fill. */
bool effects_next(struct effects *effects, struct child *children, struct node *nodes,
	struct supervisor_effect *ret_effect);

#endif
