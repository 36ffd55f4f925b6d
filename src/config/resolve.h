/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_RESOLVE_H
#define CONFIG_RESOLVE_H

/* Parts of the text in force: one setting a line, "\t\tkey = value;", so that two of them can be
 * compared line by line. Whatever a part contains besides (programs in a supervisor) is not in it. */

#include "base/buffer.h"
#include "config/template.h"

/* The keys of the command itself, without indentation. */
void resolve_command(struct buffer *buffer, const struct template *template);
void resolve_program(struct buffer *buffer, const struct program *program);
void resolve_node(struct buffer *buffer, const struct template *template,
	const struct template_node *node);

#endif
