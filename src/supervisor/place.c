/* SPDX-License-Identifier: MIT */
#include "supervisor/place.h"

#include "supervisor/core.h"

struct place *place_of(const struct supervisor *supervisor, uint32_t member)
{
	return member & PLACE_NODE ? &supervisor->nodes[member & ~PLACE_NODE].place
				   : &supervisor->children[member].place;
}

void place_append(struct supervisor *supervisor, uint32_t member, uint32_t number)
{
	struct place *place = place_of(supervisor, member);
	struct node *node = &supervisor->nodes[number];

	*place = (struct place){.rank = supervisor->ranks++,
		.node = number,
		.prev = node->last,
		.next = PLACE_NONE};
	if (node->last == PLACE_NONE)
		node->first = member;
	else
		place_of(supervisor, node->last)->next = member;
	node->last = member;
	if (member & PLACE_NODE)
		node->node_count++;
	else
		node->child_count++;
}

void place_remove(struct supervisor *supervisor, uint32_t member)
{
	struct place *place = place_of(supervisor, member);
	struct node *node = &supervisor->nodes[place->node];

	if (place->prev == PLACE_NONE)
		node->first = place->next;
	else
		place_of(supervisor, place->prev)->next = place->next;
	if (place->next == PLACE_NONE)
		node->last = place->prev;
	else
		place_of(supervisor, place->next)->prev = place->prev;
	node->child_count--;
	place->node = place->prev = place->next = PLACE_NONE;
}

static void rename_in(uint32_t *member, uint32_t from, uint32_t to)
{
	if (*member == from)
		*member = to;
}

/* Wherever the node names it. */
static void rename_member(
	struct supervisor *supervisor, struct node *node, uint32_t from, uint32_t to)
{
	rename_in(&node->first, from, to);
	rename_in(&node->last, from, to);
	rename_in(&node->from, from, to);
	rename_in(&node->at, from, to);
	rename_in(&node->rise, from, to);
	if (node->record.cause == CHILD_CAUSE_GROUP && node->record.status == (int)from) {
		node->record.status = (int)to;
		effects_change_node(&supervisor->effects, node, node_index(supervisor, node));
	}
}

void place_hand_over(struct supervisor *supervisor, uint32_t from, uint32_t to)
{
	struct place *old = place_of(supervisor, from), *new = place_of(supervisor, to);

	*new = *old;
	*old = (struct place){.node = PLACE_NONE, .prev = PLACE_NONE, .next = PLACE_NONE};
	rename_member(supervisor, &supervisor->nodes[new->node], from, to);
	if (new->prev != PLACE_NONE)
		place_of(supervisor, new->prev)->next = to;
	if (new->next != PLACE_NONE)
		place_of(supervisor, new->next)->prev = to;
}

int place_status(uint32_t member)
{
	if (member == PLACE_NONE)
		return 0;
	return member & PLACE_NODE ? -1 - (int)(member & ~PLACE_NODE) : (int)member;
}

uint32_t place_from_status(const struct supervisor *supervisor, uint32_t node, int status)
{
	uint32_t number = (uint32_t)(status < 0 ? -1 - (int64_t)status : status);
	uint32_t member = status < 0 ? PLACE_NODE | number : number;

	if (number >= (status < 0 ? supervisor->node_count : supervisor->count) ||
		place_of(supervisor, member)->node != node)
		return PLACE_NONE;
	return member;
}

uint32_t place_left(const struct supervisor *supervisor, uint32_t a, uint32_t b)
{
	if (a == PLACE_NONE || b == PLACE_NONE)
		return a == PLACE_NONE ? b : a;
	return place_of(supervisor, a)->rank <= place_of(supervisor, b)->rank ? a : b;
}

/* Whether the place is `member`'s or to the right of it. */
static bool is_from(const struct supervisor *supervisor, const struct place *place, uint32_t member)
{
	return member == PLACE_NONE || place->rank >= place_of(supervisor, member)->rank;
}

bool place_is_open(const struct supervisor *supervisor, const struct place *place)
{
	const struct node *node;

	if (supervisor->phase == SUPERVISOR_STOPPING)
		return false;
	if (!supervisor->is_tree)
		return true;
	if (place->node == PLACE_NONE)
		return true;
	node = &supervisor->nodes[place->node];
	if (node->course == COURSE_DOWN)
		return node->after == AFTER_RISE && !is_from(supervisor, place, node->from);
	if (node->course == COURSE_UP)
		return node_is_parallel(node) || node->at == PLACE_NONE ||
		       place->rank <= place_of(supervisor, node->at)->rank;
	return node->record.state == CHILD_RUNNING;
}

bool place_is_closing(const struct supervisor *supervisor, const struct place *place)
{
	const struct node *node;

	if (supervisor->phase == SUPERVISOR_STOPPING)
		return true;
	if (!supervisor->is_tree)
		return false;
	if (place->node == PLACE_NONE)
		return false;
	node = &supervisor->nodes[place->node];
	if (node->course == COURSE_DOWN)
		return is_from(supervisor, place, node->from);
	return node->course == COURSE_NONE && node->record.state != CHILD_RUNNING;
}
