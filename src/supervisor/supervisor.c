/* SPDX-License-Identifier: MIT */
#include "supervisor/supervisor.h"

#include <stdlib.h>

#include "supervisor/action.h"
#include "supervisor/resume.h"

/* Effects number the command's own after the children; the heap's "not there" is UINT32_MAX. */
#define CHILDREN_MAX (UINT32_MAX - EFFECT_COUNT - 1)

/* Times to keep for a child of this policy; 0: it has no limit. */
static uint32_t window_room(const struct child_policy *policy)
{
	if (policy->restart_window_ns == 0 || policy->max_restarts == UINT32_MAX)
		return 0;
	return policy->max_restarts + 1;
}

/* Returns false if memory is short. */
static bool make_windows(struct supervisor *supervisor, const struct supervisor_spec *spec)
{
	size_t total = 1; /* calloc(0) may return NULL */

	for (size_t i = 0; i < spec->count; i++) {
		uint32_t room = window_room(&spec->policies[spec->policy_of[i]]);

		if (__builtin_add_overflow(total, room, &total))
			return false;
	}
	supervisor->times = calloc(total, sizeof *supervisor->times);
	return supervisor->times != NULL;
}

static void make_children(struct supervisor *supervisor, const struct supervisor_spec *spec)
{
	uint64_t *times = supervisor->times;

	for (size_t i = 0; i < spec->count; i++) {
		struct child *child = &supervisor->children[i];

		child->policy = &spec->policies[spec->policy_of[i]];
		child->effect = EFFECT_COUNT;
		child->window.times = times;
		child->window.room = window_room(child->policy);
		supervisor->scheduled += child->policy->scheduled;
		times += child->window.room;
	}
}

struct supervisor *supervisor_new(const struct supervisor_spec *spec)
{
	struct supervisor *supervisor;

	if (spec->count > CHILDREN_MAX || spec->node_count > 0)
		return NULL;
	supervisor = calloc(1, sizeof *supervisor);
	if (!supervisor)
		return NULL;
	supervisor->count = spec->count;
	supervisor->failed = supervisor->hopeless = SUPERVISOR_NO_CHILD;
	supervisor->seed = spec->seed;
	supervisor->keep_on_start_failure = spec->keep_on_start_failure;
	supervisor->in_state[CHILD_STOPPED] = spec->count;
	supervisor->children = calloc(spec->count + 1, sizeof *supervisor->children);
	if (!supervisor->children || !make_windows(supervisor, spec) ||
		deadline_init(&supervisor->deadlines, spec->count) < 0 ||
		effects_init(&supervisor->effects, (uint32_t)spec->count) < 0) {
		supervisor_free(supervisor);
		return NULL;
	}
	make_children(supervisor, spec);
	return supervisor;
}

void supervisor_free(struct supervisor *supervisor)
{
	if (!supervisor)
		return;
	effects_done(&supervisor->effects);
	deadline_done(&supervisor->deadlines);
	free(supervisor->times);
	free(supervisor->children);
	free(supervisor);
}

/* Right to left: what was started last is told first. What the command gives up for stays `fatal`,
 * so that it can be seen why. */
static void stop_children(struct supervisor *supervisor, uint64_t now)
{
	struct supervisor_event event = {.type = CHILD_EVENT_STOP};

	supervisor->phase = SUPERVISOR_STOPPING;
	for (size_t i = supervisor->count; i-- > 0;)
		if (i != supervisor->hopeless)
			action_run(supervisor, &supervisor->children[i], &event, now);
}

static void give_verdict(struct supervisor *supervisor, uint64_t now)
{
	if (supervisor->failed == SUPERVISOR_NO_CHILD && supervisor->awaited > 0)
		return;
	supervisor->phase = SUPERVISOR_RUNNING;
	if (supervisor->failed == SUPERVISOR_NO_CHILD) {
		effects_tell(&supervisor->effects, EFFECT_STARTED);
		return;
	}
	effects_tell(&supervisor->effects, EFFECT_START_FAILED);
	if (!supervisor->keep_on_start_failure)
		stop_children(supervisor, now);
}

/* A child that is fatal takes the command along, if its policy says so. */
static void give_up(struct supervisor *supervisor, uint64_t now)
{
	/* An operator may have started it before the start had its verdict. */
	if (supervisor->children[supervisor->hopeless].record.state != CHILD_FATAL) {
		supervisor->hopeless = SUPERVISOR_NO_CHILD;
		return;
	}
	effects_tell(&supervisor->effects, EFFECT_GAVE_UP);
	stop_children(supervisor, now);
}

static bool is_finished(const struct supervisor *supervisor)
{
	const size_t *in_state = supervisor->in_state;

	if (supervisor->phase == SUPERVISOR_STOPPING)
		return in_state[CHILD_STARTING] + in_state[CHILD_RUNNING] +
			       in_state[CHILD_STOPPING] ==
		       0;
	return supervisor->phase == SUPERVISOR_RUNNING && supervisor->scheduled == 0 &&
	       in_state[CHILD_EXITED] == supervisor->count;
}

/* What the last action means for the command as a whole. */
static void conclude(struct supervisor *supervisor, uint64_t now)
{
	if (supervisor->phase == SUPERVISOR_STARTING)
		give_verdict(supervisor, now);
	if (supervisor->phase == SUPERVISOR_RUNNING && supervisor->hopeless != SUPERVISOR_NO_CHILD)
		give_up(supervisor, now);
	if (is_finished(supervisor)) {
		supervisor->phase = SUPERVISOR_FINISHED;
		effects_tell(&supervisor->effects, EFFECT_FINISHED);
	}
}

static void resume_children(struct supervisor *supervisor, uint64_t now)
{
	supervisor->phase = SUPERVISOR_RUNNING;
	for (size_t i = 0; i < supervisor->count; i++)
		resume_child(supervisor, &supervisor->children[i], now);
}

void supervisor_start(struct supervisor *supervisor, bool resumed, uint64_t now)
{
	if (supervisor->phase != SUPERVISOR_IDLE)
		return;
	if (resumed) {
		resume_children(supervisor, now);
	} else {
		supervisor->phase = SUPERVISOR_STARTING;
		for (size_t i = 0; i < supervisor->count; i++)
			resume_afresh(supervisor, &supervisor->children[i], now);
	}
	conclude(supervisor, now);
}

void supervisor_stop(struct supervisor *supervisor, uint64_t now)
{
	if (supervisor->phase == SUPERVISOR_IDLE)
		resume_children(supervisor, now);
	if (supervisor->phase >= SUPERVISOR_STOPPING)
		return;
	stop_children(supervisor, now);
	conclude(supervisor, now);
}

void supervisor_kill(struct supervisor *supervisor, uint64_t now)
{
	for (size_t i = supervisor->count; i-- > 0;)
		if (supervisor->children[i].record.state == CHILD_STOPPING)
			action_kill(supervisor, &supervisor->children[i], now);
}

/* Whether the command as a whole is where such an event may be told. */
static bool is_welcome(
	const struct supervisor *supervisor, const struct child *child, enum child_event type)
{
	switch (supervisor->phase) {
	case SUPERVISOR_IDLE:
		return type == CHILD_EVENT_UNPROVEN ||
		       (type == CHILD_EVENT_GONE && child_is_unproven(child));
	case SUPERVISOR_FINISHED:
		return false;
	case SUPERVISOR_STOPPING:
		return type != CHILD_EVENT_START && type != CHILD_EVENT_RESTART &&
		       type != CHILD_EVENT_WAKE && type != CHILD_EVENT_RECYCLE;
	default:
		return true;
	}
}

static bool step(struct supervisor *supervisor, const struct supervisor_event *event, uint64_t now)
{
	struct child *child;

	if (event->child >= supervisor->count)
		return false;
	child = &supervisor->children[event->child];
	if (!is_welcome(supervisor, child, event->type) ||
		!action_run(supervisor, child, event, now))
		return false;
	conclude(supervisor, now);
	return true;
}

void supervisor_step(
	struct supervisor *supervisor, const struct supervisor_event *event, uint64_t now)
{
	/* Deadlines are this module's own: one from outside would be a second clock. */
	if (event->type == CHILD_EVENT_DEADLINE || !step(supervisor, event, now))
		supervisor->ignored++;
}

void supervisor_wake(struct supervisor *supervisor, uint64_t now)
{
	struct supervisor_event event = {.type = CHILD_EVENT_WAKE};

	for (event.child = 0; event.child < supervisor->count; event.child++)
		step(supervisor, &event, now);
}

/* Ends: each deadline that an action sets is later than now. */
void supervisor_expire(struct supervisor *supervisor, uint64_t now)
{
	const struct deadline_entry *first;

	while ((first = deadline_first(&supervisor->deadlines)) && first->at_ns <= now) {
		struct supervisor_event event = {
			.type = CHILD_EVENT_DEADLINE, .child = first->child};

		deadline_set(&supervisor->deadlines, event.child, DEADLINE_NONE);
		step(supervisor, &event, now);
	}
}

uint64_t supervisor_deadline(const struct supervisor *supervisor)
{
	const struct deadline_entry *first = deadline_first(&supervisor->deadlines);

	return first ? first->at_ns : DEADLINE_NONE;
}

uint64_t supervisor_due(const struct supervisor *supervisor, unsigned child)
{
	return child < supervisor->count ? deadline_get(&supervisor->deadlines, child)
					 : DEADLINE_NONE;
}

bool supervisor_next(struct supervisor *supervisor, struct supervisor_effect *ret_effect)
{
	if (!effects_next(&supervisor->effects, supervisor->children, ret_effect))
		return false;
	if (ret_effect->type == EFFECT_SPAWN)
		supervisor->children[ret_effect->child].process = PROCESS_ASKED;
	else if (ret_effect->type == EFFECT_START_FAILED)
		ret_effect->child = supervisor->failed;
	else if (ret_effect->type == EFFECT_GAVE_UP)
		ret_effect->child = supervisor->hopeless;
	return true;
}

enum supervisor_phase supervisor_phase(const struct supervisor *supervisor)
{
	return supervisor->phase;
}

const struct child_record *supervisor_child(const struct supervisor *supervisor, unsigned child)
{
	return child < supervisor->count ? &supervisor->children[child].record : NULL;
}

size_t supervisor_window(
	const struct supervisor *supervisor, unsigned child, uint64_t *ret_times, size_t room)
{
	const struct child *of;

	if (child >= supervisor->count)
		return 0;
	of = &supervisor->children[child];
	return window_copy(&of->window, of->policy->restart_window_ns, ret_times, room);
}

uint64_t supervisor_ignored(const struct supervisor *supervisor)
{
	return supervisor->ignored;
}
