/* SPDX-License-Identifier: MIT */
#include "supervisor/pause.h"

#include "supervisor/life.h"

void pause_hold(struct supervisor *supervisor, struct child *child, uint64_t now)
{
	if (!child->record.paused)
		return;
	child->paused_ns = now;
	child->paused_deadline =
		deadline_get(&supervisor->deadlines, child_index(supervisor, child));
	child_arm(supervisor, child, DEADLINE_NONE);
}

bool pause_begin(struct supervisor *supervisor, struct child *child,
	const struct supervisor_event *event, uint64_t now)
{
	if (child->process != PROCESS_ALIVE || child->record.paused)
		return false;
	child_pause(supervisor, child, true);
	pause_hold(supervisor, child, now);
	return true;
}

bool pause_end(struct supervisor *supervisor, struct child *child,
	const struct supervisor_event *event, uint64_t now)
{
	uint64_t pause_ns = now - child->paused_ns;
	uint64_t deadline = deadline_after(child->paused_deadline, pause_ns);

	if (!child->record.paused)
		return false;
	/* That time did not pass for it. */
	child->record.changed_ns += pause_ns;
	if (child->record.state == CHILD_RUNNING)
		deadline = life_running_until(supervisor, child, child->record.changed_ns);
	child_pause(supervisor, child, false);
	child_arm(supervisor, child, deadline);
	return true;
}
