/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_READING_H
#define COMMAND_READING_H

/* A command line, read: the template, its grammar, the words, and the plugins behind those that
 * were given. Where the file is not valid, or a plugin that it names is not there, and something
 * runs that was started from it, the template in force stands in for it. */

#include "command/bind.h"
#include "command/match.h"

struct command_host;

struct reading {
	const char *name;      /* how the user called the command, safe on a terminal; not owned */
	const char *base_name; /* the same, as it is: what a shell knows it by; not owned */
	const struct command_host *host; /* NULL: nothing is known of what runs */
	struct template *template;
	struct grammar *grammar;
	struct bindings bindings;
	struct match match;
	struct error_list errors;
	struct error_list faults; /* of the file, where the template in force stands in for it */
	bool has_words;		  /* grammar and bindings can be used */
	bool is_misread;	  /* the line is no line of this grammar */
};

/* With names and host set, all else zero. argv: with the command's own name, ended by NULL; NULL,
 * or a shell's query: only the words are read. Says nothing. Returns 0, or -1 with errors. */
int reading_begin(struct reading *reading, const char *path, char *const *argv);
/* Says the errors: on standard error, and as a document if the line asked for one. Returns the exit
 * code. */
int reading_fail(struct reading *reading);
/* Prints the Usage line on standard error. */
void reading_usage(const struct reading *reading);
void reading_end(struct reading *reading);

/* Was JSON asked for? A line with errors is not applied: its option's plugin must tell by its name.
 */
bool reading_wants_json(struct reading *reading);

#endif
