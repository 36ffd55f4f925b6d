/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/memory.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/text.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/reason.h"
#include "master/slot.h"
#include "process/proc.h"

struct memory {
	struct master *master;
	uv_timer_t timer;
	uint64_t *due_ns; /* of each program that has workers to be looked at; 0: of none */
};

static bool ended(int pidfd)
{
	struct pollfd poller = {.fd = pidfd, .events = POLLIN};

	return poll(&poller, 1, 0) != 0;
}

static bool is_looked_at(const struct slot *slot)
{
	return slot->launch->program->max_memory && slot->watched;
}

/* Who lives after the read has lived during it: the number is that of nobody else. */
static void look(struct slot *slot)
{
	uint64_t most = slot->launch->program->max_memory, bytes;
	char size[32], limit[32];

	if (proc_resident(slot->process.pid, &bytes) < 0 || bytes <= most || ended(slot->pidfd))
		return;
	/* A start that is replaced would be none: it is looked at again once it runs. */
	if (slot->state != CHILD_RUNNING || slot->paused)
		return;
	text_from_size_about(bytes, size, sizeof size);
	text_from_size_about(most, limit, sizeof limit);
	reason_log_recycled(slot, "%s of %s resident", size, limit);
	bytes /= 1024;
	slot_tell(slot, CHILD_EVENT_RECYCLE, CHILD_CAUSE_MEMORY,
		bytes < INT_MAX ? (int)bytes : INT_MAX);
}

static void on_time(uv_timer_t *timer);

/* At the earliest of all times. */
static void arm(struct memory *memory)
{
	uint64_t earliest = UINT64_MAX, now = clock_monotonic_ns();

	for (size_t i = 0; i < memory->master->template->program_count; i++)
		if (memory->due_ns[i] && memory->due_ns[i] < earliest)
			earliest = memory->due_ns[i];
	if (earliest == UINT64_MAX)
		return;
	uv_update_time(&memory->master->loop);
	uv_timer_start(&memory->timer, on_time,
		earliest <= now ? 0 : (earliest - now + NS_PER_MS - 1) / NS_PER_MS, 0);
}

/* Notes when the program of this worker is to be looked at. True if that is new. */
static bool note(struct memory *memory, const struct slot *slot, uint64_t now)
{
	uint64_t *due = &memory->due_ns[slot->launch - memory->master->launches];

	if (*due || !is_looked_at(slot))
		return false;
	*due = now + slot->launch->program->memory_interval_ns;
	return true;
}

static void on_time(uv_timer_t *timer)
{
	struct memory *memory = timer->data;
	struct master *master = memory->master;
	uint64_t now = clock_monotonic_ns();

	for (unsigned i = 0; i < master->slot_count; i++) {
		struct slot *slot = &master->slots[i];
		uint64_t due = memory->due_ns[slot->launch - master->launches];

		if (due && due <= now && is_looked_at(slot))
			look(slot);
	}
	for (size_t i = 0; i < master->template->program_count; i++)
		if (memory->due_ns[i] <= now)
			memory->due_ns[i] = 0;
	for (unsigned i = 0; i < master->slot_count; i++)
		note(memory, &master->slots[i], now);
	arm(memory);
}

void memory_look(struct memory *memory, const struct slot *slot)
{
	if (memory && note(memory, slot, clock_monotonic_ns()))
		arm(memory);
}

int memory_open(struct master *master, struct memory **ret_memory)
{
	size_t count = master->template->program_count;
	struct memory *memory;
	bool any = false;

	*ret_memory = NULL;
	for (size_t i = 0; i < count; i++)
		any = any || master->template->programs[i].max_memory;
	if (!any)
		return 0;
	memory = calloc(1, sizeof *memory);
	if (!memory)
		return -ENOMEM;
	memory->due_ns = calloc(count, sizeof *memory->due_ns);
	if (!memory->due_ns) {
		free(memory);
		return -ENOMEM;
	}
	memory->master = master;
	uv_timer_init(&master->loop, &memory->timer);
	memory->timer.data = memory;
	*ret_memory = memory;
	return 0;
}

void memory_close(struct memory *memory)
{
	if (!memory)
		return;
	free(memory->due_ns);
	free(memory);
}
