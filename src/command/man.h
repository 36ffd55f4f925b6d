/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_MAN_H
#define COMMAND_MAN_H

/* The man page of a command, in mdoc: clean for mandoc -T lint and groff, whatever bytes names and
 * summaries have. */

#include "command/bind.h"

struct buffer;

/* name: how the user called it. */
void man_write(struct buffer *buffer, const char *name, struct bindings *bindings);

#endif
