/* SPDX-License-Identifier: MIT */
#ifndef MASTER_ROOM_H
#define MASTER_ROOM_H

/* What the master needs on the disk of the run directory. A master that takes over with another
 * text in force may need a new scoreboard and larger counters. Where it could not make them it
 * would end, and so would each that comes after it, with nobody to look after the workers: so the
 * room is taken before anything is done for that text, and kept in the files themselves, for
 * whichever master makes use of it. */

#include "base/error.h"

struct master;
struct template;

/* Slots of workers and spare ones; those of supervisors come besides. */
unsigned room_slot_count(const struct template *template);
/* Times kept in each slot: as many ends as any limit counts. */
unsigned room_ring_length(const struct template *template);

/* For next, which may come into force. Returns 0, or -1 with error filled: then nothing was
 * changed. */
int room_take(const struct master *master, const struct template *next, struct reeve_error *error);
/* Nobody will make use of it. */
void room_give_back(void);

#endif
