/* SPDX-License-Identifier: MIT */
#ifndef MASTER_ORPHANS_H
#define MASTER_ORPHANS_H

/* What workers have started and what has lost its parent: the guardian has it. */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct master;

struct orphans {
	pid_t *pids;
	size_t count;
	bool seen; /* in this round of effects */
	pid_t guardian; /* whose children `list_fd` shows; 0: it is not open */
	int list_fd;
};

/* Fills master->orphans with the guardian's children but for this process and workers; not again in
 * the same round, unless it is to be exact. */
void orphans_look(struct master *master, bool exact);
void orphans_forget(struct master *master);
void orphans_close(struct master *master);

/* All children of the guardian, told apart by one look. */
struct guarded {
	pid_t *pids; /* in order */
	size_t count;
	bool known; /* a kernel without /proc/PID/task/TID/children shows none */
};

void orphans_read_guarded(struct guarded *ret_guarded);
bool orphans_is_guarded(const struct guarded *guarded, pid_t pid);
void orphans_free_guarded(struct guarded *guarded);

#endif
