/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_PLACE_H
#define SUPERVISOR_PLACE_H

/* Where a member stands among those of its node. The members of a node are a list in the order in
 * which they are started; a member is known by one number, whether it is a child or a node. */

#include <stdbool.h>
#include <stdint.h>

#define PLACE_NONE UINT32_MAX
#define PLACE_NODE UINT32_C(0x80000000) /* a member's number: this bit, and the node's number */

struct supervisor;
struct node;

struct place {
	uint64_t rank; /* grows from left to right */
	uint32_t node; /* whose member; PLACE_NONE: the root, or a child that was deleted */
	uint32_t prev; /* members; PLACE_NONE: it is the first */
	uint32_t next;
};

struct place *place_of(const struct supervisor *supervisor, uint32_t member);
/* As its node's last member. */
void place_append(struct supervisor *supervisor, uint32_t member, uint32_t node);
void place_remove(struct supervisor *supervisor, uint32_t member);
/* A child stands where another one stood; that one stands nowhere. */
void place_hand_over(struct supervisor *supervisor, uint32_t from, uint32_t to);

/* A member's number as it stands in a record's status, and back (PLACE_NONE: it is none of this
 * node's). */
int place_status(uint32_t member);
uint32_t place_from_status(const struct supervisor *supervisor, uint32_t node, int status);

/* Which of two members of a node stands further left; PLACE_NONE is none of them. */
uint32_t place_left(const struct supervisor *supervisor, uint32_t a, uint32_t b);

/* Whether the member may be started now: its node is up, and not about to end it or to come to it
 * later. */
bool place_is_open(const struct supervisor *supervisor, const struct place *place);
/* Whether its node takes it down, or is down: an end is no reason for a restart then. */
bool place_is_closing(const struct supervisor *supervisor, const struct place *place);

#endif
