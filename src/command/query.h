/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_QUERY_H
#define COMMAND_QUERY_H

/* A shell's question about the command of a template (completion.h). */

#include "command/bind.h"
#include "command/command.h"

struct buffer;
struct line;

/* Appends the candidates. host: NULL: nothing is known of what runs. */
void query_answer(struct buffer *buffer, struct bindings *bindings, const struct command_host *host,
	const struct line *line, bool describe);

#endif
