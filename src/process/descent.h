/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_DESCENT_H
#define PROCESS_DESCENT_H

#include <sys/types.h>

/* Kills a process, which is proven ours and not reaped, and all that descends from it, whatever sessions
 * they lead: a guardian takes orphans, so that what belongs to it is below it. They are held by STOP
 * first, until no new one is found: none of them brings another to life in the middle of it. Returns 0,
 * or -errno if /proc cannot be read: then only the process itself is killed. */
int descent_kill(pid_t pid, int pidfd);

#endif
