/* SPDX-License-Identifier: MIT */
#ifndef PLUGIN_REFUSE_H
#define PLUGIN_REFUSE_H

#include "base/error.h"

/* Fills error with REEVE_EXIT_PLUGIN and "plugin 'kick' (/usr/lib/reeve/kick.so) PREDICATE"; the
 * name is that of the file. A linked plugin's path is its name. Always returns -1. */
int refuse(struct reeve_error *error, const char *path, const char *predicate, ...)
	REEVE_PRINTF(3, 4);

#endif
