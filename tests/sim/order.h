/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SIM_ORDER_H
#define TESTS_SIM_ORDER_H

/* What a tree of supervisors promises, checked at each change: who is started before whom, who is
 * ended before whom, and how often a supervisor restarts. Broken promises are told to model_must().
 */

#include "sim/script.h"
#include "sim/world.h"

void order_begin(const struct supervisor_spec *spec);
void order_note(const struct world *world, const struct world_news *news);
/* Before and after a line is told: whose end is the line's doing. */
void order_expect(const struct script_line *line);
void order_forget(void);

/* Once nothing fails any more and time has passed: nobody is on the way, and whoever should run
 * does. */
void order_check_rest(const struct world *world);

#endif
