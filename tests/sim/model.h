/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SIM_MODEL_H
#define TESTS_SIM_MODEL_H

/* The restart policy once more, without any cleverness, and what it promises: compared with the
 * supervisor at each change. One world at a time. */

#include "sim/script.h"
#include "sim/world.h"

#define MODEL_WORKERS_MAX 12

void model_begin(const struct supervisor_spec *spec);
/* The first promise that was broken, and by which child; NULL: none. */
const char *model_broken(unsigned *ret_child);
/* Notes that a promise is broken if it does not hold. */
void model_must(bool holds, unsigned child, const char *promise);

/* A world_tell_news. */
void model_note(void *data, const struct world *world, const struct world_news *news);
/* What must be so at any time. */
void model_check(const struct world *world);
/* Before and after a line is told: whose counters it lets begin anew. */
void model_expect(const struct world *world, const struct script_line *line);
void model_forgive(const struct world *world);

#endif
