/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_ASK_H
#define CLIENT_ASK_H

#include <stdint.h>

#include "client/session.h"

/* Asks the master for something and waits for the reply that ends it. The guardian holds the
 * socket, so a master that dies meanwhile is only another connection to its successor. Sets the
 * result from the reply. Returns 0 if there was one, -ENOENT if nobody listens, -ETIMEDOUT, or
 * -errno. */
int ask(struct session *session, const char *request, uint64_t timeout_ns);

#endif
