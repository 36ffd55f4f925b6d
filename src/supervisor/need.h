/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_NEED_H
#define SUPERVISOR_NEED_H

/* Who waits for whom: the children of one policy are a group here, and what a group needs is asked
 * of others. At the start nobody of a group is spawned before all its needs are met; what has been
 * met stays so. When the command stops nobody is told before those who needed him are gone. Each
 * change of a child moves a few numbers of its group and, where one of them comes to its end, of
 * those that wait for it: nothing is searched, nothing allocated. */

#include "supervisor/supervisor.h"

struct child;
struct needs; /* NULL: nobody needs anything */

/* Returns 0, -ENOMEM, or -EINVAL: the needs go round. */
int need_init(struct supervisor *supervisor, const struct supervisor_spec *spec);
void need_done(struct supervisor *supervisor);

/* The child has reached what its record and process say; `was` is the state before. */
void need_note(struct supervisor *supervisor, struct child *child, enum child_state was);
/* Others wait until it has ended. */
bool need_awaits_end(const struct supervisor *supervisor, const struct child *child);
/* What restored records say was reached. */
void need_regain(struct supervisor *supervisor);
/* The same of a start, where only those count who are not started anew. */
void need_regain_alive(struct supervisor *supervisor);
/* Its next spawn is its first, for which it has to wait; or it is not. */
void need_gate(struct supervisor *supervisor, struct child *child);
void need_excuse(struct supervisor *supervisor, struct child *child);
/* In place of a spawn: false: nothing holds it back. True: it waits, and its record says for what.
 */
bool need_holds(struct supervisor *supervisor, struct child *child, uint64_t now);

/* Spawns those who need wait no longer; while the command stops, ends those whom nobody needs any
 * more. */
void need_advance(struct supervisor *supervisor, uint64_t now);
/* All are to be stopped. */
void need_stop(struct supervisor *supervisor, uint64_t now);
/* Who is told to stop from now on has no time for it. */
void need_kill(struct supervisor *supervisor);

#endif
