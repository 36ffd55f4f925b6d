/* SPDX-License-Identifier: MIT */
#include "supervisor/reset.h"

bool reset_counts(struct supervisor *supervisor, struct child *child,
	const struct supervisor_event *event, uint64_t now)
{
	child_forgive(child);
	child_forget(supervisor, child);
	return true;
}

bool reset_and_try(struct supervisor *supervisor, struct child *child,
	const struct supervisor_event *event, uint64_t now)
{
	if (child_is_unproven(child))
		return false;
	reset_counts(supervisor, child, event, now);
	if (child->record.wanted == CHILD_WANTED_RUNNING)
		child_spawn(supervisor, child, now);
	return true;
}
