/* SPDX-License-Identifier: MIT */
#ifndef SIM_WORDS_H
#define SIM_WORDS_H

/* The words of a list of events. */

#include <stdbool.h>
#include <stddef.h>

#include "sim/world.h"

/* What may stand behind a word. */
enum shape { SHAPE_ALONE, SHAPE_END, SHAPE_LIFE, SHAPE_TIME, SHAPE_FINISH };

struct word {
	const char *name;
	bool of_command; /* stands alone: of the command as a whole */
	enum shape shape;
	enum world_verb verb; /* WORLD_VERB_COUNT: the end of the list */
};

extern const struct word words[];
extern const size_t word_count;

#endif
