/* SPDX-License-Identifier: MIT */
#include "supervisor/life.h"

#include "supervisor/pause.h"
#include "supervisor/policy.h"

void life_act(struct supervisor *s, struct child *child, enum supervisor_effect_type type)
{
	effects_act(&s->effects, child, child_index(s, child), type);
}

void life_kill(struct supervisor *s, struct child *child, uint64_t now)
{
	child->killing = true;
	if (child->process != PROCESS_ALIVE)
		return; /* its SPAWN is not answered yet: late() comes back to it */
	life_act(s, child, EFFECT_KILL);
	child_arm(s, child, deadline_after(now, LIFE_KILL_AGAIN_NS));
}

void life_send_stop(struct supervisor *s, struct child *child, uint64_t now)
{
	if (child->policy->stop_timeout_ns == 0 || child->killing) {
		life_kill(s, child, now);
	} else if (child->process == PROCESS_ALIVE) {
		child->step = 0;
		life_act(s, child, EFFECT_SIGNAL);
		child_arm(s, child, deadline_after(now, child->policy->stop_timeout_ns));
	}
}

void life_end_set(struct supervisor *s, struct child *child, uint64_t now)
{
	child_enter(s, child, CHILD_STOPPING, DEADLINE_NONE, now);
	life_send_stop(s, child, now);
}

uint64_t life_old_at(const struct supervisor *s, const struct child *child, uint64_t since)
{
	uint64_t number = (uint64_t)child_index(s, child) << 32 ^ child->record.restarts;

	return policy_age(child->policy, since, s->seed, number);
}

uint64_t life_running_until(
	const struct supervisor *s, const struct child *child, uint64_t running_since)
{
	uint64_t stable_at = child_is_unsettled(child)
				     ? deadline_after(running_since, child->policy->stable_ns)
				     : DEADLINE_NONE;
	uint64_t old_at = life_old_at(s, child, running_since);

	return old_at < stable_at ? old_at : stable_at;
}

void life_enter_running(struct supervisor *s, struct child *child, uint64_t now)
{
	if (child->spare && !roll_swap(s, child, now))
		return;
	if (child->policy->stable_ns == 0)
		child_settle(s, child);
	child_enter(s, child, CHILD_RUNNING, life_running_until(s, child, now), now);
	pause_hold(s, child, now);
}

void life_watch(struct supervisor *s, struct child *child, uint64_t now)
{
	const struct child_policy *policy = child->policy;

	child->process = PROCESS_ALIVE;
	need_note(s, child, child->record.state);
	if (policy->notifies)
		child_arm(s, child, deadline_after(now, policy->ready_timeout_ns));
	else if (policy->start_grace_ns == 0)
		life_enter_running(s, child, now);
	else
		child_arm(s, child, deadline_after(now, policy->start_grace_ns));
}
