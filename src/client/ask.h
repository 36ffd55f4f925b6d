/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_ASK_H
#define CLIENT_ASK_H

#include <jansson.h>
#include <stdint.h>

#include "client/session.h"

/* Asks the master for something and waits for the reply that ends it. The guardian holds the
 * socket, so a master that dies meanwhile is only another connection to its successor. Sets the
 * result from the reply. Returns 0 if there was one, -ENOENT if nobody listens, -ETIMEDOUT, or
 * -errno. */
int ask(struct session *session, const char *word, uint64_t timeout_ns);
/* The same for a request with more than its word `do`; not taken (NULL: -ENOMEM). *ret_reply is the
 * caller's; with NULL nobody wants it. -EMSGSIZE: the request is too long. */
int ask_for(struct session *session, json_t *request, uint64_t timeout_ns, json_t **ret_reply);

#endif
