/* SPDX-License-Identifier: MIT */
#ifndef API_VERDICT_TREE_H
#define API_VERDICT_TREE_H

/* What the facts of a status say of the supervisors of a tree. Numbers in the facts are checked
 * here: they come from a file. */

#include <stdbool.h>
#include <stddef.h>

#include "client/status.h"

/* The supervisor of a worker, or the one above a supervisor; NULL: none. */
const struct status_node *verdict_above(
	const struct status *status, const struct scoreboard_slot *slot);
/* How many are above it. */
unsigned verdict_depth(const struct status *status, const struct status_node *node);
const char *verdict_strategy(const struct status_node *node);
const char *verdict_node(const struct status *status, const struct status_node *node);

/* As sentences: for whom a worker waits, why one was ended with others, and why a supervisor ended.
 */
void verdict_need(
	const struct status *status, const struct scoreboard_slot *slot, char *text, size_t size);
void verdict_group(
	const struct status *status, const struct status_worker *worker, char *text, size_t size);
void verdict_node_cause(
	const struct status *status, const struct status_node *node, char *text, size_t size);

/* It is down in order: a supervisor of it has ended by auto_shutdown. */
bool verdict_is_over(const struct status *status, const struct scoreboard_slot *slot);
/* Every supervisor is up, or down in order. */
bool verdict_tree_is_whole(const struct status *status);

#endif
