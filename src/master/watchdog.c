/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/watchdog.h"

#include "base/clock.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/notify.h"
#include "master/slot.h"

#define LOOKS 4

/* Looks that a worker may be silent for. Who has said that it is about to end beats no more, and has as
 * long for that as if it had been told to. */
static uint32_t patience(const struct slot *slot, uint64_t interval_ns)
{
	const struct program *program = slot->launch->program;
	uint64_t watchdog = program->watchdog_ns;

	if ((slot->says & SLOT_ENDING) && program->stop_timeout_ns > watchdog)
		watchdog = program->stop_timeout_ns;
	if (watchdog == UINT64_MAX)
		return UINT32_MAX;
	return (uint32_t)(watchdog / interval_ns + (watchdog % interval_ns != 0));
}

/* False also where nobody can tell: its cell cannot be read. */
static bool is_silent(struct slot *slot)
{
	struct counters_values cell = {.beats = slot->heartbeats};
	uint64_t beats;

	if (slot->launch->program->kind == PROGRAM_WORK && !slot_read_cell(slot, &cell))
		return false;
	beats = cell.runs + cell.beats;
	if (slot->beat_generation == slot->generation && slot->beats == beats &&
		cell.rest <= clock_monotonic_ns())
		return true;
	slot->beat_generation = slot->generation;
	slot->beats = beats;
	return false;
}

static void look(struct slot *slot, uint64_t interval_ns)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));

	if (record->state != CHILD_RUNNING || record->paused || slot->pidfd < 0 ||
		!is_silent(slot)) {
		slot->silent = 0;
		return;
	}
	if (++slot->silent < patience(slot, interval_ns))
		return;
	slot->silent = 0;
	slot_tell(slot, CHILD_EVENT_WATCHDOG, CHILD_CAUSE_NONE, 0);
}

static void on_look(uv_timer_t *timer)
{
	struct master *master = timer->data;

	/* Timers come before descriptors: what has arrived counts. */
	notify_take(master->notify);
	for (unsigned i = 0; i < master->slot_count; i++)
		if (master->slots[i].launch->program->watchdog_ns)
			look(&master->slots[i], uv_timer_get_repeat(timer) * NS_PER_MS);
}

void watchdog_open(struct master *master)
{
	const struct template *template = master->template;
	uint64_t shortest = UINT64_MAX;

	uv_timer_init(&master->loop, &master->watchdog);
	master->watchdog.data = master;
	for (size_t i = 0; i < template->program_count; i++)
		if (template->programs[i].watchdog_ns &&
			template->programs[i].watchdog_ns < shortest)
			shortest = template->programs[i].watchdog_ns;
	/* At least 25 ms: there is no shorter watchdog than 100 ms. */
	if (shortest != UINT64_MAX)
		uv_timer_start(&master->watchdog, on_look, shortest / LOOKS / NS_PER_MS,
			shortest / LOOKS / NS_PER_MS);
}
