/* SPDX-License-Identifier: MIT */
#include "supervisor/core.h"

uint32_t child_index(const struct supervisor *supervisor, const struct child *child)
{
	return (uint32_t)(child - supervisor->children);
}

void child_enter(struct supervisor *supervisor, struct child *child, enum child_state state,
	uint64_t deadline, uint64_t now)
{
	enum child_state was = child->record.state;

	supervisor->in_state[was]--;
	supervisor->in_state[state]++;
	if (supervisor->is_tree && !child->spare)
		node_subtract(supervisor, child);
	child->record.state = state;
	child->record.changed_ns = now;
	if (supervisor->is_tree && !child->spare)
		node_add(supervisor, child);
	child_arm(supervisor, child, deadline);
	effects_change(&supervisor->effects, child, child_index(supervisor, child));
	if (state == CHILD_FATAL || state == CHILD_EXITED ||
		(state == CHILD_RUNNING && !need_awaits_end(supervisor, child)))
		child_await(supervisor, child, false);
	if (state != CHILD_STARTING && state != CHILD_STOPPING)
		child->record.asked = false;
	if (state != CHILD_STARTING && state != CHILD_RUNNING)
		child->record.paused = false;
	if (supervisor->roll_count)
		roll_note(supervisor, child, now);
	need_note(supervisor, child, was);
}

void child_arm(struct supervisor *supervisor, struct child *child, uint64_t deadline)
{
	deadline_set(&supervisor->deadlines, child_index(supervisor, child), deadline);
}

void child_want(struct supervisor *supervisor, struct child *child, enum child_wanted wanted)
{
	if (wanted == CHILD_WANTED_STOPPED)
		child_await(supervisor, child, false);
	if (child->record.wanted == wanted)
		return;
	if (supervisor->is_tree)
		node_subtract(supervisor, child);
	child->record.wanted = wanted;
	if (supervisor->is_tree)
		node_add(supervisor, child);
	effects_change(&supervisor->effects, child, child_index(supervisor, child));
	if (wanted != CHILD_WANTED_STOPPED)
		return;
	need_excuse(supervisor, child);
	need_note(supervisor, child, child->record.state);
}

void child_blame(
	struct supervisor *supervisor, struct child *child, enum child_cause cause, int status)
{
	child->cause_known = true;
	child->record.cause = cause;
	child->record.status = status;
	effects_change(&supervisor->effects, child, child_index(supervisor, child));
}

void child_count_exit(
	struct supervisor *supervisor, struct child *child, bool short_life, uint64_t now)
{
	child->record.exits++;
	if (short_life && child->record.short_lives < UINT32_MAX)
		child->record.short_lives++;
	window_add(&child->window, now);
	effects_change(&supervisor->effects, child, child_index(supervisor, child));
}

bool child_is_unsettled(const struct child *child)
{
	return child->record.short_lives > 0 || child->record.probing;
}

void child_settle(struct supervisor *supervisor, struct child *child)
{
	if (!child_is_unsettled(child))
		return;
	if (child->record.probing)
		window_clear(&child->window);
	child->record.short_lives = 0;
	child->record.probing = false;
	effects_change(&supervisor->effects, child, child_index(supervisor, child));
}

void child_forgive(struct child *child)
{
	window_clear(&child->window);
	child->record.short_lives = 0;
	child->record.probing = false;
}

void child_pause(struct supervisor *supervisor, struct child *child, bool paused)
{
	child->record.paused = paused;
	effects_change(&supervisor->effects, child, child_index(supervisor, child));
}

void child_forget(struct supervisor *supervisor, struct child *child)
{
	child->record.restarts = child->record.exits = 0;
	if (child->process == PROCESS_NONE)
		child->started = false;
	effects_change(&supervisor->effects, child, child_index(supervisor, child));
}

void child_await(struct supervisor *supervisor, struct child *child, bool awaited)
{
	if (child->awaited == awaited)
		return;
	child->awaited = awaited;
	supervisor->awaited += awaited ? 1 : (size_t)-1;
	supervisor->waiting += child->waits ? (awaited ? 1 : (size_t)-1) : 0;
}

void child_spawn(struct supervisor *supervisor, struct child *child, uint64_t now)
{
	if (!place_is_open(supervisor, &child->place)) {
		child->again = false;
		effects_change(&supervisor->effects, child, child_index(supervisor, child));
		if (child->record.state != CHILD_STOPPED)
			child_enter(supervisor, child, CHILD_STOPPED, DEADLINE_NONE, now);
		return;
	}
	if (need_holds(supervisor, child, now))
		return;
	if (roll_step_in(supervisor, child, now))
		return;
	if (child->started)
		child->record.restarts++;
	child->started = true;
	child->again = false;
	child->killing = false;
	child->held = false;
	child->lost = false;
	child->record.paused = false;
	child->record.asked = false;
	child->cause_known = false;
	child->planned = false;
	child_enter(supervisor, child, CHILD_STARTING, DEADLINE_NONE, now);
	effects_act(&supervisor->effects, child, child_index(supervisor, child), EFFECT_SPAWN);
}

bool child_unspawn(struct supervisor *supervisor, struct child *child)
{
	if (child->effect != EFFECT_SPAWN)
		return false;
	effects_withdraw(child);
	if (child->record.restarts > 0)
		child->record.restarts--;
	else
		child->started = false;
	effects_change(&supervisor->effects, child, child_index(supervisor, child));
	return true;
}

void child_vacate(struct supervisor *supervisor, struct child *child)
{
	child->process = PROCESS_NONE;
	effects_withdraw(child);
	child_arm(supervisor, child, DEADLINE_NONE);
}

bool child_is_unproven(const struct child *child)
{
	return child->record.state == CHILD_FATAL && child->record.cause == CHILD_CAUSE_UNPROVEN;
}

size_t supervisor_in_state(const struct supervisor *supervisor, enum child_state state)
{
	return supervisor->in_state[state];
}
