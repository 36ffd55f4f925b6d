/* SPDX-License-Identifier: MIT */
#ifndef MASTER_DECIDED_H
#define MASTER_DECIDED_H

/* What an operator had decided before the start, as the text in force says (`stopped`, `paused`): a
 * start begins with that. Once the start is done it is in the scoreboard, as what he decides later.
 */

struct master;
struct slot;

/* For a start that is not done yet, before any of its effects is carried out: who was stopped is
 * not started, not for a moment. */
void decided_begin(struct master *master);
/* Who was paused stands still as soon as he is ready. */
void decided_look(struct slot *slot);

#endif
