/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SIM_SETUP_H
#define TESTS_SIM_SETUP_H

/* What one seed stands for: policies, every other time a tree of supervisors and often needs otherwise, and a list of events.
 */

#include <stdint.h>

#include "model.h"
#include "sim/script.h"
#include "sim/world.h"

#define SECOND UINT64_C(1000000000)
#define PROGRAMS_MAX 4
#define LINES_MAX 60
#define NODES_MAX 5
#define NEEDS_MAX 6 /* of each program and each that stands before it */

/* What one seed stands for. */
struct setup {
	uint64_t random;
	struct child_policy policies[PROGRAMS_MAX];
	struct script_program programs[PROGRAMS_MAX];
	unsigned policy_of[MODEL_WORKERS_MAX];
	struct node_policy nodes[NODES_MAX];
	unsigned parent_of[NODES_MAX];
	unsigned node_of[MODEL_WORKERS_MAX];
	struct supervisor_need needs[NEEDS_MAX];
	struct script_names names;
	struct supervisor_spec spec;
	struct script_line lines[LINES_MAX];
	struct script script;
};

void setup_make(struct setup *setup, uint64_t seed);
/* The programs and supervisors, for people. */
void setup_print(const struct setup *setup);

#endif
