/* SPDX-License-Identifier: MIT */
#include "supervisor/effects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND_EFFECTS 4 /* STARTED, START_FAILED, GAVE_UP, FINISHED */

/* No member has a number that begins with these bits. */
#define COMMAND UINT32_C(0xc0000000)

_Static_assert(EFFECT_COUNT - EFFECT_STARTED == COMMAND_EFFECTS, "the command's effects come last");

int effects_init(struct effects *effects, size_t children, size_t nodes)
{
	*effects = (struct effects){.room = children + nodes + COMMAND_EFFECTS};
	effects->queue = calloc(effects->room, sizeof *effects->queue);
	return effects->queue ? 0 : -ENOMEM;
}

int effects_grow(struct effects *effects, size_t more)
{
	size_t room = effects->room + more;
	uint32_t *queue = realloc(effects->queue, room * sizeof *queue);

	if (!queue)
		return -ENOMEM;
	/* What stands before the old end goes to the new one: the ring has its gap in between. */
	if (effects->head + effects->length > effects->room) {
		size_t count = effects->room - effects->head;

		memmove(queue + room - count, queue + effects->head, count * sizeof *queue);
		effects->head = room - count;
	}
	effects->queue = queue;
	effects->room = room;
	return 0;
}

void effects_done(struct effects *effects)
{
	free(effects->queue);
	*effects = (struct effects){0};
}

static void push(struct effects *effects, uint32_t entry)
{
	size_t tail = effects->head + effects->length;

	if (tail >= effects->room)
		tail -= effects->room;
	effects->queue[tail] = entry;
	effects->length++;
}

static void pop(struct effects *effects)
{
	effects->head = effects->head + 1 < effects->room ? effects->head + 1 : 0;
	effects->length--;
}

static void enqueue(struct effects *effects, struct child *child, uint32_t index)
{
	if (child->queued)
		return;
	child->queued = true;
	push(effects, index);
}

void effects_change(struct effects *effects, struct child *child, uint32_t index)
{
	child->changed = true;
	enqueue(effects, child, index);
}

void effects_change_node(struct effects *effects, struct node *node, uint32_t index)
{
	if (node->queued)
		return;
	node->queued = true;
	push(effects, PLACE_NODE | index);
}

void effects_swap(struct effects *effects, struct child *children, uint32_t from, uint32_t to)
{
	children[from].swapped = to;
	children[to].swapped = from;
	enqueue(effects, &children[to], to);
	enqueue(effects, &children[from], from);
}

void effects_rolled(struct effects *effects, struct child *spare, uint32_t index)
{
	spare->rolled = true;
	enqueue(effects, spare, index);
}

void effects_act(struct effects *effects, struct child *child, uint32_t index,
	enum supervisor_effect_type type)
{
	child->effect = (unsigned char)type;
	enqueue(effects, child, index);
}

/* The place in the queue stays; effects_next() passes over it. */
void effects_withdraw(struct child *child)
{
	child->effect = EFFECT_COUNT;
}

void effects_tell(struct effects *effects, enum supervisor_effect_type type)
{
	push(effects, COMMAND | (uint32_t)(type - EFFECT_STARTED));
}

static void take_swap(struct child *children, uint32_t a, struct supervisor_effect *ret_effect)
{
	uint32_t b = children[a].swapped;

	children[a].swapped = children[b].swapped = PLACE_NONE;
	*ret_effect = (struct supervisor_effect){.type = EFFECT_SWAPPED,
		.child = children[a].spare ? b : a,
		.value = (int)(children[a].spare ? a : b)};
}

static int stop_signal(const struct child *child)
{
	return child->step ? child->policy->stop_more[child->step - 1].signal
			   : child->policy->stop_signal;
}

/* Takes what comes next for the child; false: nothing waits. */
static bool take(struct child *children, uint32_t index, struct supervisor_effect *ret_effect)
{
	struct child *child = &children[index];

	if (child->swapped != PLACE_NONE) {
		take_swap(children, index, ret_effect);
		return true;
	}
	if (child->changed) {
		child->changed = false;
		ret_effect->type = EFFECT_CHANGED;
		return true;
	}
	if (child->rolled) {
		child->rolled = false;
		ret_effect->type = EFFECT_ROLLED;
		return true;
	}
	if (child->effect == EFFECT_COUNT)
		return false;
	ret_effect->type = (enum supervisor_effect_type)child->effect;
	ret_effect->value = ret_effect->type == EFFECT_SIGNAL ? stop_signal(child) : 0;
	child->effect = EFFECT_COUNT;
	return true;
}

/* What has no more than one thing to say. */
static void take_simple(struct node *nodes, uint32_t entry, struct supervisor_effect *ret_effect)
{
	if (entry >= COMMAND) {
		*ret_effect =
			(struct supervisor_effect){.type = EFFECT_STARTED + (entry - COMMAND)};
		return;
	}
	ret_effect->type = EFFECT_NODE_CHANGED;
	ret_effect->child = entry & ~PLACE_NODE;
	nodes[ret_effect->child].queued = false;
}

static bool waits(const struct child *child)
{
	return child->changed || child->rolled || child->effect != EFFECT_COUNT;
}

bool effects_next(struct effects *effects, struct child *children, struct node *nodes,
	struct supervisor_effect *ret_effect)
{
	while (effects->length > 0) {
		uint32_t entry = effects->queue[effects->head];
		bool taken;

		*ret_effect = (struct supervisor_effect){.child = entry};
		if (entry & PLACE_NODE) {
			take_simple(nodes, entry, ret_effect);
			pop(effects);
			return true;
		}
		taken = take(children, entry, ret_effect);
		/* A child keeps its place between its CHANGED and the effect that acts on it. */
		if (!waits(&children[entry])) {
			children[entry].queued = false;
			pop(effects);
		}
		if (taken)
			return true;
	}
	return false;
}
