/* SPDX-License-Identifier: MIT */
#ifndef API_STATUS_TREE_H
#define API_STATUS_TREE_H

/* The supervisors in a status. */

#include "api/status/data.h"
#include "api/table.h"

/* One of the parts has any. */
bool status_tree_is_there(const struct reeve_status *status);
void status_tree_table(struct table *table, const struct reeve_status *status);

/* The members of `supervisors`, and the name of a worker's. */
void status_tree_json(struct buffer *out, const struct status *facts);
/* NULL: it has none. */
const char *status_tree_name(const struct status *facts, const struct scoreboard_slot *slot);

#endif
