/* SPDX-License-Identifier: MIT */
#ifndef BASE_NOTIFICATION_H
#define BASE_NOTIFICATION_H

/* What a datagram of sd_notify(3) says: lines NAME=value. Names that are not listed here are
 * somebody else's and mean nothing. */

#include <stdbool.h>
#include <stddef.h>

#define NOTIFICATION_MAX 4096 /* bytes of a datagram; a longer one is not read */

struct notification {
	bool ready;    /* READY=1 */
	bool watchdog; /* WATCHDOG=1: a sign of life */
	bool hangs;    /* WATCHDOG=trigger: it asks to be taken for one that gives none */
};

/* Any bytes will do. */
void notification_parse(const char *data, size_t size, struct notification *ret_notification);

#endif
