/* SPDX-License-Identifier: MIT */
#ifndef MASTER_FINISH_H
#define MASTER_FINISH_H

/* exit_code_from: the program whose end is the end of the command, and whose code is its code. */

struct master;

/* Stops the command when that program has ended and is not started again. */
void finish_look(struct master *master);
/* Tells the guardian with what code to leave, unless the command failed for another's fault. */
void finish_tell(const struct master *master);

#endif
