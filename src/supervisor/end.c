/* SPDX-License-Identifier: MIT */
#include "supervisor/end.h"

#include "supervisor/course.h"
#include "supervisor/policy.h"

bool end_is_stable(const struct child *child, uint64_t now)
{
	return child->record.state == CHILD_RUNNING && now >= child->record.changed_ns &&
	       now - child->record.changed_ns >= child->policy->stable_ns;
}

void end_blame(
	struct supervisor *s, struct child *child, enum child_cause cause, int status, uint64_t now)
{
	bool stable = end_is_stable(child, now);

	child_blame(s, child, cause, status);
	if (child->spare)
		return;
	child->planned = policy_is_planned(
		child->policy, cause, status, child->record.state != CHILD_STARTING);
	if (child->planned || stable)
		child_settle(s, child);
	if (child->planned) {
		child_await(s, child, false);
		return;
	}
	child_count_exit(s, child, !stable, now);
	roll_note_end(s, child, now);
	/* Only an adopted process dies unseen: that it did is no fault of this start. */
	if (s->phase == SUPERVISOR_STARTING && s->failed == SUPERVISOR_NO_CHILD &&
		cause != CHILD_CAUSE_UNKNOWN)
		s->failed = child_index(s, child);
}

void end_blame_event(struct supervisor *s, struct child *child,
	const struct supervisor_event *event, uint64_t now)
{
	if (event->type == CHILD_EVENT_SPAWN_FAILED)
		end_blame(s, child, CHILD_CAUSE_SPAWN, event->status, now);
	else if (event->cause == CHILD_CAUSE_EXIT || event->cause == CHILD_CAUSE_SIGNAL)
		end_blame(s, child, event->cause, event->status, now);
	else
		end_blame(s, child, CHILD_CAUSE_UNKNOWN, 0, now);
}

void end_blame_stop(struct supervisor *s, struct child *child, const struct supervisor_event *event)
{
	int status = 0;

	if (child->cause_known)
		return;
	if (event->cause == CHILD_CAUSE_EXIT)
		status = event->status;
	else if (event->cause == CHILD_CAUSE_SIGNAL && event->status > 0)
		status = -event->status;
	child_blame(s, child, course_cause(s, child), status);
}

uint64_t end_delay(const struct supervisor *s, const struct child *child)
{
	const struct child_record *record = &child->record;
	uint64_t number = (uint64_t)child_index(s, child) << 32 ^ record->exits;

	return policy_delay(child->policy, record->short_lives) +
	       policy_jitter(child->policy, s->seed, number);
}

void end_stay_fatal(struct supervisor *s, struct child *child, uint64_t since)
{
	const struct child_policy *policy = child->policy;

	if (policy->exit_on_fatal && s->hopeless == SUPERVISOR_NO_CHILD)
		s->hopeless = child_index(s, child);
	else if (!policy->exit_on_fatal &&
		 !policy_is_final(policy, child->record.cause, child->record.status))
		child_arm(s, child, policy_probe(policy, since));
}

/* Restarts do not help any more. */
static void give_up(struct supervisor *s, struct child *child, uint64_t now)
{
	child_enter(s, child, CHILD_FATAL, DEADLINE_NONE, now);
	if (child->policy->exit_on_fatal || !s->is_tree || !node_note_fatal(s, child, now))
		end_stay_fatal(s, child, now);
}

static void restart(struct supervisor *s, struct child *child, uint64_t now)
{
	const struct child_policy *policy = child->policy;
	uint32_t index = child_index(s, child);
	bool in_window = window_exceeded(&child->window, policy->restart_window_ns, now);
	uint64_t delay;

	if (child->record.asked) {
		child_enter(s, child, CHILD_FATAL, DEADLINE_NONE, now);
		end_stay_fatal(s, child, now);
		return;
	}
	if (policy_limit(policy, &child->record, in_window) != POLICY_NO_LIMIT) {
		give_up(s, child, now);
		return;
	}
	if (s->is_tree && node_ask(s, index, index, now) == NODE_GIVES_UP) {
		child_enter(s, child, CHILD_FATAL, DEADLINE_NONE, now);
		return;
	}
	if (place_is_open(s, &child->place) && roll_step_in(s, child, now))
		return;
	delay = end_delay(s, child);
	if (delay == 0)
		child_spawn(s, child, now);
	else
		child_enter(s, child, CHILD_BACKOFF, policy_retry(policy, now, delay), now);
}

void end_decide(struct supervisor *s, struct child *child, uint64_t now)
{
	if (child->spare) {
		child_enter(s, child, CHILD_STOPPED, DEADLINE_NONE, now);
		return;
	}
	if (place_is_closing(s, &child->place)) {
		course_rest(s, child, now);
		return;
	}
	switch (policy_judge(child->policy, child->planned)) {
	case POLICY_REFILL:
		child_spawn(s, child, now);
		break;
	case POLICY_END:
		child_enter(s, child, CHILD_EXITED, DEADLINE_NONE, now);
		if (s->is_tree)
			node_note_exit(s, child_index(s, child), child_index(s, child), now);
		break;
	case POLICY_RESTART:
		restart(s, child, now);
		break;
	}
}

void end_bury(struct supervisor *s, struct child *child, const struct supervisor_event *event,
	uint64_t now)
{
	child_vacate(s, child);
	end_blame_event(s, child, event, now);
	end_decide(s, child, now);
}
