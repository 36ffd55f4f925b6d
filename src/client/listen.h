/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_LISTEN_H
#define CLIENT_LISTEN_H

#include "base/address.h"
#include "client/session.h"

/* Opens what a start listens at. Workers of dead masters still have theirs: those are taken from
 * them, so that nobody who has connected is turned away. fds has room for count, each -1; they are
 * the caller's, also on failure. The session holds LOCK_LIFE. Returns 0, or the result's code. */
int listen_all(struct session *session, const struct listener *listeners, size_t count, int *fds);

#endif
