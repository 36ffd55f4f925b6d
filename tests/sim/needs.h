/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SIM_NEEDS_H
#define TESTS_SIM_NEEDS_H

/* What needs promise, checked at each change: nobody is started before those that he needs, nobody
 * is ended with the command before those who need him are gone, and nobody waits for what is there.
 * Broken promises are told to model_must(). */

#include "sim/script.h"
#include "sim/world.h"

void needs_begin(const struct supervisor_spec *spec);
void needs_note(const struct world *world, const struct world_news *news);
/* Before a line is told: whom an operator starts. */
void needs_expect(const struct world *world, const struct script_line *line);
/* What must be so at any time. */
void needs_check(const struct world *world);

#endif
