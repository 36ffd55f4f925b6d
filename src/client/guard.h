/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_GUARD_H
#define CLIENT_GUARD_H

#include <stdbool.h>
#include <sys/types.h>

#include "client/session.h"

/* Brings a guardian to life: descriptors at their numbers, environment, title. The session holds
 * LOCK_LIFE, which goes over to the guardian. */
struct guard {
	const char *title_prefix;
	const char *const *programs; /* whose output files are handed over */
	size_t program_count;
	unsigned notify_mode; /* of the socket by which workers say how they are; 0: none */
	const struct listener *listeners; /* what is opened for the workers */
	size_t listener_count;
	bool background; /* else this process becomes the guardian */
	bool ending;	 /* only to end what dead masters left */
};

/* Returns 0 with the guardian's pid, or the result's code. With background, *ret_verdict_fd is the
 * pipe by which the start's verdict comes (the caller's). In the foreground it does not return on
 * success. */
int guard_start(
	struct session *session, const struct guard *guard, pid_t *ret_pid, int *ret_verdict_fd);

#endif
