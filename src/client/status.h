/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_STATUS_H
#define CLIENT_STATUS_H

/* What the run directory and /proc say about a command at this moment, as plain data. Nobody is
 * asked: it reads the lock, the scoreboard, the counters and the pid file, and changes nothing. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "storage/rundir.h"
#include "storage/scoreboard.h"

struct status_process {
	pid_t pid;	      /* 0: no living process */
	bool lost;	      /* recorded as living, and is not */
	bool suspended;	      /* stopped by a signal or a tracer */
	int64_t memory;	      /* resident bytes; -1: cannot be read */
	uint64_t start_ticks; /* since boot; 0: not looked at */
};

struct status_worker {
	unsigned number; /* of its slot */
	unsigned rank;	 /* of its program (order.c) */
	struct status_process process;
	bool adopted;	 /* lives, and began before the present master did */
	bool runs_known; /* false for an exec program, and where the counters cannot be read */
	uint64_t runs;
	struct scoreboard_slot slot;
};

/* A supervisor of the tree, in the order of the template; slot.above - 1 is the one above it. */
struct status_node {
	struct scoreboard_slot slot;
};

struct status {
	bool running;	   /* somebody holds the lock */
	bool pid_file;	   /* there is one, whatever it says */
	uint64_t taken_ns; /* wall clock */
	/* NULL where there is none, none of this boot, or nothing in it lives and nobody runs. */
	struct scoreboard *scoreboard;
	struct scoreboard_command command;
	struct status_process guardian, master;
	struct status_worker *workers;
	size_t worker_count;
	struct status_node *nodes;
	size_t node_count;
	size_t live_workers;
};

/* rundir->fd may be -1: there is no run directory. Returns 0, or -1 with error filled
 * (REEVE_STATUS_UNKNOWN: it cannot be told). */
int status_read(const struct rundir *rundir, struct status **ret_status, struct reeve_error *error);
void status_free(struct status *status);

/* Whether there is a process of this pid that is no zombie, whoever's it is. */
bool status_pid_alive(pid_t pid);

#endif
