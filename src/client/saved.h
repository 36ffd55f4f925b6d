/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_SAVED_H
#define CLIENT_SAVED_H

/* An operator's decisions in the state directory of a command. */

#include "client/client.h"
#include "storage/decisions.h"

/* Durably, in place of what was saved before: who writes has the turn (client_take_turn()). Returns
 * 0, or -1 with error filled. */
int saved_write(const struct client_target *target, const struct decisions *decisions,
	struct reeve_error *error);
/* Returns 0; -ENOENT: nothing was saved; -1 with error filled: what lies there is not to be
 * believed. */
int saved_read(const struct client_target *target, struct decisions *ret_decisions,
	struct reeve_error *error);

#endif
