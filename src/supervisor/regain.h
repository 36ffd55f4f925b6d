/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_REGAIN_H
#define SUPERVISOR_REGAIN_H

/* How the start of a supervisor takes up its nodes: before its children are taken up one by one
 * (resume.c), and after. supervisor_restore_node() stands here too. */

#include "supervisor/core.h"

/* A former master had said that the start was done: each node goes on with what it was about. */
void regain_nodes(struct supervisor *supervisor, uint64_t now);
/* What its children turned out to be means something for their node. */
void regain_order(struct supervisor *supervisor, uint64_t now);

/* An operator starts the command: no node is up, and all are wanted. */
void regain_none(struct supervisor *supervisor, uint64_t now);
/* The root begins; nodes below which somebody was found alive are up already. */
void regain_begin(struct supervisor *supervisor, uint64_t now);

#endif
