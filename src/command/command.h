/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

/* A command as a whole: template, grammar, plugins and a command line. */

#include "base/error.h"

struct template;

/* Runs the command of a template. argv[0] is how the user called it; its base name, without ".cfg",
 * is what Usage shows and what leads messages. Prints errors. Returns the exit code. */
int command_main(const char *template_path, int argc, char **argv);

/* Adds every error that only shows when grammar, bindings and plugins meet: compiles the grammar,
 * loads every plugin that is bound, those of work programs too. Returns 0, or the exit code if
 * there is any. */
int command_check(const struct template *template, struct error_list *errors);

#endif
