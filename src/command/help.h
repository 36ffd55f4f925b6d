/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_HELP_H
#define COMMAND_HELP_H

/* The text of --help and the Usage line, in the shape of the original:
 *
 *	Usage: queue <start|stop|restart|status> -[d]
 *	action:
 *	  start         start process
 *	options:
 *	  -d            background running process
 *	other:
 *	  --help        show this help
 *
 * Where a template has several commands, their names stand between the last two.
 */

#include <stdbool.h>
#include <stddef.h>

#include "command/grammar.h"

struct buffer;
struct template;

/* What is to be said of a word. */
struct help_word {
	const char *summary; /* of its plugin; NULL: nothing */
	const char *reason;  /* why the plugin is not available; NULL: it is */
	const char *metavar; /* of an option whose value is free; NULL: it takes none */
	bool hidden;	     /* of an option: means nothing to the action */
};

struct help {
	const struct grammar *grammar;
	const char *name;		 /* how the user called the command */
	const char *summary;		 /* of the command; NULL: none */
	const struct help_word *actions; /* as many as the grammar has */
	const struct help_word *options;
	const struct template *template; /* whose commands are listed; NULL: no list */
};

/* Appends "Usage: NAME GRAMMAR\n". */
void help_usage(struct buffer *buffer, const char *name, const struct grammar *grammar);

/* Appends the help of the whole command or, with an action from 0, of that action. */
void help_write(struct buffer *buffer, const struct help *help, int action);

#endif
