/* SPDX-License-Identifier: MIT */
#ifndef SIM_TIMELINE_H
#define SIM_TIMELINE_H

/* What happens in a world, as words for people: who, what state, and why. */

#include <stdbool.h>

#include "sim/script.h"
#include "sim/world.h"

struct timeline_entry {
	uint64_t at_ns;
	const char *who;   /* "mailer.1"; "" of the command as a whole */
	bool is_node;	   /* who is a supervisor */
	const char *state; /* a state's name, or what the command did */
	char text[256];	   /* why, and what comes next; may be empty */
};

struct timeline;

/* show is given each entry when it happens. spec and names must outlive it. NULL: memory is short.
 */
struct timeline *timeline_new(const struct supervisor_spec *spec, const struct script_names *names,
	void (*show)(void *data, const struct timeline_entry *entry), void *data);
void timeline_free(struct timeline *timeline);

/* A world_tell_news with the time line as its data. */
void timeline_note(void *timeline, const struct world *world, const struct world_news *news);

/* "  12.345s  mailer.1  backoff   exit 1; again in 2s", with a newline. width: of the names. */
void timeline_print(const struct timeline_entry *entry, int width, struct buffer *buffer);

#endif
