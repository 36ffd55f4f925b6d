/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RESET_H
#define SUPERVISOR_RESET_H

/* An operator wants what is counted of a child forgotten. */

#include "supervisor/core.h"

/* Actions of the table: nothing else changes; what waits, or was given up, is tried at once. */
bool reset_counts(struct supervisor *supervisor, struct child *child,
	const struct supervisor_event *event, uint64_t now);
bool reset_and_try(struct supervisor *supervisor, struct child *child,
	const struct supervisor_event *event, uint64_t now);

#endif
