/* SPDX-License-Identifier: MIT */
#ifndef MASTER_SLOT_H
#define MASTER_SLOT_H

/* One worker's place: its spawn, its death, its set of processes, its line in the scoreboard. */

#include <stddef.h>

struct master;
struct slot;

void slot_done(struct slot *slot);

/* Copies what the core and the slot know into the scoreboard. */
void slot_write(struct slot *slot);

/* EFFECT_CHANGED: the same, with the times of unplanned exits. */
void slot_changed(struct slot *slot);
/* Looks whether the worker has said that it is ready. */
void slot_look_ready(struct slot *slot);

/* EFFECT_SPAWN: answers the core with SPAWNED, or in the next round with SPAWN_FAILED: a program
 * that cannot be started and has no delay must not keep the loop from everything else. */
void slot_spawn(struct slot *slot);
void slot_tell_failed(struct slot *slot);
/* EFFECT_SIGNAL (followed by CONT, so that a stopped process can act on it) and EFFECT_KILL. */
void slot_signal(struct slot *slot, int signal);

/* Begins to watch the process of an adopted slot. Returns 0 or -errno. */
int slot_watch(struct slot *slot);
/* Its leader is dead: finds out how, then whether others of its set live, and tells the core. */
void slot_ended(struct slot *slot);
/* Its process died while no master could look: tells the core what the ring or the slot knows. */
void slot_lost(struct slot *slot);
/* Looks again at a set that lingers, or at a death that awaits the ring. */
void slot_recheck(struct slot *slot);

/* Why its last start failed, as a sentence for people. */
void slot_tell_end(const struct slot *slot, char *text, size_t size);
/* "mailer.1" */
const char *slot_name(const struct slot *slot, char *text, size_t size);
unsigned slot_index(const struct slot *slot);

#endif
