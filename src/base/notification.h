/* SPDX-License-Identifier: MIT */
#ifndef BASE_NOTIFICATION_H
#define BASE_NOTIFICATION_H

/* What a datagram of sd_notify(3) says: lines NAME=value. Names that are not listed here are
 * somebody else's and mean nothing. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NOTIFICATION_MAX 4096 /* bytes of a datagram; a longer one is not read */

struct notification {
	bool ready;	    /* READY=1 */
	bool reloading;	    /* RELOADING=1 */
	bool stopping;	    /* STOPPING=1 */
	bool watchdog;	    /* WATCHDOG=1: a sign of life */
	bool hangs;	    /* WATCHDOG=trigger: it asks to be taken for one that gives none */
	const char *status; /* of STATUS=, within the data; NULL: it says none */
	size_t status_length;
	uint64_t extend_usec;	/* EXTEND_TIMEOUT_USEC=; 0: it says none */
	uint64_t watchdog_usec; /* WATCHDOG_USEC=; 0: it says none */
	uint64_t main_pid;	/* MAINPID=; 0: it says none, or none that could be one */
};

/* Any bytes will do. Of a name that stands there twice the last counts; a number that is none, or
 * too large, is not said. */
void notification_parse(const char *data, size_t size, struct notification *ret_notification);

#endif
