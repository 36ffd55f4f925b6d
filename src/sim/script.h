/* SPDX-License-Identifier: MIT */
#ifndef SIM_SCRIPT_H
#define SIM_SCRIPT_H

/* A list of events as people write it (doc/supervision.md): a line for each, "TIME WORKER WHAT" or
 * "TIME WHAT" for what the command is told. */

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "sim/world.h"

/* The workers, in the supervisor's order. */
struct script_program {
	const char *name;
	unsigned workers;
};

struct script_names {
	const struct script_program *programs;
	size_t count;
	const char *const *nodes; /* of supervisors, in their order; NULL: there are none */
};

struct script_line {
	uint64_t at_ns;
	unsigned first; /* the workers that it is about */
	unsigned count;
	struct world_act act;
};

struct script {
	struct script_line *lines;
	size_t count;
	uint64_t end_ns; /* WORLD_NEVER: not said */
};

/* All that is wrong is added to errors, with file and line. Returns 0, or -1 then. script_done() is
 * due in both cases. file: for messages. */
int script_read(struct script *script, const char *text, const struct script_names *names,
	const char *file, struct error_list *errors);
void script_done(struct script *script);

/* Appends what script_read() reads. */
void script_print(
	const struct script *script, const struct script_names *names, struct buffer *buffer);

/* "mailer", the program of a worker */
const char *script_program_of(const struct script_names *names, unsigned worker);
/* "mailer.1" */
const char *script_worker(
	const struct script_names *names, unsigned worker, char *text, size_t size);

#endif
