/* SPDX-License-Identifier: MIT */
#ifndef MASTER_SLOT_H
#define MASTER_SLOT_H

/* One worker's place: its spawn, its process, its line in the scoreboard. */

#include <stdbool.h>
#include <stddef.h>

#include "supervisor/supervisor.h"

struct counters_values;
struct master;
struct slot;

void slot_done(struct slot *slot);

/* Copies what the core and the slot know into the scoreboard. */
void slot_write(struct slot *slot);

/* EFFECT_SWAPPED: by one store of the scoreboard. */
void slot_swap(struct slot *new, struct slot *old);

/* EFFECT_CHANGED: the same, with the times of unplanned exits. True if there is something to say:
 * there was a new one, or it is given up. */
bool slot_changed(struct slot *slot);
/* Looks whether the worker has said that it is ready. */
void slot_look_ready(struct slot *slot);

/* EFFECT_SPAWN: answers the core with SPAWNED, or in the next round with SPAWN_FAILED: a program
 * that cannot be started and has no delay must not keep the loop from everything else. */
void slot_spawn(struct slot *slot);
void slot_tell_failed(struct slot *slot);
/* EFFECT_SIGNAL (followed by CONT, so that a stopped process can act on it) and EFFECT_KILL. */
void slot_signal(struct slot *slot, int signal);

/* To the leader alone. Returns 0, -ESRCH if it is gone, or -errno. */
int slot_signal_leader(const struct slot *slot, int signal);
/* Makes its set stand still or go on, as the record says. */
void slot_follow_pause(struct slot *slot);
/* Whoever has stopped it. */
void slot_go_on(struct slot *slot);

/* Begins to watch the process of an adopted slot. Returns 0 or -errno. */
int slot_watch(struct slot *slot);
void slot_unwatch(struct slot *slot);
/* It has no process any more. */
void slot_clear(struct slot *slot);

/* Tells the core something of this slot. */
void slot_tell(struct slot *slot, enum child_event type, enum child_cause cause, int status);
/* What the worker of this start has written; false: nothing yet, or nothing that can be read. */
bool slot_read_cell(const struct slot *slot, struct counters_values *ret_cell);

/* No process of its group or session lives. */
bool slot_set_is_empty(const struct slot *slot);

/* "mailer.1" */
const char *slot_name(const struct slot *slot, char *text, size_t size);
unsigned slot_index(const struct slot *slot);

#endif
