/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_CGROUP_FIND_H
#define PROCESS_CGROUP_FIND_H

/* Which cgroup (version 2) we are in, and whether it was given to us. */

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#define CGROUP_SUFFIX ".reeve" /* of the name of a command's */

/* From the text of /proc/PID/cgroup. Returns 0, -ENOENT if it names none of version 2, -EINVAL if
 * it cannot be what it is said to be. */
int cgroup_parse_own(const char *text, char path[PATH_MAX]);
/* Where the n-th mount, from 0, shows this cgroup, from the text of /proc/PID/mountinfo. Returns 0,
 * or -ENOENT if there are no so many. */
int cgroup_parse_mounts(const char *text, const char *path, unsigned n, char place[PATH_MAX]);

/* Opens the cgroup that we are in, or the one that the command's is in of whose worker we are.
 * Returns a descriptor and its path in the file system, or -ENOENT. */
int cgroup_find_own(char place[PATH_MAX], bool *ret_given, bool *ret_of_worker);
bool cgroup_is_one(int fd);

#endif
