/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/outcome.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "master/instant.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/places.h"
#include "master/reason.h"
#include "master/roll.h"
#include "master/slot.h"

#define TEXT_SIZE 256

static bool is_node(const struct master *master, unsigned slot)
{
	return slot >= master->slot_count;
}

static const struct child_record *record_of(const struct master *master, unsigned slot)
{
	return is_node(master, slot)
		       ? supervisor_node(master->supervisor, slot - master->slot_count)
		       : supervisor_child(master->supervisor, master->order[slot]);
}

static bool is_down(const struct child_record *record)
{
	return record->state == CHILD_STOPPED || record->state == CHILD_EXITED ||
	       record->state == CHILD_FATAL;
}

void outcome_begin(
	const struct master *master, unsigned slot, enum job_word word, struct step *step)
{
	*step = (struct step){.outcome = OUTCOME_WAITS,
		.rolls = word == JOB_ROLL && !is_node(master, slot) &&
			 places_worker(master, slot)->launch->program->rolling,
		.fresh = (word == JOB_RESTART || word == JOB_ROLL) && !is_node(master, slot),
		.generation = is_node(master, slot) ? 0 : places_worker(master, slot)->generation,
		.exits = record_of(master, slot)->exits};
}

bool outcome_is_already(const struct master *master, unsigned slot, enum job_word word)
{
	const struct child_record *record = record_of(master, slot);

	if (instant_is(word))
		return instant_is_already(places_worker(master, slot), word);
	if (word == JOB_AWAIT_DOWN)
		return is_down(record);
	if (word == JOB_STOP)
		return record->wanted == CHILD_WANTED_STOPPED && is_down(record);
	return (word == JOB_START || word == JOB_AWAIT_UP) && record->state == CHILD_RUNNING;
}

static enum outcome fail(const struct master *master, unsigned slot, char *text, const char *format,
	...) REEVE_PRINTF(4, 5);

/* Led by whom it is about. */
static enum outcome fail(
	const struct master *master, unsigned slot, char *text, const char *format, ...)
{
	char name[96], why[192], whole[300];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(why, sizeof why, format, arguments);
	va_end(arguments);
	if (is_node(master, slot))
		snprintf(name, sizeof name, "supervisor '%s'",
			master->template->nodes[slot - master->slot_count].name);
	else
		slot_name(places_worker(master, slot), name, sizeof name);
	snprintf(whole, sizeof whole, "%s: %s", name, why);
	text_show(text, TEXT_SIZE, whole);
	return OUTCOME_FAILED;
}

static enum outcome fail_with_reason(const struct master *master, unsigned slot, char *text)
{
	char why[512];

	reason_tell(places_worker(master, slot), why, sizeof why);
	text_show(text, TEXT_SIZE, why);
	return OUTCOME_FAILED;
}

static enum outcome look_stop(const struct master *master, unsigned slot, char *text)
{
	const struct child_record *record = record_of(master, slot);

	if (record->wanted == CHILD_WANTED_RUNNING)
		return fail(master, slot, text, "was to stop, and was started again meanwhile");
	if (record->state == CHILD_FATAL && record->cause == CHILD_CAUSE_UNPROVEN)
		return fail_with_reason(master, slot, text);
	return is_down(record) ? OUTCOME_DONE : OUTCOME_WAITS;
}

/* Whether a supervisor above it is just coming up: its turn is still to come. */
static bool is_awaited(const struct master *master, unsigned slot)
{
	struct supervisor_member member = {.is_node = is_node(master, slot)};
	const struct child_record *above;

	member.number = member.is_node ? slot - master->slot_count : master->order[slot];
	do {
		member.number = supervisor_parent(master->supervisor, &member);
		member.is_node = true;
		above = supervisor_node(master->supervisor, member.number);
	} while (above && above->state == CHILD_STOPPED && above->wanted == CHILD_WANTED_RUNNING);
	return above && above->state == CHILD_STARTING;
}

/* What both have in common. */
static enum outcome look_up(
	const struct master *master, unsigned slot, const struct child_record *record, char *text)
{
	if (record->wanted == CHILD_WANTED_STOPPED)
		return fail(master, slot, text, "was stopped while it started");
	if (record->state == CHILD_STOPPED && !is_awaited(master, slot))
		return fail(master, slot, text,
			"its supervisor is not running: that is to be started first");
	return OUTCOME_WAITS;
}

static enum outcome look_start_node(const struct master *master, unsigned slot, char *text)
{
	const struct child_record *record = record_of(master, slot);
	enum outcome outcome = look_up(master, slot, record, text);

	if (outcome == OUTCOME_WAITS && record->state == CHILD_RUNNING)
		return OUTCOME_DONE;
	if (outcome == OUTCOME_WAITS && record->state == CHILD_FATAL)
		return fail(master, slot, text, "gave up");
	if (outcome == OUTCOME_WAITS && record->state == CHILD_EXITED)
		return fail(master, slot, text, "has ended");
	return outcome;
}

/* The round in which it was to be replaced has failed: it goes on as it was. */
static bool is_given_up(const struct slot *slot, const struct child_record *record,
	const struct step *step, char *text)
{
	char why[1024];
	bool failed;

	if (!step->fresh || slot->generation != step->generation ||
		record->state != CHILD_RUNNING || record->due ||
		!roll_is_over(slot->master, slot->launch, &failed, why, sizeof why) || !failed)
		return false;
	text_show(text, TEXT_SIZE, why);
	return true;
}

static enum outcome look_start(
	const struct master *master, unsigned index, struct step *step, char *text)
{
	const struct slot *slot = places_worker(master, index);
	const struct child_record *record = record_of(master, index);
	enum outcome outcome = look_up(master, index, record, text);
	char why[1024];
	bool failed;

	if (outcome != OUTCOME_WAITS)
		return outcome;
	if (record->state == CHILD_FATAL)
		return fail_with_reason(master, index, text);
	if (is_given_up(slot, record, step, text))
		return OUTCOME_FAILED;
	/* The end of what is to be replaced is not the failure of what comes. */
	if (step->fresh && slot->generation == step->generation) {
		step->exits = record->exits;
		return OUTCOME_WAITS;
	}
	/* Nor is that of an old process in whose place the new one has just stepped. */
	if (step->fresh && step->rolls)
		step->exits = record->exits;
	step->fresh = false;
	if (record->exits != step->exits)
		return fail_with_reason(master, index, text);
	/* No time passes for it: it would be waited for until somebody lets it go on. */
	if (record->paused && record->state == CHILD_STARTING)
		return fail_with_reason(master, index, text);
	/* The old process may be still on its way out. */
	if (step->rolls && !roll_is_over(master, slot->launch, &failed, why, sizeof why))
		return OUTCOME_WAITS;
	/* One that has ended as it should has been started. */
	return record->state == CHILD_RUNNING || record->state == CHILD_EXITED ? OUTCOME_DONE
									       : OUTCOME_WAITS;
}

static enum outcome look_instant(
	const struct master *master, unsigned slot, enum job_word word, int error, char *text)
{
	const struct child_record *record = record_of(master, slot);

	if (word == JOB_RESET && record->state == CHILD_FATAL &&
		record->cause == CHILD_CAUSE_UNPROVEN)
		return fail_with_reason(master, slot, text);
	if (error == -ESRCH)
		return fail(master, slot, text, "has just ended");
	if (error < 0)
		return fail(master, slot, text, "cannot be signalled: %s", strerror(-error));
	return OUTCOME_DONE;
}

/* Nothing was told to anybody: what is not so may come to be. */
static enum outcome look_await(
	const struct master *master, unsigned slot, enum job_word word, char *text)
{
	const struct child_record *record = record_of(master, slot);

	if (word == JOB_AWAIT_DOWN)
		return is_down(record) ? OUTCOME_DONE : OUTCOME_WAITS;
	if (record->state == CHILD_FATAL)
		return fail_with_reason(master, slot, text);
	return record->state == CHILD_RUNNING || record->state == CHILD_EXITED ? OUTCOME_DONE
									       : OUTCOME_WAITS;
}

enum outcome outcome_look(const struct master *master, unsigned slot, enum job_word word,
	struct step *step, char text[TEXT_SIZE])
{
	if (instant_is(word))
		return look_instant(master, slot, word, step->error, text);
	if (word == JOB_AWAIT_UP || word == JOB_AWAIT_DOWN)
		return look_await(master, slot, word, text);
	if (word == JOB_STOP)
		return look_stop(master, slot, text);
	if (is_node(master, slot))
		return look_start_node(master, slot, text);
	return look_start(master, slot, step, text);
}
