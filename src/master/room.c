/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/room.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "base/fd.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/setup.h"
#include "process/handover.h"
#include "storage/scoreboard.h"

unsigned room_slot_count(const struct template *template)
{
	unsigned count = 0;

	for (size_t i = 0; i < template->program_count; i++)
		count += template->programs[i].workers + template->programs[i].rolling;
	return count;
}

static unsigned longer(unsigned length, unsigned limit)
{
	return limit != UINT_MAX && limit >= length ? limit + 1 : length;
}

unsigned room_ring_length(const struct template *template)
{
	unsigned length = 1;

	for (size_t i = 0; i < template->node_count; i++)
		length = longer(length, template->nodes[i].intensity);
	for (size_t i = 0; i < template->program_count; i++)
		length = longer(length, template->programs[i].max_restarts);
	return length;
}

/* All that this scoreboard has a slot for is in next, and nothing else: then it goes on
 * (places_take). */
static bool fits(const struct master *master, const struct template *next)
{
	if (room_slot_count(next) != master->slot_count || next->node_count != master->node_count ||
		room_ring_length(next) > scoreboard_ring_length(master->scoreboard))
		return false;
	for (size_t i = 0; i < next->node_count; i++)
		if (strcmp(next->nodes[i].name, master->template->nodes[i].name) != 0)
			return false;
	for (size_t i = 0; i < next->program_count; i++) {
		const struct program *is = &next->programs[i];
		const struct program *was = template_program(master->template, is->name);

		if (!was || was->workers != is->workers || was->rolling != is->rolling)
			return false;
	}
	return true;
}

/* Who stays keeps its cell, who comes gets the first that is free. */
static int take_cells(
	const struct master *master, const struct template *next, struct reeve_error *error)
{
	unsigned count = room_slot_count(next);
	struct user_files files;

	if (count < master->cell_count)
		count = master->cell_count;
	for (size_t i = 0; i < next->program_count; i++) {
		if (next->programs[i].kind != PROGRAM_WORK)
			continue;
		if (setup_user_files(launch_uid(&next->programs[i]), count, &files, error) < 0)
			return -1;
		fd_close(&files.counters_fd);
		fd_close(&files.kept_fd);
	}
	return 0;
}

int room_take(const struct master *master, const struct template *next, struct reeve_error *error)
{
	int result = 0;

	if (!fits(master, next))
		result = scoreboard_reserve(HANDOVER_STATUS,
			room_slot_count(next) + (unsigned)next->node_count, room_ring_length(next),
			error);
	if (result == 0)
		result = take_cells(master, next, error);
	if (result < 0)
		room_give_back();
	return result;
}

void room_give_back(void)
{
	scoreboard_unreserve(HANDOVER_STATUS);
}
