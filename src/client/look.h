/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_LOOK_H
#define CLIENT_LOOK_H

/* Which of the recorded processes live, and how large they are. For a thousand workers that is
 * nearly all of what `status` costs, so it does no more than it has to.
 *
 * A process is alive if its pid exists, is no zombie and began when the scoreboard says it did. The
 * last takes /proc/PID/stat, which costs more than all the rest; it is not looked at for a worker
 * that the present, living master spawned itself: such a pid cannot be another's before that master
 * has reaped it, and it writes so. Many workers are looked at by several threads. */

#include <stdbool.h>

#include "client/status.h"

/* procfd: of /proc. quick: without the start time, and without `suspended`. */
void look_at(int procfd, const struct identity *identity, bool quick,
	struct status_process *ret_process);
/* Fills in the processes of all workers; the master's is filled in already. */
void look_at_workers(int procfd, struct status *status);

#endif
