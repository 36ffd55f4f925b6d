/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_SIGNAL_H
#define PROCESS_SIGNAL_H

/* The one place of the whole project from which signals are sent. A process is signalled through a
 * pidfd that was opened, or verified, while it was proven ours; a pid alone is never enough. */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Returns 0, -ESRCH if it is gone, -EPERM (which does not mean dead) or -errno. signal 0 only asks.
 */
int signal_process(int pidfd, int signal);

/* The process group whose leader pidfd is or was. Linux 6.9 signals a group through its leader's
 * pidfd, also after the leader was reaped, and the number cannot be mistaken. Before, the members
 * are found in /proc and each is signalled through a pidfd of its own: those that belong to the
 * leader's own session and started no later than the leader's end (ended_ticks; 0: it lives).
 * Returns 0, -ESRCH if no member lives, or -errno. */
int signal_group(int pidfd, pid_t leader, uint64_t ended_ticks, int signal);

/* For tests: as if the kernel were older than 6.9. */
void signal_forget_groups(bool forget);

/* A pidfd for a pid, -errno if there is none. The pid may have been reused by then: verify. */
int signal_pidfd_open(pid_t pid);
/* True once the process is dead, reaped or not. */
bool signal_pidfd_dead(int pidfd);
/* The pidfd's inode where it is unique for ever (Linux 6.9), else 0. */
uint64_t signal_pidfd_inode(int pidfd);

#endif
