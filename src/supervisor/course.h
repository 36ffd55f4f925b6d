/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_COURSE_H
#define SUPERVISOR_COURSE_H

/* How a node starts its members from left to right, and ends them from right to left. A node that
 * goes one after the other waits at one member until that is ready or not to run, or is gone; a
 * parallel one tells all of them, then waits in the same way. What is ended keeps what an operator
 * wants of it. */

#include "supervisor/core.h"

/* Goes on as far as the members let it. */
void course_advance(struct supervisor *supervisor, struct node *node, uint64_t now);

/* A child that its node has ended is gone, or it has ended while its node was about to end it. */
void course_rest(struct supervisor *supervisor, struct child *child, uint64_t now);
/* How its end is called. */
enum child_cause course_cause(const struct supervisor *supervisor, const struct child *child);

#endif
