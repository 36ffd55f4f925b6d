/* SPDX-License-Identifier: MIT */
#ifndef MASTER_DEATH_H
#define MASTER_DEATH_H

/* How a worker's process ended, and whether its group is empty. The exit status of an own child is
 * written down before the child is reaped; that of an adopted one comes by the guardian's ring. */

#include <stdbool.h>

struct slot;

/* The leader is dead: finds out how, then whether others of its group live, and tells the core. */
void death_notice(struct slot *slot);
/* The process died while no master could look: tells the core what the ring or the slot knows. */
void death_lost(struct slot *slot);
/* Whether others of its group live on though its leader died while no master could look. */
bool death_remains(struct slot *slot);
/* An operator's start has found such a group: it is ended, and a fresh process follows. */
void death_renew(struct slot *slot);
/* Looks again at a group that lingers, or at a death that awaits the ring. */
void death_recheck(struct slot *slot);

#endif
