/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/instant.h"

#include "base/clock.h"
#include "master/master.h"
#include "master/outcome.h"
#include "master/slot.h"

bool instant_is(enum job_word word)
{
	return word == JOB_SIGNAL || word == JOB_PAUSE || word == JOB_RESUME || word == JOB_RESET;
}

static const struct child_record *record_of(const struct slot *slot)
{
	return supervisor_child(slot->master->supervisor, slot_index(slot));
}

bool instant_reaches(const struct slot *slot, enum job_word word)
{
	enum child_state state = record_of(slot)->state;

	if (word == JOB_RESET)
		return true;
	if (slot->pidfd < 0 || slot->ended_ticks)
		return false;
	return word == JOB_SIGNAL || state == CHILD_STARTING || state == CHILD_RUNNING;
}

bool instant_is_already(const struct slot *slot, enum job_word word)
{
	if (word == JOB_PAUSE)
		return record_of(slot)->paused;
	return word == JOB_RESUME && !record_of(slot)->paused;
}

void instant_do(struct slot *slot, enum job_word word, int signal, struct step *step)
{
	static const enum child_event events[] = {[JOB_PAUSE] = CHILD_EVENT_PAUSE,
		[JOB_RESUME] = CHILD_EVENT_RESUME,
		[JOB_RESET] = CHILD_EVENT_RESET};
	struct supervisor_event event = {.child = slot_index(slot)};

	if (word == JOB_SIGNAL) {
		step->error = slot_signal_leader(slot, signal);
		return;
	}
	event.type = events[word];
	supervisor_step(slot->master->supervisor, &event, clock_monotonic_ns());
	/* Also who was stopped by somebody else goes on. */
	if (word == JOB_RESUME)
		slot_go_on(slot);
}
