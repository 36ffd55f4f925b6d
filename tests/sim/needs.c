/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "needs.h"

#include <string.h>

#include "model.h"

static struct child {
	struct child_record seen;
	bool reached[NEED_COUNT];
	bool begun;  /* it was started once, or an operator has said so */
	bool ending; /* it is being ended for a reason of its own */
} children[MODEL_WORKERS_MAX];
static const struct supervisor_spec *spec;
static bool decided, stopping;

void needs_begin(const struct supervisor_spec *of)
{
	memset(children, 0, sizeof children);
	spec = of;
	decided = stopping = false;
}

/* Whether it holds of each worker of the program. */
static bool all(unsigned policy,
	bool (*holds)(const struct world *world, unsigned child, enum need_until until),
	const struct world *world, enum need_until until)
{
	for (unsigned i = 0; i < spec->count; i++)
		if (spec->policy_of[i] == policy && !holds(world, i, until))
			return false;
	return true;
}

static bool has_reached(const struct world *world, unsigned child, enum need_until until)
{
	(void)world;
	return children[child].reached[until];
}

static bool runs(const struct world *world, unsigned child, enum need_until until)
{
	(void)until;
	return supervisor_child(world_supervisor(world), child)->state == CHILD_RUNNING;
}

static bool is_gone(const struct world *world, unsigned child, enum need_until until)
{
	(void)until;
	return !world_lives(world, child);
}

static void look(const struct world *world, unsigned index)
{
	const struct child_record *record = supervisor_child(world_supervisor(world), index);
	struct child *child = &children[index];
	bool done =
		record->state == CHILD_EXITED && child->begun && record->exits == child->seen.exits;
	bool ready = done || record->state == CHILD_RUNNING;

	child->reached[NEED_STARTED] |= ready || world_lives(world, index);
	child->reached[NEED_READY] |= ready;
	child->reached[NEED_COMPLETED] |= done;
	child->reached[NEED_SETTLED] |= ready || record->state == CHILD_EXITED ||
					record->state == CHILD_FATAL ||
					record->wanted == CHILD_WANTED_STOPPED;
}

static void note_change(const struct world *world, unsigned index)
{
	const struct child_record *record = supervisor_child(world_supervisor(world), index);
	struct child *child = &children[index];

	if (record->state == CHILD_STARTING && !child->begun) {
		for (size_t i = 0; i < spec->need_count; i++)
			if (spec->needs[i].who == spec->policy_of[index])
				model_must(all(spec->needs[i].whom, has_reached, world,
						   spec->needs[i].until),
					index, "nobody is started before those that he needs");
		child->begun = true;
	}
	child->seen = *record;
}

static void begin_stop(const struct world *world)
{
	if (stopping)
		return;
	stopping = true;
	for (unsigned i = 0; i < spec->count; i++)
		children[i].ending |=
			supervisor_child(world_supervisor(world), i)->state == CHILD_STOPPING;
}

/* The program, and who needs it, and so on. */
static bool are_gone(const struct world *world, unsigned policy)
{
	if (!all(policy, is_gone, world, 0))
		return false;
	for (size_t i = 0; i < spec->need_count; i++)
		if (spec->needs[i].whom == policy && !are_gone(world, spec->needs[i].who))
			return false;
	return true;
}

static void note_signal(const struct world *world, unsigned index)
{
	for (size_t i = 0; stopping && !children[index].ending && i < spec->need_count; i++)
		if (spec->needs[i].whom == spec->policy_of[index])
			model_must(are_gone(world, spec->needs[i].who), index,
				"nobody is ended before those who need him");
}

/* A start that had no verdict begins again. */
static void note_master(const struct world *world)
{
	for (unsigned i = 0; i < spec->count && !decided; i++) {
		/* What has been done in it is not done again. */
		if (children[i].seen.state == CHILD_EXITED && children[i].reached[NEED_COMPLETED])
			continue;
		memset(children[i].reached, 0, sizeof children[i].reached);
		children[i].begun = world_lives(world, i);
		children[i].reached[NEED_STARTED] = world_lives(world, i);
		children[i].reached[NEED_READY] = children[i].reached[NEED_SETTLED] =
			world_lives(world, i) && children[i].seen.state == CHILD_RUNNING;
	}
}

void needs_note(const struct world *world, const struct world_news *news)
{
	if (spec->need_count == 0)
		return;
	/* Who has something to say may have to wait until those who wait for him have said theirs.
	 */
	for (unsigned i = 0; i < spec->count && news->type != WORLD_NEWS_MASTER; i++)
		look(world, i);
	switch (news->type) {
	case WORLD_NEWS_CHANGED:
		note_change(world, news->child);
		break;
	case WORLD_NEWS_SIGNAL:
		note_signal(world, news->child);
		break;
	case WORLD_NEWS_MASTER:
		note_master(world);
		break;
	case WORLD_NEWS_START_FAILED:
		decided = true;
		if (spec->keep_on_start_failure)
			break;
		/* fallthrough */
	case WORLD_NEWS_GAVE_UP:
		begin_stop(world);
		break;
	case WORLD_NEWS_STARTED:
		decided = true;
		break;
	default:
		break;
	}
}

void needs_expect(const struct world *world, const struct script_line *line)
{
	enum world_verb verb = line->act.verb;

	if (verb == WORLD_STOP_ALL)
		begin_stop(world);
	for (unsigned i = line->first; i < line->first + line->count && i < spec->count; i++) {
		children[i].begun |= verb == WORLD_START || verb == WORLD_RESTART;
		children[i].ending = stopping && verb >= WORLD_START;
	}
}

void needs_check(const struct world *world)
{
	for (unsigned i = 0; i < spec->count; i++) {
		const struct child_record *record = supervisor_child(world_supervisor(world), i);
		bool lacks = record->cause != CHILD_CAUSE_NEED || record->state != CHILD_STOPPED ||
			     record->wanted == CHILD_WANTED_STOPPED;

		for (size_t k = 0; k < spec->need_count; k++)
			if (spec->needs[k].who == spec->policy_of[i])
				lacks = lacks || spec->needs[k].until == NEED_COMPLETED ||
					!all(spec->needs[k].whom, runs, world, 0);
		model_must(lacks, i, "nobody waits for what is there");
	}
}
