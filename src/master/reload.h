/* SPDX-License-Identifier: MIT */
#ifndef MASTER_RELOAD_H
#define MASTER_RELOAD_H

/* Another template comes into force while the command runs.
 *
 * What a client wants lies in the run directory as `template.asked`. Once there is room for
 * all that it needs (room.h) it is taken by renaming it to `template.next`: from then on it will come into
 * force, whoever dies. First the workers that it has
 * no more are stopped, as their programs say, which keeps nobody else from anything. When they are
 * gone `template.next` is renamed to `template`, and the master takes over from itself: with the new
 * text it adopts those that stay, starts those that are new, and replaces those whose program is of
 * another edition (turnover.h). Where a rolling program fails at that, the text before comes back in
 * the same way. A client whose connection broke meanwhile asks again by its token. */

#include <jansson.h>
#include <stdbool.h>

struct asker;
struct master;

/* The request `reload`. */
void reload_take(struct asker *asker, const json_t *request);
/* Of a master that goes on from another: goes on with what it left. */
void reload_begin(struct master *master);
/* The text before the last reload is to come into force again, whoever dies; reload_look() then does it.
 * False: there is none. */
bool reload_take_back(struct master *master);
/* The last reload is done: it is not taken back any more. */
void reload_keep(void);
/* Stops those that are to go, and goes on when they are gone. */
void reload_look(struct master *master);

#endif
