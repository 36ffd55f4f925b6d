/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_ENTER_H
#define PROCESS_ENTER_H

/* The steps by which a child enters its world, between fork and exec, in the order in which they
 * are taken. Each returns 0 or an errno. */

#include <signal.h>
#include <stdint.h>

#include "base/world.h"

/* A number in decimal, without a NUL: at most 11 bytes. Returns how many. */
size_t enter_print(int number, char *text);

/* Priority and limits, while it may still do what its user may not. */
int enter_nice(const struct world *world);
int enter_oom_score(const struct world *world);
/* *ret_limit is the one that could not be set. */
int enter_limits(const struct world *world, int *ret_limit);

/* For good: it is tried to come back, and that must fail. */
int enter_groups(const struct world *world);
int enter_user(const struct world *world);
int enter_privileges(const struct world *world);

#define ENTER_SIGNALS 64 /* of the kernel */

/* All with their standard dispositions but for those that have them already (bit n - 1: n), then
 * the mask. */
void enter_signals(uint64_t standard, const sigset_t *mask);

#endif
