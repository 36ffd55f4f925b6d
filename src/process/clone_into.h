/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_CLONE_INTO_H
#define PROCESS_CLONE_INTO_H

#include <stddef.h>
#include <sys/types.h>

/* As clone(2) of a function that does not return, with flags that share our memory and a stack of
 * its own, but the child is born in the cgroup of this descriptor. To go there by itself may take
 * until every processor has been idle: ten milliseconds and more. Returns its pid; or -1 and errno,
 * ENOSYS where nobody can.
 *
 * A child that never runs was killed by Linux (seen with 6.18) for that somebody in one of the two
 * cgroups was killed by cgroup.kill, however long ago. */
pid_t clone_into(int cgroup, int (*function)(void *), char *stack, size_t size, int flags,
	void *data, int *ret_pidfd);

#endif
