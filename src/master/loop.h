/* SPDX-License-Identifier: MIT */
#ifndef MASTER_LOOP_H
#define MASTER_LOOP_H

/* What wakes the master: deaths, readiness, deadlines, signals, the end of its guardian. Each is
 * told to the core; nothing is decided here. */

struct master;

/* Returns 0 or -errno; loop_close() takes what a failure left too. */
int loop_open(struct master *master);
/* Writes what was answered last, then closes everything. */
void loop_close(struct master *master);

/* Wakes at the core's earliest deadline. */
void loop_arm(struct master *master);
/* Some slot's spawn has failed: the core is told in the next round. */
void loop_tell_failed(struct master *master);
/* Some group lingers whose deaths nobody may tell: it is looked at until there is none. */
void loop_watch_lingering(struct master *master);

#endif
