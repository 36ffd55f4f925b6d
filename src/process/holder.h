/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_HOLDER_H
#define PROCESS_HOLDER_H

/* Who has a socket open that listens somewhere. */

#include <sys/types.h>

#include "base/address.h"

/* A copy of the socket of that address and type out of the process behind pidfd, of this pid.
 * Returns the descriptor, -ENOENT: it has none, or -errno: it lets nobody look (ptrace(2) says who
 * may). */
int holder_take(int pidfd, pid_t pid, const struct listener *listener);

/* Whoever it is that is in the way of listening there; 0: that cannot be told. */
pid_t holder_find(const struct listener *listener);

#endif
