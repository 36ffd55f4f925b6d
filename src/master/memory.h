/* SPDX-License-Identifier: MIT */
#ifndef MASTER_MEMORY_H
#define MASTER_MEMORY_H

/* max_memory: the resident size of each worker whose program has it is read from /proc every
 * memory_interval, and what is larger is replaced. Of a worker it is the leader that counts, the
 * process whose size `status` shows. One timer for all, and none while no such worker lives. */

struct master;
struct memory;
struct slot;

/* *ret_memory is NULL if no program has max_memory. Returns 0 or -ENOMEM. */
int memory_open(struct master *master, struct memory **ret_memory);
/* After its loop was closed; takes NULL. */
void memory_close(struct memory *memory);
/* This worker has come to live; memory may be NULL. */
void memory_look(struct memory *memory, const struct slot *slot);

#endif
