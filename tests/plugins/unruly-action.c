/* SPDX-License-Identifier: MIT */

/* Prints the beginning of a document, does what its operand says, prints the end. */

#include <stdio.h>

#include <reeve/context.h>
#include <reeve/plugin.h>

#include "unruly.h"

static int run(struct reeve_context *context)
{
	char directory[4096] = "?";
	mode_t mask = umask(022);
	int code;

	umask(mask);
	if (!getcwd(directory, sizeof directory))
		return 1;
	reeve_print(
		context, "{\"umask\":\"%03o\",\"directory\":\"%s\",", (unsigned)mask, directory);
	code = misbehave(reeve_context_operand(context, 0));
	reeve_print(context, "\"end\":true}\n");
	return code;
}

REEVE_ACTION("unruly-action", "do what no action may do", .run = run);
