/* SPDX-License-Identifier: MIT */
#ifndef MASTER_LEAVING_H
#define MASTER_LEAVING_H

/* Workers that have to go before master->next comes into force. Who is waited for by others that go
 * as well is told after them; so are the members of a supervisor that starts them in sequence, the
 * last one first. */

#include <stdbool.h>

struct master;
struct slot;

bool leaving_is(const struct slot *slot);
/* Tells those to stop whose turn it is, those too that somebody has started again meanwhile. True:
 * all are gone. */
bool leaving_look(struct master *master);

#endif
