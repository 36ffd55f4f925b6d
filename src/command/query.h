/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_QUERY_H
#define COMMAND_QUERY_H

/* A shell's question about the command of a template (completion.h). */

#include "command/bind.h"
#include "command/command.h"

struct line;

/* Prints the candidates. host: NULL: nothing is known of what runs. What plugins print while they
 * are loaded goes nowhere, and a process that takes longer than a user waits is ended. Returns the
 * exit code. */
int query_answer(struct bindings *bindings, const struct command_host *host,
	const struct line *line, bool describe);

#endif
