/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_ACTION_H
#define SUPERVISOR_ACTION_H

/* What each action of the table does with one child. Knows nothing of the other children: what the
 * command as a whole makes of it is supervisor.c's, and what its node makes of it node.c's. */

#include "supervisor/core.h"
#include "supervisor/table.h"

/* A set that KILL does not end (a process in an uninterruptible sleep) is killed again that often.
 */
#define ACTION_KILL_AGAIN_NS UINT64_C(5000000000)
/* There was no room for its process in the machine: when it is tried again. */
#define ACTION_SPAWN_AGAIN_NS UINT64_C(1000000000)

/* Does what the table says. False: the event means nothing to this child now; nothing changed. */
bool action_run(struct supervisor *supervisor, struct child *child,
	const struct supervisor_event *event, uint64_t now);

/* The pieces that putting children back (resume.c) is made of, too. */

/* Enters `stopping`: the stop signal and its deadline, or KILL at once. */
void action_end_set(struct supervisor *supervisor, struct child *child, uint64_t now);
/* The process lives: waits until it is ready. */
void action_watch(struct supervisor *supervisor, struct child *child, uint64_t now);
/* Until when a running child is left alone: it is stable then, if that changes something, or too old. */
uint64_t action_running_until(
	const struct supervisor *supervisor, const struct child *child, uint64_t running_since);
/* KILL now and again. */
void action_kill(struct supervisor *supervisor, struct child *child, uint64_t now);

#endif
