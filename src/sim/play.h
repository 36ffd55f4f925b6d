/* SPDX-License-Identifier: MIT */
#ifndef SIM_PLAY_H
#define SIM_PLAY_H

/* A world that lives through a list of events. */

#include "sim/script.h"
#include "sim/world.h"

/* Without an end that is said, when nothing happens any more, or this much after the last line. */
#define PLAY_PATIENCE_NS (UINT64_C(600) * 1000000000)

/* Starts the world, tells it each line in its time, and lets it come to its end. Returns 0, -ENOMEM,
 * or -ELOOP if too much happens at one instant. */
int play_script(const struct script *script, struct world *world);

#endif
