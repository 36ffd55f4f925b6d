/* SPDX-License-Identifier: MIT */
#ifndef API_VERDICT_H
#define API_VERDICT_H

/* What the facts of client/status.h amount to. Pure. */

#include "client/status.h"

/* enum reeve_status_exit. A worker of a work program that has ended well, or whose end the master
 * is about to see, is between two processes: that is as wanted. */
int verdict_exit(const struct status *status);
/* Of the first workers alone, whatever the others do; 3 if none of them runs or is to run. */
int verdict_exit_of(const struct status *status, size_t count);

/* What a worker's state is called: its slot's, corrected by what lives: "dead" where nobody is
 * there to replace the process, "backoff" where the master has yet to find it missing, "waiting" for
 * the next time of its schedule, or for those that it needs; "reloading" or "stopping" where a running process says so itself. */
const char *verdict_worker(const struct status *status, const struct status_worker *worker);
/* Of the master: as its phase says, "suspended" or "dead". */
const char *verdict_master(const struct status *status);
/* Of the guardian: "running", "suspended" or "dead". */
const char *verdict_guardian(const struct status *status);

/* Why the worker's last process ended, "" for no reason yet: "exit 1", "signal KILL", "spawn: No
 * such file or directory". Of one that waits for the next time of its schedule that too: "exit 0;
 * waits until 01:00", with the date if that is a day away or more, in local time. */
void verdict_cause(const struct scoreboard_slot *slot, uint64_t now_ns, char *text, size_t size);

#endif
