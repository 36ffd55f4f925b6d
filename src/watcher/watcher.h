/* SPDX-License-Identifier: MIT */
#ifndef WATCHER_WATCHER_H
#define WATCHER_WATCHER_H

/* The process that watches the file system for a master: looking at a disk can hang, and a master
 * must not. It reads the template in force from the run directory and writes to a pipe what has
 * changed; it ends when nobody reads that any more. */

#include <stdint.h>

enum watcher_fd {
	WATCHER_RUN = 3, /* the run directory (HANDOVER_RUN) */
	WATCHER_OUT = 4,
};

enum watcher_kind {
	WATCHER_CHANGED, /* text: the path of one change of several */
	WATCHER_SAYS	 /* text: a sentence about the program, for the log */
};

/* Small enough to be written as a whole or not at all. */
struct watcher_message {
	uint32_t kind;
	uint32_t program; /* index in the template */
	char text[504];	  /* ended by NUL */
};

/* Takes over the process. Returns the exit code. */
int watcher_main(void);

#endif
