/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FUZZ_USAGE_H
#define TESTS_FUZZ_USAGE_H

/* A grammar that an input begins with, and what template and plugins would say of it. Three lines:
 * the usage; for each action and option an 'x' if the option means nothing to the action; for each
 * option an 'x' if it takes no value. Where a line ends too soon it begins again. */

#include "command/match.h"

struct usage {
	struct grammar *grammar;
	const char *means, *takes;
};

/* Cuts the lines off *text, which they go on to lie in. False if there is no valid grammar. */
bool usage_read(struct usage *usage, char **text);
void usage_done(struct usage *usage);
/* Their data is the usage. */
struct match_rules usage_rules(struct usage *usage);
bool usage_applies(void *data, size_t action, size_t option);
bool usage_takes_value(void *data, size_t option);

#endif
