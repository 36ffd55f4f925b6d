/* SPDX-License-Identifier: MIT */
#ifndef API_MISSING_H
#define API_MISSING_H

/* The plugins that a template names and that are not there: in a project of its own they are to be
 * written. */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/name.h"
#include "plugin/plugin.h"

struct template;

struct missing_plugin {
	enum reeve_kind kind;
	char name[NAME_MAX_LENGTH + 1];
	char symbol[NAME_MAX_LENGTH + 32]; /* in C: unlike the others' */
	char hint[NAME_MAX_LENGTH + 32];   /* "did you mean 'stop'?", or "" */
	union plugin_descriptor stand_in;
};

struct missing {
	struct missing_plugin *plugins;
	size_t count;
	const struct reeve_plugin **table; /* the stand-ins, ended by NULL */
};

/* Returns 0, or -1 with errors added. missing_done() takes what a failure left too. */
int missing_find(
	const struct template *template, struct missing *ret_missing, struct error_list *errors);
void missing_done(struct missing *missing);

/* Adds an error for each plugin that is a file and not in the archive for static programs. */
void missing_check_static(const struct template *template, struct error_list *errors);

#endif
