/* SPDX-License-Identifier: MIT */
#include "supervisor/supervisor.h"

#include "supervisor/action.h"
#include "supervisor/course.h"
#include "supervisor/life.h"
#include "supervisor/regain.h"
#include "supervisor/resume.h"

/* Nobody is started from now on, also those whose node comes to them later, or never. */
static void call_off(struct supervisor *supervisor, uint64_t now)
{
	supervisor->phase = SUPERVISOR_STOPPING;
	for (size_t i = 0; i < supervisor->count; i++) {
		struct child *child = &supervisor->children[i];

		if (child_unspawn(supervisor, child) || child->record.state == CHILD_BACKOFF)
			child_enter(supervisor, child, CHILD_STOPPED, DEADLINE_NONE, now);
	}
}

/* Right to left: what was started last is told first. What the command gives up for stays `fatal`,
 * so that it can be seen why. */
static void stop_children(struct supervisor *supervisor, uint64_t now)
{
	struct supervisor_event event = {.type = CHILD_EVENT_STOP};

	if (supervisor->is_tree) {
		call_off(supervisor, now);
		node_want(supervisor, supervisor->nodes, CHILD_WANTED_STOPPED);
		node_stop(supervisor, supervisor->nodes, CHILD_CAUSE_STOPPED, now);
		return;
	}
	supervisor->phase = SUPERVISOR_STOPPING;
	if (supervisor->needs) {
		need_stop(supervisor, now);
		return;
	}
	for (size_t i = supervisor->count; i-- > 0;)
		if (i != supervisor->hopeless)
			action_run(supervisor, &supervisor->children[i], &event, now);
}

/* Whether all that should run was ready once. */
static bool is_started(const struct supervisor *supervisor)
{
	if (supervisor->is_tree)
		return supervisor->nodes->record.state == CHILD_RUNNING;
	/* Who waits for others waits for ever if nobody else is awaited: nothing is to come. */
	return supervisor->awaited == supervisor->waiting;
}

static void give_verdict(struct supervisor *supervisor, uint64_t now)
{
	if (supervisor->failed == SUPERVISOR_NO_CHILD && !is_started(supervisor))
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

/* The root has given up or shut itself down, before its members are told. */
static void end_root(struct supervisor *supervisor, uint64_t now)
{
	const struct node *root = supervisor->nodes;
	bool gave_up = root->record.cause == CHILD_CAUSE_INTENSITY;

	supervisor->root_ends = false;
	if (supervisor->phase == SUPERVISOR_STARTING) {
		/* What has shut itself down has done what it was started for. */
		if (gave_up)
			supervisor->failed = root->culprit;
		effects_tell(&supervisor->effects, gave_up ? EFFECT_START_FAILED : EFFECT_STARTED);
		gave_up = gave_up && supervisor->keep_on_start_failure;
	} else if (supervisor->phase != SUPERVISOR_RUNNING) {
		return;
	}
	call_off(supervisor, now);
	if (!gave_up)
		return;
	supervisor->hopeless = root->culprit;
	effects_tell(&supervisor->effects, EFFECT_GAVE_UP);
}

static void settle_nodes(struct supervisor *supervisor, uint64_t now)
{
	struct node *node;

	while ((node = node_next_touched(supervisor))) {
		if (supervisor->root_ends)
			end_root(supervisor, now);
		course_advance(supervisor, node, now);
	}
}

static bool is_finished(const struct supervisor *supervisor)
{
	const size_t *in_state = supervisor->in_state;

	if (supervisor->phase == SUPERVISOR_STOPPING)
		return in_state[CHILD_STARTING] + in_state[CHILD_RUNNING] +
				       in_state[CHILD_STOPPING] ==
			       0 &&
		       supervisor->nodes->course == COURSE_NONE;
	return supervisor->phase == SUPERVISOR_RUNNING && !supervisor->is_tree &&
	       supervisor->scheduled == 0 && in_state[CHILD_EXITED] == supervisor->present &&
	       in_state[CHILD_STARTING] + in_state[CHILD_STOPPING] == 0; /* spare ones */
}

/* What the last action means for the nodes, and for the command as a whole. */
static void conclude(struct supervisor *supervisor, uint64_t now)
{
	if (supervisor->phase == SUPERVISOR_STARTING &&
		supervisor->failed == SUPERVISOR_NO_CHILD) {
		settle_nodes(supervisor, now);
		need_advance(supervisor, now);
	}
	if (supervisor->phase == SUPERVISOR_STARTING)
		give_verdict(supervisor, now);
	if (supervisor->phase == SUPERVISOR_RUNNING && supervisor->hopeless != SUPERVISOR_NO_CHILD)
		give_up(supervisor, now);
	if (supervisor->first_touched != PLACE_NONE)
		settle_nodes(supervisor, now);
	need_advance(supervisor, now);
	if (supervisor->rolls_touched)
		roll_advance(supervisor, now);
	if (is_finished(supervisor)) {
		supervisor->phase = SUPERVISOR_FINISHED;
		effects_tell(&supervisor->effects, EFFECT_FINISHED);
	}
}

static void resume_children(struct supervisor *supervisor, uint64_t now)
{
	supervisor->phase = SUPERVISOR_RUNNING;
	if (supervisor->is_tree)
		regain_nodes(supervisor, now);
	roll_regain(supervisor, true);
	need_regain(supervisor);
	for (size_t i = 0; i < supervisor->count; i++)
		resume_child(supervisor, &supervisor->children[i], now);
	roll_go_on(supervisor, now);
	if (supervisor->is_tree)
		regain_order(supervisor, now);
}

static void start_afresh(struct supervisor *supervisor, uint64_t now)
{
	supervisor->phase = SUPERVISOR_STARTING;
	if (supervisor->is_tree)
		regain_none(supervisor, now);
	roll_regain(supervisor, false);
	for (size_t i = 0; i < supervisor->count; i++)
		resume_afresh(supervisor, &supervisor->children[i], now);
	need_regain_alive(supervisor);
	roll_go_on(supervisor, now);
	if (supervisor->is_tree)
		regain_begin(supervisor, now);
}

void supervisor_start(struct supervisor *supervisor, bool resumed, uint64_t now)
{
	if (supervisor->phase != SUPERVISOR_IDLE)
		return;
	if (resumed)
		resume_children(supervisor, now);
	else
		start_afresh(supervisor, now);
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
	need_kill(supervisor);
	for (size_t i = supervisor->count; i-- > 0;)
		if (supervisor->children[i].record.state == CHILD_STOPPING)
			life_kill(supervisor, &supervisor->children[i], now);
	if (!supervisor->is_tree)
		return;
	for (size_t i = 0; i < supervisor->node_count; i++)
		node_kill(supervisor, &supervisor->nodes[i]);
	conclude(supervisor, now);
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
		/* Because of whom the command gives up stays `fatal`, so that it can be seen why. */
		if (type == CHILD_EVENT_STOP && child->record.state == CHILD_FATAL &&
			child_index(supervisor, child) == supervisor->hopeless)
			return false;
		return type != CHILD_EVENT_START && type != CHILD_EVENT_RESTART &&
		       type != CHILD_EVENT_WAKE && type != CHILD_EVENT_RECYCLE &&
		       type != CHILD_EVENT_ROLL && type != CHILD_EVENT_PAUSE &&
		       type != CHILD_EVENT_RESET;
	default:
		return true;
	}
}

/* There is one, and it may be told of that: a spare child is nobody's but the supervisor's own. */
static bool is_there(const struct child *child, enum child_event type)
{
	switch (type) {
	case CHILD_EVENT_START:
	case CHILD_EVENT_STOP:
	case CHILD_EVENT_RESTART:
	case CHILD_EVENT_WAKE:
	case CHILD_EVENT_RECYCLE:
	case CHILD_EVENT_ROLL:
	case CHILD_EVENT_PAUSE:
	case CHILD_EVENT_RESUME:
	case CHILD_EVENT_RESET:
		return !child->spare && child->place.node != PLACE_NONE;
	default:
		return child->spare || child->place.node != PLACE_NONE;
	}
}

static bool step(struct supervisor *supervisor, const struct supervisor_event *event, uint64_t now)
{
	struct child *child;

	if (event->child >= supervisor->count)
		return false;
	child = &supervisor->children[event->child];
	if (!is_there(child, event->type) || !is_welcome(supervisor, child, event->type) ||
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

/* Whether an operator may say something about the node now; else it is counted as ignored. */
static bool is_for(struct supervisor *supervisor, unsigned node)
{
	bool is_right = supervisor->is_tree && node < supervisor->node_count &&
			(supervisor->phase == SUPERVISOR_STARTING ||
				supervisor->phase == SUPERVISOR_RUNNING);

	supervisor->ignored += !is_right;
	return is_right;
}

void supervisor_node_stop(struct supervisor *supervisor, unsigned index, uint64_t now)
{
	struct node *node = &supervisor->nodes[index];

	if (!is_for(supervisor, index))
		return;
	if (index == 0) {
		supervisor_stop(supervisor, now);
		return;
	}
	supervisor->ignored += node->record.wanted == CHILD_WANTED_STOPPED;
	node_want(supervisor, node, CHILD_WANTED_STOPPED);
	node_stop(supervisor, node, CHILD_CAUSE_STOPPED, now);
	conclude(supervisor, now);
}

void supervisor_node_start(struct supervisor *supervisor, unsigned index, uint64_t now)
{
	if (!is_for(supervisor, index))
		return;
	if (node_start(supervisor, &supervisor->nodes[index], now))
		conclude(supervisor, now);
	else
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

	while ((first = deadline_first(&supervisor->node_deadlines)) && first->at_ns <= now) {
		struct node *node = &supervisor->nodes[first->child];

		deadline_set(&supervisor->node_deadlines, first->child, DEADLINE_NONE);
		node_kill(supervisor, node);
		conclude(supervisor, now);
	}
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
	const struct deadline_entry *node = deadline_first(&supervisor->node_deadlines);

	if (node && (!first || node->at_ns < first->at_ns))
		first = node;
	return first ? first->at_ns : DEADLINE_NONE;
}

uint64_t supervisor_due(const struct supervisor *supervisor, unsigned child)
{
	return child < supervisor->count ? deadline_get(&supervisor->deadlines, child)
					 : DEADLINE_NONE;
}

bool supervisor_next(struct supervisor *supervisor, struct supervisor_effect *ret_effect)
{
	if (!effects_next(
		    &supervisor->effects, supervisor->children, supervisor->nodes, ret_effect))
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
