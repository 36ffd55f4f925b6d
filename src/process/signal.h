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

/* A worker's set of processes: the group and session that it leads or led. */
struct signal_set {
	int pidfd; /* of the leader; -1: it was dead before anybody could open one */
	pid_t leader;
	bool unreaped;	      /* the leader is our child and not reaped */
	uint64_t ended_ticks; /* the leader's end; 0: it lives, or is not reaped */
	const char *token;    /* REEVE_TOKEN of its members, "": unknown */
};

/* Linux 6.9 signals a group through its leader's pidfd, also after the leader was reaped, and the
 * number cannot be mistaken. Before, the number does while the leader is not reaped by us; else the
 * members are found in /proc and each is signalled through a pidfd of its own. Where the number may
 * have been given away since the leader's end, a member is who started no later than that, or has
 * the token. Returns 0, -ESRCH if no member lives, or -errno. */
int signal_set(const struct signal_set *set, int signal);

/* For tests: as if the kernel were older than 6.9. A build with -DREEVE_OLD_KERNEL does so from the
 * start. */
void signal_forget_groups(bool forget);

/* A pidfd for a pid, -errno if there is none. The pid may have been reused by then: verify. */
int signal_pidfd_open(pid_t pid);
/* True once the process is dead, reaped or not. */
bool signal_pidfd_dead(int pidfd);
/* The pidfd's inode where it is unique for ever (Linux 6.9), else 0. */
uint64_t signal_pidfd_inode(int pidfd);

#endif
