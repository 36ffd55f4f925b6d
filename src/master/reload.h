/* SPDX-License-Identifier: MIT */
#ifndef MASTER_RELOAD_H
#define MASTER_RELOAD_H

/* Another template comes into force while the command runs.
 *
 * What a client wants lies in the run directory as `template.asked`. It is taken by renaming it to
 * `template.next`: from then on it will come into force, whoever dies. First the workers that it has
 * no more are stopped, as their programs say, which keeps nobody else from anything. When they are
 * gone `template.next` is renamed to `template`, and the master takes over from itself: with the new
 * text it adopts those that stay, starts those that are new, and replaces those whose program is of
 * another edition (turnover.h). A client whose connection broke meanwhile asks again by its token. */

#include <jansson.h>

struct asker;
struct master;

/* The request `reload`. */
void reload_take(struct asker *asker, const json_t *request);
/* Of a master that goes on from another: goes on with what it left. */
void reload_begin(struct master *master);
/* Whether those that are to go are gone. */
void reload_look(struct master *master);

#endif
