/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_NAMES_H
#define CLIENT_NAMES_H

/* The names of the workers that a command has while it runs. */

#include "storage/rundir.h"

/* Calls add() for each, in the order of the scoreboard: those of a program are neighbours. Whether
 * they live is not looked at; where the scoreboard cannot be read there are none. */
void names_read(const struct rundir *rundir,
	void (*add)(void *data, const char *program, unsigned instance), void *data);

#endif
