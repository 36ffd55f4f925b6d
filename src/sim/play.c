/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sim/play.h"

#include <errno.h>
#include <stdbool.h>

int play_script(const struct script *script, struct world *world)
{
	uint64_t last = script->count ? script->lines[script->count - 1].at_ns : 0;
	uint64_t end = script->end_ns != WORLD_NEVER ? script->end_ns : last + PLAY_PATIENCE_NS;
	bool started = false;

	for (size_t i = 0; i < script->count; i++) {
		const struct script_line *line = &script->lines[i];

		/* What holds from the beginning is known before the first process is. */
		if (!started && (line->at_ns > 0 || line->act.verb > WORLD_STOPS)) {
			world_start(world);
			started = true;
		}
		if (!world_reach(world, line->at_ns))
			return -ELOOP;
		for (unsigned k = 0; k < (line->count ? line->count : 1); k++)
			if (!world_tell(world, line->first + k, &line->act))
				return -ENOMEM;
	}
	if (!started)
		world_start(world);
	while (!world_is_finished(world) && world_next(world) <= end &&
		world_next(world) != WORLD_NEVER)
		if (!world_pass(world, world_next(world)))
			return -ELOOP;
	return 0;
}
