/* SPDX-License-Identifier: MIT */
#ifndef GUARDIAN_RELAY_H
#define GUARDIAN_RELAY_H

/* What the guardian passes on to people: the master's lines to standard error (a terminal or the
 * command's log file, which may hang: the master never touches it), the start's verdict to the
 * `start` that waits for it. */

#include <stdbool.h>

#include "reeve/error.h"

struct relay {
	const char *name; /* of the command */
	bool waits;	  /* a `start` waits for the verdict */
	bool told;	  /* that the command runs */
	bool failed;	  /* that its start has failed */
	int output;	  /* standard error, not to wait; -1: standard error as it is */
	int exit_code;	  /* with which the guardian is to leave; -1: that of its master */
	bool file;	  /* standard error is one, which is written at once */
	bool terminal;	  /* standard error is one: lines need no time */
	int program_fd;	  /* what the master wants to be executed as the guardian; -1: nothing */
	unsigned lost;	  /* lines that nobody took, since the last that somebody did */
};

/* resumed: the start is older than this guardian. */
void relay_init(struct relay *relay, const char *name, bool resumed);
/* Takes every message that lies in the link. */
void relay_drain(struct relay *relay);
/* A line of the guardian's own. */
void relay_say(struct relay *relay, const char *format, ...) REEVE_PRINTF(2, 3);
/* A verdict of the guardian's own. */
void relay_verdict(struct relay *relay, int code, const char *what, const char *why);
void relay_close(struct relay *relay);

#endif
