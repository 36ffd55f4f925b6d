/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_PAUSE_H
#define SUPERVISOR_PAUSE_H

/* A child whose processes stand still: its deadline is held, and what would replace it is not acted
 * on. It ends with the process, and with every word about the child that ends its process. */

#include "supervisor/core.h"

/* Actions of the table. */
bool pause_begin(struct supervisor *supervisor, struct child *child,
	const struct supervisor_event *event, uint64_t now);
bool pause_end(struct supervisor *supervisor, struct child *child,
	const struct supervisor_event *event, uint64_t now);

/* A child that is paused has got a deadline all the same: it is held. */
void pause_hold(struct supervisor *supervisor, struct child *child, uint64_t now);

#endif
