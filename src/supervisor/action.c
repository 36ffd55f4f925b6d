/* SPDX-License-Identifier: MIT */
#include "supervisor/action.h"

#include "supervisor/course.h"
#include "supervisor/end.h"
#include "supervisor/life.h"
#include "supervisor/pause.h"
#include "supervisor/policy.h"
#include "supervisor/reset.h"

#define ARGUMENTS                                                                        \
	struct supervisor *s, struct child *child, const struct supervisor_event *event, \
		uint64_t now

static bool nothing(ARGUMENTS)
{
	return false;
}

static bool retry(ARGUMENTS)
{
	child_spawn(s, child, now);
	return true;
}

static bool probe(ARGUMENTS)
{
	child->record.probing = true;
	return retry(s, child, event, now);
}

/* The cause is known from the start: how the process then ends is no news. */
static void replace(
	struct supervisor *s, struct child *child, enum child_cause cause, int status, uint64_t now)
{
	child_blame(s, child, cause, status);
	child->again = true;
	life_end_set(s, child, now);
}

static bool settle(ARGUMENTS)
{
	uint64_t since = child->record.changed_ns;

	if (child->record.paused)
		return false;
	if (end_is_stable(child, now))
		child_settle(s, child);
	if (s->phase == SUPERVISOR_STOPPING)
		return true; /* its turn to be ended comes */
	if (life_old_at(s, child, since) <= now && roll_has_incoming(child))
		return true; /* it is being replaced */
	if (life_old_at(s, child, since) <= now)
		replace(s, child, CHILD_CAUSE_AGE, 0, now);
	else
		child_arm(s, child, life_running_until(s, child, since));
	return true;
}

static bool begin(ARGUMENTS)
{
	child_want(s, child, CHILD_WANTED_RUNNING);
	need_excuse(s, child);
	child_spawn(s, child, now);
	return true;
}

static bool revive(ARGUMENTS)
{
	if (child_is_unproven(child))
		return false;
	child_forgive(child);
	begin(s, child, event, now);
	child->record.asked = s->is_tree && child->record.state == CHILD_STARTING;
	return true;
}

static bool refill(ARGUMENTS)
{
	if (child->record.wanted != CHILD_WANTED_RUNNING || child_is_unproven(child))
		return false;
	if (child->record.state != CHILD_BACKOFF && !place_is_open(s, &child->place))
		return false;
	if (child->record.state == CHILD_FATAL)
		child_forgive(child);
	child_spawn(s, child, now);
	return true;
}

static bool end(ARGUMENTS)
{
	child_want(s, child, CHILD_WANTED_STOPPED);
	child_unspawn(s, child);
	if (child->process == PROCESS_NONE)
		child_enter(s, child, CHILD_STOPPED, DEADLINE_NONE, now);
	else
		life_end_set(s, child, now);
	return true;
}

static bool renew(ARGUMENTS)
{
	if (child->process == PROCESS_NONE || roll_has_incoming(child))
		return false; /* a fresh one is on its way already */
	child->again = true;
	life_end_set(s, child, now);
	return true;
}

static bool again(ARGUMENTS)
{
	if (child->again)
		return false;
	child->again = true;
	child_want(s, child, CHILD_WANTED_RUNNING);
	return true;
}

static bool park(ARGUMENTS)
{
	if (child_is_unproven(child) && child->record.wanted == CHILD_WANTED_STOPPED)
		return false;
	child_want(s, child, CHILD_WANTED_STOPPED);
	if (!child_is_unproven(child))
		child_enter(s, child, CHILD_STOPPED, DEADLINE_NONE, now);
	return true;
}

static bool unwant(ARGUMENTS)
{
	if (child->record.wanted == CHILD_WANTED_STOPPED)
		return false;
	child->again = false;
	child_want(s, child, CHILD_WANTED_STOPPED);
	return true;
}

static bool launched(ARGUMENTS)
{
	if (child->process != PROCESS_ASKED)
		return false;
	life_watch(s, child, now);
	return true;
}

static bool late(ARGUMENTS)
{
	if (child->process != PROCESS_ASKED)
		return false;
	child->process = PROCESS_ALIVE;
	life_send_stop(s, child, now);
	return true;
}

/* Neither its end nor its fault: only the attempt is made again. */
static void wait_for_room(struct supervisor *s, struct child *child, int error, uint64_t now)
{
	uint64_t delay = end_delay(s, child);

	child_vacate(s, child);
	if (child->record.restarts > 0)
		child->record.restarts--;
	child_blame(s, child, CHILD_CAUSE_SPAWN, error);
	child_enter(s, child, CHILD_BACKOFF,
		deadline_after(now, delay > ACTION_SPAWN_AGAIN_NS ? delay : ACTION_SPAWN_AGAIN_NS),
		now);
}

static bool fail(ARGUMENTS)
{
	if (child->process != PROCESS_ASKED)
		return false;
	if (event->passing && s->phase == SUPERVISOR_RUNNING && !child->spare &&
		!child->record.asked && !child->policy->scheduled &&
		place_is_open(s, &child->place))
		wait_for_room(s, child, event->status, now);
	else
		end_bury(s, child, event, now);
	return true;
}

static bool ready(ARGUMENTS)
{
	if (child->process == PROCESS_NONE)
		return false;
	child->process = PROCESS_ALIVE;
	life_enter_running(s, child, now);
	return true;
}

static bool lose(ARGUMENTS)
{
	if (child->process == PROCESS_NONE)
		return false;
	child->process = PROCESS_ALIVE;
	end_blame_event(s, child, event, now);
	life_end_set(s, child, now);
	return true;
}

static bool note(ARGUMENTS)
{
	late(s, child, event, now);
	end_blame_stop(s, child, event);
	return true;
}

static bool judge(ARGUMENTS)
{
	if (child->process == PROCESS_NONE)
		return false;
	end_bury(s, child, event, now);
	return true;
}

static bool finish(ARGUMENTS)
{
	child_vacate(s, child);
	end_blame_stop(s, child, event);
	if (child->held)
		course_rest(s, child, now);
	else if (child->record.wanted == CHILD_WANTED_STOPPED)
		child_enter(s, child, CHILD_STOPPED, DEADLINE_NONE, now);
	else if (child->again)
		child_spawn(s, child, now);
	else
		end_decide(s, child, now);
	return true;
}

static bool abandon(ARGUMENTS)
{
	if (child->process != PROCESS_ASKED)
		return false;
	return finish(s, child, event, now);
}

static bool lapse(ARGUMENTS)
{
	if (!child->policy->notifies) {
		life_enter_running(s, child, now);
		return true;
	}
	end_blame(s, child, CHILD_CAUSE_TIMEOUT, 0, now);
	life_end_set(s, child, now);
	return true;
}

static bool press(ARGUMENTS)
{
	const struct child_policy *policy = child->policy;

	if (child->killing || child->step >= policy->stop_more_count) {
		life_kill(s, child, now);
	} else {
		child->step++;
		life_act(s, child, EFFECT_SIGNAL);
		child_arm(
			s, child, deadline_after(now, policy->stop_more[child->step - 1].wait_ns));
	}
	return true;
}

static bool doubt(ARGUMENTS)
{
	if (child_is_unproven(child))
		return false;
	child_unspawn(s, child);
	child_vacate(s, child);
	child->held = false;
	child_await(s, child, false);
	child_blame(s, child, CHILD_CAUSE_UNPROVEN, 0);
	child_enter(s, child, CHILD_FATAL, DEADLINE_NONE, now);
	return true;
}

/* The process in doubt is gone: the slot may be started again, by whoever is asked to. */
static bool clear(ARGUMENTS)
{
	if (!child_is_unproven(child))
		return false;
	child_blame(s, child, CHILD_CAUSE_UNKNOWN, 0);
	if (child->record.wanted == CHILD_WANTED_RUNNING && s->phase != SUPERVISOR_STOPPING &&
		place_is_open(s, &child->place))
		child_arm(s, child, policy_probe(child->policy, now));
	return true;
}

static bool recycle(ARGUMENTS)
{
	if (child->process == PROCESS_NONE || roll_has_incoming(child) || child->record.paused ||
		child->policy->scheduled || !policy_is_recycling(event->cause))
		return false;
	replace(s, child, event->cause, event->status, now);
	return true;
}

/* Its time has come, or its files have changed: no reason to wait any longer, or to stay given up.
 */
static bool fresh(ARGUMENTS)
{
	if (event->cause != CHILD_CAUSE_WATCH && event->cause != CHILD_CAUSE_CRON)
		return false;
	return refill(s, child, event, now);
}

static bool hang(ARGUMENTS)
{
	if (child->process != PROCESS_ALIVE || child->record.paused)
		return false;
	end_blame(s, child, CHILD_CAUSE_WATCHDOG, 0, now);
	life_end_set(s, child, now);
	return true;
}

/* The time that it has is made longer, never shorter; a kill that has begun goes on. */
static bool extend(ARGUMENTS)
{
	uint64_t deadline = deadline_after(now, event->span_ns);

	if (child->process != PROCESS_ALIVE || child->killing || child->record.paused)
		return false;
	if (child->record.state == CHILD_STARTING && !child->policy->notifies)
		return false;
	if (deadline > deadline_get(&s->deadlines, child_index(s, child)))
		child_arm(s, child, deadline);
	return true;
}

/* What has no process that runs has nothing to wait for. */
static bool roll(ARGUMENTS)
{
	if (child_is_unproven(child) || !roll_mark(s, child))
		return false;
	if (child->record.state == CHILD_STARTING)
		renew(s, child, event, now);
	else if (child->record.state != CHILD_RUNNING && !refill(s, child, event, now))
		roll_unmark(s, child);
	return true;
}

bool action_run(ARGUMENTS)
{
	static bool (*const functions[ACTION_COUNT])(ARGUMENTS) = {
#define X(name, function, text) [ACTION_##name] = function,
		CHILD_ACTIONS(X)
#undef X
	};

	return functions[table_action(child->record.state, event->type)](s, child, event, now);
}
