/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_CGROUP_MEMBERS_H
#define PROCESS_CGROUP_MEMBERS_H

/* Who is in a cgroup and in those below it: all of them are meant. fd is the directory of one that
 * is proven ours. */

#include <stdbool.h>
#include <sys/types.h>

/* Whether any lives; also true if it cannot be told. */
bool members_live(int fd);
bool members_have(int fd, pid_t pid);
/* Waits until nobody is in it, not even for the kernel. Returns whether that is so. */
bool members_await_end(int fd, unsigned patience_ms);
/* Returns 0, -ESRCH if there is nobody to signal, or -errno. */
int members_signal(int fd, int signal, pid_t but_group);
/* All at once; before Linux 5.14 one by one, until no new one is found. Returns 0 or -errno. */
int members_kill(int fd);

#endif
