/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/cells.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "master/launch.h"
#include "master/master.h"
#include "storage/counters.h"

/* Nobody shall take what another has left there for this worker's. */
static uint32_t left_there(const struct slot *slot)
{
	struct counters_values cell;

	if (slot->launch->program->kind != PROGRAM_WORK ||
		counters_read(slot->launch->counters_fd, slot->cell, &cell) < 0)
		return slot->generation;
	return (uint32_t)cell.generation;
}

int cells_share_out(struct master *master)
{
	bool *taken = calloc(SCOREBOARD_SLOTS_MAX, sizeof *taken);
	unsigned next = 0;

	if (!taken)
		return -ENOMEM;
	for (unsigned i = 0; i < master->slot_count; i++)
		if (master->slots[i].has_past)
			taken[master->slots[i].cell] = true;
	for (unsigned i = 0; i < master->slot_count; i++) {
		struct slot *slot = &master->slots[i];

		if (!slot->has_past) {
			while (taken[next])
				next++;
			slot->cell = next++;
			slot->generation = left_there(slot);
		}
		if (slot->cell >= master->cell_count)
			master->cell_count = slot->cell + 1;
	}
	free(taken);
	return 0;
}
