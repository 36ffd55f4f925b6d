/* SPDX-License-Identifier: MIT */
#ifndef WATCHER_PACE_H
#define WATCHER_PACE_H

/* When changes are told, and when not any more: pure, in nanoseconds of one monotonic clock.
 *
 * A change is told once it has been quiet for `delay`, at the latest after ten times that. Changes
 * that came PACE_ROW times within PACE_QUICK of what was told before are a loop: the program
 * changes itself, as it starts, what it is watched by. Then nothing is told for a pause, which is
 * twice as long each time; what changed meanwhile is told after it, once. When it was quiet for
 * PACE_QUIET all is forgotten. */

#include <stdbool.h>
#include <stdint.h>

#define PACE_ROW 8
#define PACE_QUICK UINT64_C(5000000000)
#define PACE_QUIET UINT64_C(300000000000)
#define PACE_PAUSE UINT64_C(30000000000)
#define PACE_PAUSE_MAX UINT64_C(3600000000000)

struct pace {
	uint64_t delay_ns;
	bool pending;
	uint64_t first_ns, last_ns; /* of the changes that are not told yet */
	bool told;
	uint64_t told_ns;
	unsigned row;
	uint64_t pause_ns;
	uint64_t paused_until_ns;
};

/* Something has changed. */
void pace_touch(struct pace *pace, uint64_t now);
/* When it is to be told; UINT64_MAX: nothing is. */
uint64_t pace_due(const struct pace *pace);
/* It is told now. True: it is a loop, and a pause of pause_ns begins. */
bool pace_tell(struct pace *pace, uint64_t now);

#endif
