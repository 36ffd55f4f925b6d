/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_CGROUP_H
#define PROCESS_CGROUP_H

/* Control groups (version 2). A command that runs in one which was given to it makes one of its own
 * below that, and in there one for each worker, by a number. The worker is in it before it executes
 * its program, and whatever it starts is born into it: who belongs to a worker is known without
 * asking who that is, and all of it is killed by one write, which no fork outruns.
 *
 * That the command's is ours is proven by its name, which has 132 random bits and was written down
 * in the run directory before there was such a cgroup. No controller is enabled, nothing is ever
 * moved out. */

#include <stdbool.h>
#include <sys/types.h>

struct reeve_error;

#define CGROUP_FILE "cgroup" /* in the run directory: the path of the command's */

/* Opens the command's. Returns a descriptor; -ENOENT if there is none, or -errno. */
int cgroup_open(int run_fd);
/* Makes it, in the cgroup at an absolute path or, with "auto", in the one that we are in, if that
 * was given to us. Returns a descriptor; -ENOENT if "auto" finds none, or with "off"; else another
 * -errno with error filled. */
int cgroup_make(int run_fd, const char *where, const char *command, struct reeve_error *error);
/* Whether anything lives in the command's; false where there is none, true where that cannot be
 * seen. */
bool cgroup_holds_any(int run_fd);
/* Removes it with all that is in it, if nothing lives there. */
void cgroup_clear(int run_fd);

/* The cgroup of a worker, to be born into: made if there is none; anew, where nobody should be left
 * in it. Returns a descriptor or -errno. */
int cgroup_open_worker(int fd, unsigned number, bool anew);
/* Signals all of a worker's but for those in this group, 0 only asks; SIGKILL spares nobody.
 * Returns 0, -ESRCH if nothing of it lives, or if there is no such cgroup, or -errno. */
int cgroup_signal(int fd, unsigned number, int signal, pid_t but_group);
bool cgroup_contains(int fd, unsigned number, pid_t pid);
/* Kills what is in those that are not to be kept, waits for that, and removes them. */
void cgroup_end_others(int fd, bool (*keep)(unsigned number, void *data), void *data);

/* Where a guardian is to be that a worker starts: outside of that worker's. Returns a descriptor,
 * or -ENOENT: we are in no worker's. */
int cgroup_open_outside(void);

#endif
