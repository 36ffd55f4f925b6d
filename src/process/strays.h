/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_STRAYS_H
#define PROCESS_STRAYS_H

/* What a worker has started and what has left its group: by setsid(), as daemons do, or for a group
 * of its own, as the jobs of a shell. It is found as a descendant of the leader, or once it is an
 * orphan among the children of the process that takes orphans: by its session or its token. */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct strays {
	pid_t leader;	      /* of the group; it was proven ours, or is dead */
	bool leader_lives;    /* under a pidfd that the caller holds */
	pid_t reaper;	      /* who takes orphans, and lives */
	const char *token;    /* REEVE_TOKEN, "": unknown */
	const pid_t *orphans; /* children of the reaper that may be what is looked for */
	size_t orphan_count;
};

/* The children of a process that has one thread: returns a descriptor or -errno. It shows none after
 * the process has died. */
int strays_open_children(pid_t parent);
/* Those of now, for free(). Returns 0 or -errno. */
int strays_read_children(int fd, pid_t **ret_pids, size_t *ret_count);

/* Signals all of them, 0 only asks. Returns 0; -ESRCH if there is none that lives, or none that can
 * be found: a kernel without /proc/PID/task/TID/children shows none. */
int strays_signal(const struct strays *strays, int signal);

#endif
