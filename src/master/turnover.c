/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/turnover.h"

#include <stdio.h>
#include <string.h>

#include "master/failure.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/places.h"
#include "master/reason.h"
#include "master/reload.h"
#include "master/report.h"
#include "master/request.h"
#include "master/roll.h"
#include "master/server.h"
#include "master/slot.h"

static const struct child_record *record_of(const struct slot *slot)
{
	return supervisor_child(slot->master->supervisor, slot_index(slot));
}

/* One that has ended for good has nothing to be replaced, nor has one that still waits for its turn
 * in the start. */
static bool is_outdated(const struct slot *slot)
{
	const struct child_record *record = record_of(slot);

	return slot->has_past && slot->edition != slot->launch->program->edition &&
	       record->wanted == CHILD_WANTED_RUNNING && record->state != CHILD_EXITED &&
	       record->state != CHILD_STOPPED && !slot->unproven;
}

static void replace(struct slot *slot)
{
	if (slot->launch->program->rolling) {
		roll_one(slot);
		return;
	}
	if (slot->process.pid)
		reason_log_recycled(slot, "its program is another since the reload");
	slot_tell(slot, CHILD_EVENT_RESTART, CHILD_CAUSE_NONE, 0);
}

void turnover_begin(struct master *master)
{
	/* Those that a start starts are its own. What was taken back may have left others. */
	bool is_reloaded = master->template->reload_token != NULL;
	unsigned turning = 0;

	/* By their numbers: who is told first may change places at once. */
	for (unsigned i = 0; i < master->slot_count; i++) {
		struct slot *slot = places_worker(master, i);
		bool is_new = is_reloaded &&
			      (!slot->has_past || record_of(slot)->state == CHILD_STARTING);

		slot->turning = !slot->spare && (is_outdated(slot) || is_new);
		turning += slot->turning;
		if (is_outdated(slot))
			replace(slot);
	}
	/* Not before: what is still to be replaced may have failed as what it was. */
	master->turning = turning;
	if (!turning)
		reload_keep();
	turnover_look(master);
}

enum outcome { OUTCOME_OPEN, OUTCOME_DONE, OUTCOME_FAILED, OUTCOME_OUTDATED };

static enum outcome outcome_of(const struct slot *slot)
{
	const struct child_record *record = record_of(slot);
	char why[sizeof slot->master->turnover_text];
	bool failed;

	/* The new process comes beside the old one, and that may be still on its way out. */
	if (!roll_is_over(slot->master, slot->launch, &failed, why, sizeof why))
		return OUTCOME_OPEN;
	/* Who was on its way beside it when this reload came is of the text before that. */
	if (record->state == CHILD_RUNNING && slot->launch->program->rolling && is_outdated(slot))
		return failed ? OUTCOME_FAILED : OUTCOME_OUTDATED;
	switch (record->state) {
	case CHILD_STARTING:
		return record->paused ? OUTCOME_FAILED : OUTCOME_OPEN;
	case CHILD_STOPPING:
		return OUTCOME_OPEN;
	case CHILD_STOPPED:
		return record->wanted == CHILD_WANTED_RUNNING ? OUTCOME_OPEN : OUTCOME_DONE;
	case CHILD_BACKOFF:
	case CHILD_FATAL:
		return OUTCOME_FAILED;
	default:
		return OUTCOME_DONE;
	}
}

/* The first that fails is told; the others go on as their programs say. */
static void fail(struct slot *slot)
{
	struct master *master = slot->master;
	bool failed;

	master->turnover_code = REEVE_EXIT_FAILED;
	master->turnover_rolled = slot->launch->program->rolling;
	if (!roll_is_over(master, slot->launch, &failed, master->turnover_text,
		    sizeof master->turnover_text) ||
		!failed || !is_outdated(slot))
		reason_tell(slot, master->turnover_text, sizeof master->turnover_text);
	for (unsigned i = 0; i < master->slot_count; i++)
		master->slots[i].turning = false;
	master->turning = 0;
}

/* The text of the start has no token: nobody asks for it. */
static void note_failure(const struct master *master)
{
	if (master->template->reload_token)
		failure_note(master->template->reload_token, master->turnover_text);
}

/* What was taken back has failed, however well that goes. */
static void forget_failure(const struct master *master)
{
	char text[sizeof master->turnover_text];

	if (failure_tell(master->template->reload_token, text, sizeof text))
		failure_forget();
}

/* Of a rolling program those that serve are those from before: their text is to be the one in
 * force. */
static void tell(struct master *master)
{
	bool back = master->turnover_code && master->turnover_rolled && reload_take_back(master);
	size_t length = strlen(master->turnover_text);

	if (!back)
		reload_keep();
	if (back)
		snprintf(master->turnover_text + length, sizeof master->turnover_text - length,
			"; all is taken back");
	if (master->turnover_code) {
		report_log("the reload has failed: %s", master->turnover_text);
		note_failure(master);
	} else {
		report_log("the reload is done");
		forget_failure(master);
	}
	server_tell_reloaded(master->server, master->turnover_code, master->turnover_text);
	if (back)
		reload_look(master);
}

void turnover_look(struct master *master)
{
	/* Telling the core of one that is outdated leads here again. */
	if (!master->turning || master->turnover_looking)
		return;
	master->turnover_looking = true;
	for (unsigned i = 0; i < master->slot_count && master->turning; i++) {
		struct slot *slot = &master->slots[i];
		enum outcome outcome = slot->turning ? outcome_of(slot) : OUTCOME_OPEN;

		if (outcome == OUTCOME_OUTDATED)
			outcome = roll_one(slot) ? OUTCOME_OPEN : OUTCOME_DONE;
		if (outcome == OUTCOME_FAILED) {
			fail(slot);
		} else if (outcome == OUTCOME_DONE) {
			slot->turning = false;
			master->turning--;
		}
	}
	master->turnover_looking = false;
	if (!master->turning)
		tell(master);
}

void turnover_await(struct asker *asker)
{
	struct master *master = asker->master;

	if (master->turning) {
		asker->waits = WAITS_FOR_RELOAD;
		return;
	}
	/* One that has come after us knows it by the file alone. */
	if (!master->turnover_code && failure_tell(master->template->reload_token,
					      master->turnover_text, sizeof master->turnover_text))
		master->turnover_code = REEVE_EXIT_FAILED;
	request_answer(asker, master->turnover_code, master->turnover_text);
}

/* Whether it is what it is to be is not known, or known not to be so. */
static bool is_open(const struct slot *slot)
{
	const struct child_record *record = record_of(slot);

	return !slot->spare && record->wanted == CHILD_WANTED_RUNNING &&
	       (is_outdated(slot) || record->state == CHILD_STARTING ||
		       record->state == CHILD_STOPPING || record->state == CHILD_BACKOFF ||
		       record->state == CHILD_FATAL);
}

void turnover_go_on(struct asker *asker)
{
	struct master *master = asker->master;
	unsigned turning = 0;

	if (!master->turning && !master->next &&
		!failure_tell(master->template->reload_token, master->turnover_text,
			sizeof master->turnover_text)) {
		request_answer(asker, REEVE_EXIT_OK, "");
		return;
	}
	asker->waits = WAITS_FOR_RELOAD;
	if (master->turning || master->next)
		return;
	master->turnover_code = REEVE_EXIT_OK;
	master->turnover_text[0] = '\0';
	for (unsigned i = 0; i < master->slot_count; i++) {
		struct slot *slot = places_worker(master, i);

		slot->turning = is_open(slot);
		turning += slot->turning;
		if (is_outdated(slot))
			replace(slot);
	}
	master->turning = turning;
	if (turning)
		turnover_look(master);
	else
		tell(master);
}
