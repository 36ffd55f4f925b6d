/* SPDX-License-Identifier: MIT */
#ifndef MASTER_DECIDED_H
#define MASTER_DECIDED_H

/* What an operator had decided before the start, as the text in force says (`stopped`, `paused`): a
 * start begins with that. What he decides later is in the scoreboard, and a master that comes while
 * the start is not done yet begins it with that, too. */

struct master;
struct slot;

/* For a start that is not done yet, before any of its effects is carried out: who was stopped is
 * not started, not for a moment. */
void decided_begin(struct master *master);
/* Who was paused stands still as soon as he is ready. */
void decided_look(struct slot *slot);

#endif
