/* SPDX-License-Identifier: MIT */
#include "client/names.h"

#include "base/name.h"
#include "storage/scoreboard.h"

void names_read(const struct rundir *rundir,
	void (*add)(void *data, const char *program, unsigned instance), void *data)
{
	struct scoreboard *scoreboard = NULL;
	struct scoreboard_slot slot;
	struct reeve_error error;

	if (rundir->status_fd < 0 ||
		scoreboard_open(rundir->status_fd, false, &scoreboard, &error) < 0)
		return;
	if (scoreboard_is_current(scoreboard))
		for (unsigned i = 0; i < scoreboard_slot_count(scoreboard); i++)
			if (scoreboard_get_slot(scoreboard, i, &slot) &&
				!(slot.flags & (SLOT_NODE | SLOT_SPARE)) &&
				name_is_valid(slot.program))
				add(data, slot.program, slot.instance);
	scoreboard_free(scoreboard);
}
