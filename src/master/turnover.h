/* SPDX-License-Identifier: MIT */
#ifndef MASTER_TURNOVER_H
#define MASTER_TURNOVER_H

/* What a reload does to workers once its text is in force: those of another edition of their program
 * are replaced, those that are new are started, and it is done when all of them run, or has failed
 * when one does not. Which are still to be replaced is told by the scoreboard: whoever dies meanwhile,
 * the next master goes on with it. */

struct asker;
struct master;

/* After the past was told to the core, of a master that goes on from another. */
void turnover_begin(struct master *master);
/* What has become of them so far: tells who waits, once. */
void turnover_look(struct master *master);
/* Answers now or when it is over. */
void turnover_await(struct asker *asker);
/* The same for who wants nothing but what is in force: where that has failed, it is tried again with
 * those that are still to be replaced, and the others are looked at as they are now. */
void turnover_go_on(struct asker *asker);

#endif
