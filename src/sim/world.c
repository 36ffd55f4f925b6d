/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sim/world.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "sim/being.h"
#include "sim/board.h"
#include "supervisor/deadline.h"

/* Steps at one instant, for each worker, before it is said that time stands still. */
#define STEPS_MAX 10000

struct world {
	const struct supervisor_spec *spec;
	struct supervisor *supervisor;
	struct being *beings; /* of each worker */
	struct board *board;
	struct deadlines deadlines;
	world_tell_news *tell;
	void *data;
	uint64_t now;
	uint64_t steps; /* at this instant */
	const char *fault;
	bool decided; /* the start has its verdict */
	bool stopping;
	bool finished;
	bool settling;
	bool stuck; /* too much happens at this instant */
};

/* The supervisor's clock does not begin with 0: an instant before the start can be told. */
#define EPOCH (UINT64_C(1) << 40)

static uint64_t clock_of(const struct world *world)
{
	return EPOCH + world->now;
}

static void say(struct world *world, enum world_news_type type, unsigned child, int value)
{
	struct world_news news = {type, child, value};

	if (world->tell)
		world->tell(world->data, world, &news);
}

static void blame(struct world *world, const char *fault)
{
	if (!world->fault)
		world->fault = fault;
}

static struct being *being_of(const struct world *world, unsigned child)
{
	return &world->beings[child];
}

static bool notifies(const struct world *world, unsigned child)
{
	return world->spec->policies[world->spec->policy_of[child]].notifies;
}

static void plan(struct world *world, unsigned child)
{
	deadline_set(&world->deadlines, child, being_next(being_of(world, child)));
}

static void settle(struct world *world);

static void step(struct world *world, enum child_event type, unsigned child, enum child_cause cause,
	int status)
{
	struct supervisor_event event = {type, child, cause, status};

	world->steps++;
	supervisor_step(world->supervisor, &event, clock_of(world));
	settle(world);
}

static void end(struct world *world, unsigned child, enum child_cause cause, int status)
{
	struct being *being = being_of(world, child);

	being->alive = being->stopping = false;
	plan(world, child);
	step(world, CHILD_EVENT_GONE, child, cause, status);
}

static void spawn(struct world *world, unsigned child)
{
	struct being *being = being_of(world, child);

	if (being->alive)
		blame(world, "a second process was started beside one that lives");
	if (world->stopping)
		blame(world, "a process was started while the command was being stopped");
	if (being->error) {
		step(world, CHILD_EVENT_SPAWN_FAILED, child, CHILD_CAUSE_SPAWN, being->error);
		return;
	}
	being_begin(being, notifies(world, child), world->now);
	plan(world, child);
	step(world, CHILD_EVENT_SPAWNED, child, CHILD_CAUSE_NONE, 0);
}

static void send(struct world *world, unsigned child, int signal)
{
	if (!being_of(world, child)->alive) {
		blame(world, "a signal was sent to a process that is gone");
		return;
	}
	say(world, WORLD_NEWS_SIGNAL, child, signal);
	being_signal(being_of(world, child), signal, world->now);
	plan(world, child);
}

static void carry_out(struct world *world, const struct supervisor_effect *effect)
{
	if (world->finished)
		blame(world, "something was decided after the end");
	switch (effect->type) {
	case EFFECT_SPAWN:
		spawn(world, effect->child);
		break;
	case EFFECT_SIGNAL:
		send(world, effect->child, effect->value);
		break;
	case EFFECT_KILL:
		send(world, effect->child, SIGKILL);
		break;
	case EFFECT_CHANGED:
		board_write_child(world->board, world->supervisor, effect->child);
		say(world, WORLD_NEWS_CHANGED, effect->child, 0);
		break;
	case EFFECT_STARTED:
	case EFFECT_START_FAILED:
		if (world->decided)
			blame(world, "the start got a second verdict");
		world->decided = true;
		if (effect->type == EFFECT_START_FAILED && !world->spec->keep_on_start_failure)
			world->stopping = true;
		say(world,
			effect->type == EFFECT_STARTED ? WORLD_NEWS_STARTED
						       : WORLD_NEWS_START_FAILED,
			effect->child, 0);
		break;
	case EFFECT_GAVE_UP:
		world->stopping = true;
		say(world, WORLD_NEWS_GAVE_UP, effect->child, 0);
		break;
	case EFFECT_FINISHED:
		world->finished = true;
		say(world, WORLD_NEWS_FINISHED, 0, 0);
		break;
	case EFFECT_NODE_CHANGED:
		board_write_node(world->board, world->supervisor, effect->child);
		say(world, WORLD_NEWS_NODE, effect->child, 0);
		break;
	case EFFECT_SWAPPED: /* its programs do not roll */
	case EFFECT_ROLLED:
	case EFFECT_COUNT:
		break;
	}
}

/* What follows from carrying out is told in the same loop, not deeper. */
static void settle(struct world *world)
{
	struct supervisor_effect effect;
	uint64_t most = STEPS_MAX * (world->spec->count + 1);

	if (world->settling)
		return;
	world->settling = true;
	while (!world->stuck && supervisor_next(world->supervisor, &effect)) {
		carry_out(world, &effect);
		world->stuck = world->steps >= most;
	}
	world->settling = false;
}

struct world *world_new(const struct supervisor_spec *spec, world_tell_news *tell, void *data)
{
	struct world *world = calloc(1, sizeof *world);

	if (!world)
		return NULL;
	world->spec = spec;
	world->tell = tell;
	world->data = data;
	world->supervisor = supervisor_new(spec);
	world->beings = calloc(spec->count + 1, sizeof *world->beings);
	world->board = board_new(spec);
	if (!world->supervisor || !world->beings || !world->board ||
		deadline_init(&world->deadlines, spec->count) < 0) {
		world_free(world);
		return NULL;
	}
	for (size_t i = 0; i < spec->count; i++)
		world->beings[i].life_ns = WORLD_NEVER;
	return world;
}

void world_free(struct world *world)
{
	if (!world)
		return;
	deadline_done(&world->deadlines);
	supervisor_free(world->supervisor);
	board_free(world->board);
	free(world->beings);
	free(world);
}

void world_start(struct world *world)
{
	supervisor_start(world->supervisor, false, clock_of(world));
	settle(world);
}

/* What was decided and not carried out is lost, as with a master that is killed. */
static bool kill_master(struct world *world)
{
	struct supervisor *heir = supervisor_new(world->spec);
	bool resumed = world->decided || world->stopping;

	if (!heir)
		return false;
	supervisor_free(world->supervisor);
	world->supervisor = heir;
	say(world, WORLD_NEWS_MASTER, 0, 0);
	for (unsigned i = 0; i < world->spec->count; i++)
		board_restore_child(world->board, heir, i, being_of(world, i)->alive);
	for (unsigned i = 0; i < world->spec->node_count; i++)
		board_restore_node(world->board, heir, i);
	supervisor_start(heir, resumed, clock_of(world));
	if (world->stopping)
		supervisor_stop(heir, clock_of(world));
	settle(world);
	/* Its readiness stands where the worker itself has written it. */
	for (unsigned i = 0; i < world->spec->count; i++)
		if (being_of(world, i)->alive && being_of(world, i)->ready)
			step(world, CHILD_EVENT_READY, i, CHILD_CAUSE_NONE, 0);
	return true;
}

static void tell_one(struct world *world, unsigned child, const struct world_act *act)
{
	static const struct {
		enum child_event event;
		enum child_cause cause;
	} words[] = {[WORLD_START] = {CHILD_EVENT_START, CHILD_CAUSE_NONE},
		[WORLD_STOP] = {CHILD_EVENT_STOP, CHILD_CAUSE_NONE},
		[WORLD_RESTART] = {CHILD_EVENT_RESTART, CHILD_CAUSE_NONE},
		[WORLD_WAKE] = {CHILD_EVENT_WAKE, CHILD_CAUSE_NONE},
		[WORLD_MEMORY] = {CHILD_EVENT_RECYCLE, CHILD_CAUSE_MEMORY},
		[WORLD_WATCH] = {CHILD_EVENT_RECYCLE, CHILD_CAUSE_WATCH},
		[WORLD_CRON] = {CHILD_EVENT_RECYCLE, CHILD_CAUSE_CRON},
		[WORLD_WATCHDOG] = {CHILD_EVENT_WATCHDOG, CHILD_CAUSE_NONE}};

	switch (act->verb) {
	case WORLD_ENDS:
		if (being_of(world, child)->alive)
			end(world, child, act->cause, act->status);
		break;
	case WORLD_LIVES:
	case WORLD_FAILS:
	case WORLD_READY:
	case WORLD_STOPS:
		being_learn(being_of(world, child), act, world->now);
		plan(world, child);
		break;
	default:
		step(world, words[act->verb].event, child, words[act->verb].cause, 0);
		break;
	}
}

bool world_tell(struct world *world, unsigned child, const struct world_act *act)
{
	if (world->finished)
		return true;
	if (act->verb == WORLD_KILL_MASTER)
		return kill_master(world);
	if (act->verb == WORLD_STOP_ALL) {
		world->stopping = true;
		supervisor_stop(world->supervisor, clock_of(world));
		settle(world);
	} else if (child < world->spec->count) {
		tell_one(world, child, act);
	}
	return true;
}

/* What the process that is due does now. */
static void live(struct world *world, unsigned child)
{
	struct being *being = being_of(world, child);

	if (being->ready_at <= being->ends_at) {
		being->ready_at = WORLD_NEVER;
		being->ready = true;
		plan(world, child);
		step(world, CHILD_EVENT_READY, child, CHILD_CAUSE_NONE, 0);
	} else {
		end(world, child, being->end_cause, being->end_status);
	}
}

uint64_t world_next(const struct world *world)
{
	const struct deadline_entry *first = deadline_first(&world->deadlines);
	uint64_t deadline = supervisor_deadline(world->supervisor);
	uint64_t due = deadline == UINT64_MAX ? WORLD_NEVER
		       : deadline < EPOCH     ? 0
					      : deadline - EPOCH;

	return first && first->at_ns < due ? first->at_ns : due;
}

bool world_pass(struct world *world, uint64_t until)
{
	uint64_t most = STEPS_MAX * (world->spec->count + 1), next;

	while (!world->finished && !world->stuck && (next = world_next(world)) <= until &&
		next != WORLD_NEVER) {
		const struct deadline_entry *first = deadline_first(&world->deadlines);

		if (next > world->now) {
			world->now = next;
			world->steps = 0;
		}
		world->stuck = ++world->steps >= most;
		if (first && first->at_ns <= world->now) {
			live(world, first->child);
		} else {
			supervisor_expire(world->supervisor, clock_of(world));
			settle(world);
		}
	}
	if (world->stuck)
		return false;
	if (until > world->now && until != WORLD_NEVER) {
		world->now = until;
		world->steps = 0;
	}
	return true;
}

bool world_reach(struct world *world, uint64_t at)
{
	if (at <= world->now)
		return true;
	if (!world_pass(world, at - 1))
		return false;
	world->now = at;
	world->steps = 0;
	return true;
}

uint64_t world_now(const struct world *world)
{
	return world->now;
}

bool world_is_finished(const struct world *world)
{
	return world->finished;
}

const struct supervisor *world_supervisor(const struct world *world)
{
	return world->supervisor;
}

bool world_lives(const struct world *world, unsigned child)
{
	return child < world->spec->count && being_of(world, child)->alive;
}

const char *world_fault(const struct world *world)
{
	return world->fault;
}
