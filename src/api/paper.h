/* SPDX-License-Identifier: MIT */
#ifndef API_PAPER_H
#define API_PAPER_H

/* What tables are printed on: a terminal of some width and colour, or what is read by programs. */

#include <stdbool.h>

#include "api/table.h"

struct reeve_context;

struct paper {
	struct buffer text;
	bool terminal;
	bool colour;
	size_t width; /* of the terminal; 0: not known */
};

void paper_init(struct paper *paper, const struct reeve_context *context);
/* Adds a table, a blank line in front of it if it is not the first, and ends it. */
void paper_table(struct paper *paper, struct table *table);
/* Prints all that was added. Returns 0, or an exit code with reeve_fail() called. */
int paper_print(struct paper *paper, struct reeve_context *context);

#endif
