/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_ACTION_H
#define SUPERVISOR_ACTION_H

/* What each action of the table does with one child. Knows nothing of the other children: what the
 * command as a whole makes of it is supervisor.c's, and what its node makes of it node.c's. */

#include "supervisor/core.h"
#include "supervisor/table.h"

/* There was no room for its process in the machine: when it is tried again. */
#define ACTION_SPAWN_AGAIN_NS UINT64_C(1000000000)

/* Does what the table says. False: the event means nothing to this child now; nothing changed. */
bool action_run(struct supervisor *supervisor, struct child *child,
	const struct supervisor_event *event, uint64_t now);

#endif
