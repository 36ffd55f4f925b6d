/* SPDX-License-Identifier: MIT */
#include "supervisor/resume.h"

#include "supervisor/course.h"
#include "supervisor/end.h"
#include "supervisor/life.h"
#include "supervisor/pause.h"
#include "supervisor/policy.h"

void resume_record(struct child_record *own, const struct child_record *record)
{
	*own = *record;
	if ((unsigned)record->state >= CHILD_STATE_COUNT)
		own->state = CHILD_STOPPED;
	if (record->wanted != CHILD_WANTED_STOPPED)
		own->wanted = CHILD_WANTED_RUNNING;
	if ((unsigned)record->cause >= CHILD_CAUSE_COUNT)
		own->cause = CHILD_CAUSE_UNKNOWN;
}

void supervisor_restore(struct supervisor *supervisor, unsigned index,
	const struct child_record *record, bool alive, const uint64_t *window, size_t window_count)
{
	struct child *child;

	if (supervisor->phase != SUPERVISOR_IDLE || index >= supervisor->count)
		return;
	child = &supervisor->children[index];
	if (child->place.node == PLACE_NONE && !child->spare)
		return;
	supervisor->in_state[child->record.state]--;
	resume_record(&child->record, record);
	supervisor->in_state[child->record.state]++;
	child->record.due = child->record.due && roll_is_of(supervisor, child);
	child->restored = true;
	child->started = record->restarts > 0 ||
			 (record->cause != CHILD_CAUSE_NONE && record->cause != CHILD_CAUSE_NEED) ||
			 record->state != CHILD_STOPPED;
	child->process = alive ? PROCESS_ALIVE : PROCESS_NONE;
	window_clear(&child->window);
	for (size_t i = 0; i < window_count; i++)
		window_add(&child->window, window[i]);
}

/* A live process whose start was under way, or whose record says that there is none: it has to show
 * that it is ready. */
static void watch(struct supervisor *supervisor, struct child *child, uint64_t now)
{
	if (child->record.state != CHILD_STARTING)
		child_enter(supervisor, child, CHILD_STARTING, DEADLINE_NONE, now);
	life_watch(supervisor, child, now);
}

static void adopt(struct supervisor *supervisor, struct child *child, uint64_t now)
{
	if (child->record.wanted == CHILD_WANTED_STOPPED) {
		life_end_set(supervisor, child, now);
	} else if (child->record.state == CHILD_STOPPING) {
		child->again = !child->policy->scheduled;
		child->cause_known = policy_is_recycling(child->record.cause);
		life_end_set(supervisor, child, now);
	} else if (child->record.state == CHILD_RUNNING) {
		child_arm(supervisor, child,
			life_running_until(supervisor, child, child->record.changed_ns));
	} else {
		watch(supervisor, child, now);
	}
	pause_hold(supervisor, child, now);
}

/* What was to be stopped and does not live is stopped. */
static void settle_stopped(struct supervisor *supervisor, struct child *child, uint64_t now)
{
	enum child_state state = child->record.state;

	if (state == CHILD_STOPPED || state == CHILD_EXITED || child_is_unproven(child))
		return;
	if (state != CHILD_BACKOFF && state != CHILD_FATAL)
		child_blame(supervisor, child, CHILD_CAUSE_STOPPED, 0);
	child_enter(supervisor, child, CHILD_STOPPED, DEADLINE_NONE, now);
}

static void wait_on(
	struct supervisor *supervisor, struct child *child, uint64_t since, uint64_t now)
{
	uint64_t deadline = policy_retry(child->policy, since, end_delay(supervisor, child));
	bool asked = child->record.asked;

	if (deadline <= now || supervisor->phase == SUPERVISOR_STOPPING)
		child_spawn(supervisor, child, now);
	else
		child_arm(supervisor, child, deadline);
	/* His process never came to be: the next one is his, too. */
	child->record.asked = asked && child->record.state == CHILD_STARTING;
}

/* It is started at its times alone. */
static void wait_for_time(struct supervisor *supervisor, struct child *child, uint64_t now)
{
	if (child->record.state != CHILD_EXITED)
		child_enter(supervisor, child, CHILD_EXITED, DEADLINE_NONE, now);
}

/* Its node has heard of its end, and goes on in spite of it. */
static bool is_heard(struct supervisor *supervisor, struct child *child, uint64_t now)
{
	if (!supervisor->is_tree || !child->restored || child->record.asked ||
		node_hear(supervisor, child, now))
		return true;
	child_enter(supervisor, child, CHILD_FATAL, DEADLINE_NONE, now);
	return false;
}

/* Because of whom a node gives up waits for that node, and for nothing else. Because of whom the
 * command does stays as it is. */
static void stay_fatal(struct supervisor *supervisor, struct child *child, uint64_t since)
{
	if (child_is_unproven(child))
		return;
	if (place_is_open(supervisor, &child->place))
		end_stay_fatal(supervisor, child, since);
	else if (supervisor->phase == SUPERVISOR_STOPPING && child->policy->exit_on_fatal &&
		 supervisor->hopeless == SUPERVISOR_NO_CHILD)
		supervisor->hopeless = child_index(supervisor, child);
}

/* No process, and one is wanted. */
static void settle_empty(struct supervisor *supervisor, struct child *child, uint64_t now)
{
	if (child->policy->scheduled)
		wait_for_time(supervisor, child, now);
	else if (child->record.state == CHILD_STOPPING &&
		 place_is_closing(supervisor, &child->place))
		course_rest(supervisor, child, now);
	else if (child->record.state != CHILD_STOPPED || is_heard(supervisor, child, now))
		child_spawn(supervisor, child, now);
}

static void settle_running(struct supervisor *supervisor, struct child *child, uint64_t now)
{
	static const struct supervisor_event died = {
		.type = CHILD_EVENT_GONE, .cause = CHILD_CAUSE_UNKNOWN};
	uint64_t since = child->record.changed_ns < now ? child->record.changed_ns : now;

	switch (child->record.state) {
	case CHILD_STARTING:
	case CHILD_RUNNING:
		end_bury(supervisor, child, &died, now);
		break;
	case CHILD_BACKOFF:
		if (is_heard(supervisor, child, now))
			wait_on(supervisor, child, since, now);
		break;
	case CHILD_FATAL:
		stay_fatal(supervisor, child, since);
		break;
	case CHILD_EXITED:
		break;
	default:
		settle_empty(supervisor, child, now);
		break;
	}
}

void resume_child(struct supervisor *supervisor, struct child *child, uint64_t now)
{
	if (child->place.node == PLACE_NONE)
		return;
	if (!child->restored)
		child_want(supervisor, child, CHILD_WANTED_RUNNING);
	if (!child->restored || child->record.cause == CHILD_CAUSE_NEED)
		need_gate(supervisor, child);
	if (child->process == PROCESS_ALIVE)
		adopt(supervisor, child, now);
	else if (child->record.wanted == CHILD_WANTED_STOPPED)
		settle_stopped(supervisor, child, now);
	else
		settle_running(supervisor, child, now);
}

/* It has done in this start what it was started for, under a former master. */
static bool is_done(const struct child *child)
{
	const struct child_record *record = &child->record;

	return child->restored && record->state == CHILD_EXITED &&
	       record->wanted == CHILD_WANTED_RUNNING && !child->policy->scheduled &&
	       policy_is_planned(child->policy, record->cause, record->status, true);
}

void resume_afresh(struct supervisor *supervisor, struct child *child, uint64_t now)
{
	if (child->place.node == PLACE_NONE)
		return;
	child->planned = is_done(child);
	child->done = child->planned && supervisor->is_tree;
	if (child->planned)
		return;
	child_want(supervisor, child, CHILD_WANTED_RUNNING);
	child->record.asked = false;
	child_forgive(child);
	if (child->process == PROCESS_NONE && child_is_unproven(child))
		return;
	if (child->process == PROCESS_NONE && child->policy->scheduled) {
		wait_for_time(supervisor, child, now);
		return;
	}
	if (child->process == PROCESS_NONE || child->record.state != CHILD_RUNNING ||
		need_awaits_end(supervisor, child))
		child_await(supervisor, child, true);
	need_gate(supervisor, child);
	if (child->process == PROCESS_ALIVE)
		adopt(supervisor, child, now);
	else
		child_spawn(supervisor, child, now);
}
