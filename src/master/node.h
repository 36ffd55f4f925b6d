/* SPDX-License-Identifier: MIT */
#ifndef MASTER_NODE_H
#define MASTER_NODE_H

/* A supervisor of the tree: its line in the scoreboard, and what is said of it. */

#include <stdbool.h>
#include <stdint.h>

struct master;
struct slot;

/* Makes master->nodes. Returns 0 or -ENOMEM. */
int node_open(struct master *master);

/* EFFECT_NODE_CHANGED. */
void node_changed(struct master *master, unsigned number);
/* Its own limits are not what gave it up, but those of a supervisor of it. */
bool node_gives_up_with(const struct slot *slot);

/* Fills what a scoreboard slot of a worker says of the tree. */
uint16_t node_above(const struct slot *slot);
/* What was stopped in this start, under a master that died before it was done, is not started. */
void node_stop_again(struct master *master);
/* Hands back what a former master left; where there is none, it begins with nothing. */
void node_restore(struct master *master);

#endif
