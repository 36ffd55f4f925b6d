/* SPDX-License-Identifier: MIT */
#include "supervisor/roll.h"

#include "supervisor/life.h"

static struct roll *roll_of(struct supervisor *s, const struct child *child)
{
	for (size_t i = 0; i < s->roll_count; i++)
		if (s->rolls[i].policy == child->policy)
			return &s->rolls[i];
	return NULL;
}

static struct child *worker_of(const struct supervisor *s, const struct child *spare)
{
	return &s->children[spare->record.beside];
}

static bool is_incoming(const struct supervisor *s, const struct child *spare)
{
	return spare->record.beside < s->count &&
	       worker_of(s, spare)->incoming == child_index(s, spare);
}

static bool is_free(const struct child *spare)
{
	return spare->process == PROCESS_NONE && !child_is_unproven(spare) &&
	       (spare->record.state == CHILD_STOPPED || spare->record.state == CHILD_FATAL);
}

static bool has_failed(const struct child *spare)
{
	return spare->record.cause != CHILD_CAUSE_NONE &&
	       spare->record.cause != CHILD_CAUSE_STOPPED;
}

static void touch(struct supervisor *s, struct roll *roll)
{
	roll->touched = s->rolls_touched = true;
}

static void set_due(struct supervisor *s, struct child *child, bool due)
{
	if (child->record.due == due)
		return;
	child->record.due = due;
	roll_of(s, child)->due += due ? 1 : UINT32_MAX;
	effects_change(&s->effects, child, child_index(s, child));
}

static void forget_due(struct supervisor *s, const struct roll *roll)
{
	for (size_t i = 0; i < s->count && roll->due; i++)
		if (s->children[i].policy == roll->policy)
			set_due(s, &s->children[i], false);
}

bool roll_mark(struct supervisor *s, struct child *child)
{
	struct roll *roll = roll_of(s, child);
	struct child *spare;

	if (!roll || child->record.due || child->policy->scheduled)
		return false;
	spare = &s->children[roll->spare];
	set_due(s, child, true);
	spare->rolled = false;
	/* How the last round was is of no interest any more. */
	if (!roll->active && is_free(spare) && has_failed(spare))
		child_blame(s, spare, CHILD_CAUSE_NONE, 0);
	roll->active = true;
	touch(s, roll);
	return true;
}

bool roll_is_of(struct supervisor *s, const struct child *child)
{
	return !child->spare && roll_of(s, child);
}

void roll_unmark(struct supervisor *s, struct child *child)
{
	set_due(s, child, false);
}

bool roll_has_incoming(const struct child *child)
{
	return child->incoming != SUPERVISOR_NO_CHILD;
}

/* There is no process beside it any more that would take its place. Its own may have grown too old.
 */
static void part(struct supervisor *s, struct child *worker)
{
	worker->incoming = SUPERVISOR_NO_CHILD;
	if (worker->record.state == CHILD_RUNNING && !worker->record.paused)
		child_arm(s, worker, life_running_until(s, worker, worker->record.changed_ns));
}

/* The incoming process is wanted no more. */
static void call_off(struct supervisor *s, struct child *worker, uint64_t now)
{
	struct child *spare = &s->children[worker->incoming];

	part(s, worker);
	if (child_unspawn(s, spare) || spare->process == PROCESS_NONE)
		child_enter(s, spare, CHILD_STOPPED, DEADLINE_NONE, now);
	else if (spare->record.state == CHILD_STARTING)
		life_end_set(s, spare, now);
}

/* Every worker goes on with the process that it has. The record of the spare child says why. */
static void fail(struct supervisor *s, struct roll *roll, const struct child *because, uint64_t now)
{
	struct child *spare = &s->children[roll->spare];

	forget_due(s, roll);
	touch(s, roll);
	if (because == spare) {
		part(s, worker_of(s, spare));
		return;
	}
	if (is_incoming(s, spare))
		call_off(s, worker_of(s, spare), now);
	spare->record.beside = child_index(s, because);
	child_blame(s, spare, because->record.cause, because->record.status);
}

void roll_note_end(struct supervisor *s, struct child *child, uint64_t now)
{
	if (child->record.due && child->record.state == CHILD_STARTING)
		fail(s, roll_of(s, child), child, now);
}

static void note_spare(struct supervisor *s, struct child *spare, uint64_t now)
{
	struct roll *roll = roll_of(s, spare);

	touch(s, roll);
	if (spare->record.state == CHILD_STARTING || !is_incoming(s, spare))
		return;
	if (s->phase == SUPERVISOR_STOPPING)
		part(s, worker_of(s, spare));
	else
		fail(s, roll, spare, now);
}

/* Whether there is still a place to be taken. */
static bool is_leaving(const struct child *worker)
{
	switch (worker->record.state) {
	case CHILD_RUNNING:
		return false;
	case CHILD_STOPPING:
		return worker->held || worker->record.wanted == CHILD_WANTED_STOPPED;
	default:
		return true;
	}
}

void roll_note(struct supervisor *s, struct child *child, uint64_t now)
{
	if (child->spare) {
		note_spare(s, child, now);
		return;
	}
	if (roll_has_incoming(child) && is_leaving(child))
		call_off(s, child, now);
	if (!child->record.due)
		return;
	touch(s, roll_of(s, child));
	if (child->record.state == CHILD_FATAL)
		fail(s, roll_of(s, child), child, now);
	else if (child->record.state == CHILD_RUNNING || child->record.state == CHILD_STOPPED ||
		 child->record.state == CHILD_EXITED)
		set_due(s, child, false);
}

/* What is the worker's, not its process's. */
static void exchange(struct supervisor *s, struct child *old, struct child *new)
{
	const struct child_record was = old->record;
	const struct window window = new->window;
	const bool added = new->added,
		   ended = was.state != CHILD_RUNNING || old->process == PROCESS_NONE;

	new->record = (struct child_record){.state = new->record.state,
		.changed_ns = new->record.changed_ns,
		.wanted = was.wanted,
		.cause = ended ? was.cause : CHILD_CAUSE_STOPPED,
		.status = ended ? was.status : 0,
		.restarts = was.restarts + 1,
		.exits = was.exits,
		.short_lives = was.short_lives,
		.probing = was.probing};
	old->record = (struct child_record){.state = was.state,
		.changed_ns = was.changed_ns,
		.wanted = CHILD_WANTED_STOPPED,
		.cause = CHILD_CAUSE_STOPPED,
		.beside = child_index(s, new)};
	new->reached = old->reached;
	old->reached = 0;
	new->window = old->window;
	new->added = old->added;
	old->window = window;
	old->added = added;
	new->started = true;
	new->spare = false;
	old->spare = true;
	old->again = false;
	/* How an unplanned end came about stands in the record of the worker. */
	old->cause_known = ended;
}

static void take_place(struct supervisor *s, struct child *old, struct child *new)
{
	uint32_t from = child_index(s, old), to = child_index(s, new);

	roll_of(s, old)->spare = from;
	roll_of(s, old)->due -= old->record.due;
	old->incoming = SUPERVISOR_NO_CHILD;
	if (s->is_tree)
		node_subtract(s, old);
	place_hand_over(s, from, to);
	exchange(s, old, new);
	if (s->is_tree)
		node_add(s, new);
	effects_swap(&s->effects, s->children, from, to);
	effects_change(&s->effects, new, to);
	effects_change(&s->effects, old, from);
}

bool roll_swap(struct supervisor *s, struct child *spare, uint64_t now)
{
	struct child *old = worker_of(s, spare);

	if (old->held || old->record.wanted == CHILD_WANTED_STOPPED) {
		call_off(s, old, now);
		return false;
	}
	take_place(s, old, spare);
	if (old->record.state == CHILD_RUNNING)
		life_end_set(s, old, now);
	return true;
}

bool roll_step_in(struct supervisor *s, struct child *child, uint64_t now)
{
	struct child *spare;

	if (!roll_has_incoming(child))
		return false;
	spare = &s->children[child->incoming];
	if (spare->effect == EFFECT_SPAWN) {
		call_off(s, child, now);
		return false;
	}
	take_place(s, child, spare);
	set_due(s, spare, true);
	child_enter(s, child, CHILD_STOPPED, DEADLINE_NONE, now);
	return true;
}

/* The leftmost worker that can be replaced now; NULL: there is none. */
static struct child *find_next(struct supervisor *s, const struct roll *roll)
{
	struct child *next = NULL;

	for (size_t i = 0; i < s->count && roll->due; i++) {
		struct child *child = &s->children[i];

		if (child->policy == roll->policy && child->record.due &&
			child->record.state == CHILD_RUNNING &&
			(!next || child->place.rank < next->place.rank))
			next = child;
	}
	return next;
}

static void go_on(struct supervisor *s, struct roll *roll, uint64_t now)
{
	struct child *spare = &s->children[roll->spare], *next;

	if (!is_free(spare) && !child_is_unproven(spare))
		return;
	/* Told in the meantime: they fail with the rest. */
	if (has_failed(spare))
		forget_due(s, roll);
	next = find_next(s, roll);
	if (next) {
		spare->record = (struct child_record){
			.state = spare->record.state, .beside = child_index(s, next)};
		spare->started = false;
		next->incoming = roll->spare;
		child_spawn(s, spare, now);
	} else if (roll->due == 0 && roll->active) {
		roll->active = false;
		effects_rolled(&s->effects, spare, roll->spare);
	}
}

void roll_advance(struct supervisor *s, uint64_t now)
{
	if (s->phase != SUPERVISOR_RUNNING)
		return;
	s->rolls_touched = false;
	for (size_t i = 0; i < s->roll_count; i++) {
		if (!s->rolls[i].touched)
			continue;
		s->rolls[i].touched = false;
		go_on(s, &s->rolls[i], now);
	}
}

bool supervisor_roll(struct supervisor *s, unsigned index, struct supervisor_roll *ret_roll)
{
	const struct roll *roll = index < s->count ? roll_of(s, &s->children[index]) : NULL;

	*ret_roll = (struct supervisor_roll){0};
	if (!roll)
		return false;
	ret_roll->active = roll->active;
	ret_roll->failed = has_failed(&s->children[roll->spare]);
	ret_roll->spare = roll->spare;
	ret_roll->due = roll->due;
	return true;
}

/* Whether the record says that the process is incoming: beside a worker of the same program. */
static bool was_incoming(const struct supervisor *s, const struct child *spare)
{
	const struct child *worker;

	if (spare->process != PROCESS_ALIVE || spare->record.state != CHILD_STARTING ||
		spare->record.beside >= s->count)
		return false;
	worker = worker_of(s, spare);
	return worker->policy == spare->policy && !worker->spare;
}

static void count_due(struct supervisor *s)
{
	for (size_t i = 0; i < s->roll_count; i++)
		s->rolls[i].due = 0;
	for (size_t i = 0; i < s->count && s->roll_count; i++)
		if (s->children[i].record.due)
			roll_of(s, &s->children[i])->due++;
}

void roll_regain(struct supervisor *s, bool resumed)
{
	count_due(s);
	for (size_t i = 0; i < s->roll_count; i++) {
		struct roll *roll = &s->rolls[i];
		struct child *spare = &s->children[roll->spare];

		touch(s, roll);
		roll->regained = roll->spare;
		if (!resumed)
			forget_due(s, roll);
		if (!resumed || !was_incoming(s, spare))
			continue;
		worker_of(s, spare)->incoming = roll->spare;
		set_due(s, worker_of(s, spare), true);
	}
}

/* What a spare child was found with, that is not incoming. */
static void settle_spare(struct supervisor *s, struct child *spare, uint64_t now)
{
	if (child_is_unproven(spare))
		return;
	if (spare->process == PROCESS_ALIVE) {
		spare->cause_known = has_failed(spare);
		life_end_set(s, spare, now);
		return;
	}
	if (spare->record.state == CHILD_STARTING)
		child_blame(s, spare, CHILD_CAUSE_UNKNOWN, 0);
	if (spare->record.state != CHILD_STOPPED)
		child_enter(s, spare, CHILD_STOPPED, DEADLINE_NONE, now);
}

void roll_go_on(struct supervisor *s, uint64_t now)
{
	for (size_t i = 0; i < s->roll_count; i++) {
		struct roll *roll = &s->rolls[i];
		struct child *spare = &s->children[roll->spare];
		struct child *found = &s->children[roll->regained];

		roll->active = roll->due > 0 || !is_free(spare);
		/* It may have stepped in for a worker that was found dead. */
		if (found != spare && found->record.state == CHILD_STARTING)
			life_watch(s, found, now);
		else if (is_incoming(s, spare))
			life_watch(s, spare, now);
		else
			settle_spare(s, spare, now);
	}
}
