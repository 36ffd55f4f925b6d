/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_CHANGE_H
#define CLIENT_CHANGE_H

/* Start and stop for who has taken the turn; what `restart` is made of. */

#include "client/session.h"

/* Gives the turn away once the command's own lock is held. */
int change_start(struct session *session, const struct client_start *start);
/* Keeps the turn. */
int change_stop(struct session *session, uint64_t timeout_ns);

#endif
