/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

/* A command as a whole: template, grammar, plugins and a command line. */

#include <stdbool.h>

#include "base/error.h"

struct line;
struct template;

typedef void command_add_worker(void *data, const char *program, unsigned instance);

/* What only the layers above can tell. */
struct command_host {
	/* Calls add() for every worker that the command has while it runs, those of a program one
	 * after the other. Says nothing where it cannot tell. */
	void (*list_workers)(const struct template *template, command_add_worker *add, void *data);
	/* The template in force of what was started from the file at this path, which is not valid
	 * itself; NULL: nothing of it runs. The caller frees. */
	struct template *(*find_in_force)(const char *path);
};

/* Runs the command of a template. argv[0] is how the user called it; its base name, without ".cfg",
 * is what Usage shows and what leads messages. host: NULL: nothing is known of what runs. Prints
 * errors. Returns the exit code. */
int command_main(const char *template_path, int argc, char **argv, const struct command_host *host);

/* Prints what could stand at the cursor of a line of such a command (completion.h). Returns the exit
 * code. */
int command_complete(const char *template_path, const struct line *line, bool describe,
	const struct command_host *host);

/* Adds every error that only shows when grammar, bindings and plugins meet: compiles the grammar,
 * loads every plugin that is bound, those of work programs too. Returns 0, or the exit code if
 * there is any. */
int command_check(const struct template *template, struct error_list *errors);
/* The same without those of work programs. */
int command_check_words(const struct template *template, struct error_list *errors);

#endif
