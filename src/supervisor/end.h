/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_END_H
#define SUPERVISOR_END_H

/* What an end of a child's process is taken for, and what follows once nothing of its set is left.
 */

#include "supervisor/core.h"

/* An end that nobody asked for is known. It is counted here, once, though the set may live on. */
void end_blame(struct supervisor *supervisor, struct child *child, enum child_cause cause,
	int status, uint64_t now);
/* The same, as EXITED, GONE or SPAWN_FAILED tells it. */
void end_blame_event(struct supervisor *supervisor, struct child *child,
	const struct supervisor_event *event, uint64_t now);
/* How the process ended that was asked to. */
void end_blame_stop(
	struct supervisor *supervisor, struct child *child, const struct supervisor_event *event);

/* Nothing is left of the child, and nobody asked for that: its policy decides, then its node. */
void end_decide(struct supervisor *supervisor, struct child *child, uint64_t now);
/* The same for one whose end is not counted yet. */
void end_bury(struct supervisor *supervisor, struct child *child,
	const struct supervisor_event *event, uint64_t now);

/* True if it has run for as long as its policy wants. */
bool end_is_stable(const struct child *child, uint64_t now);
/* How long the child waits before it is started again. */
uint64_t end_delay(const struct supervisor *supervisor, const struct child *child);
/* A child that is fatal since then: when it is tried again, and what the command makes of it. */
void end_stay_fatal(struct supervisor *supervisor, struct child *child, uint64_t since);

#endif
