/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_LISTEN_H
#define CLIENT_LISTEN_H

#include "base/address.h"
#include "client/session.h"

/* Opens what a start listens at. Workers of dead masters still have theirs: those are taken from
 * them, so that nobody who has connected is turned away; so are those that the session holds. fds
 * has room for count, each -1; they are the caller's, also on failure. The session holds LOCK_LIFE.
 * Returns 0, or the result's code. */
int listen_all(
	struct session *session, const struct listener *listeners, size_t count, int *fds);

/* Before what runs is stopped to be started again: copies of its sockets, so that who connects
 * meanwhile waits. Not of paths, which go with the stop. held has room for count; -1: it is not to
 * be had. */
void listen_hold(
	struct session *session, const struct listener *listeners, size_t count, int *held);
void listen_let_go(size_t count, int *held);

#endif
