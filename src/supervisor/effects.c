/* SPDX-License-Identifier: MIT */
#include "supervisor/effects.h"

#include <errno.h>
#include <stdlib.h>

#define COMMAND_EFFECTS 4 /* STARTED, START_FAILED, GAVE_UP, FINISHED */

_Static_assert(EFFECT_COUNT - EFFECT_STARTED == COMMAND_EFFECTS, "the command's effects come last");

int effects_init(struct effects *effects, uint32_t children)
{
	*effects = (struct effects){.room = (size_t)children + COMMAND_EFFECTS, .count = children};
	effects->queue = calloc(effects->room, sizeof *effects->queue);
	return effects->queue ? 0 : -ENOMEM;
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
	push(effects, effects->count + (uint32_t)(type - EFFECT_STARTED));
}

/* Takes what comes next for the child; false: nothing waits. */
static bool take(struct child *child, struct supervisor_effect *ret_effect)
{
	if (child->changed) {
		child->changed = false;
		ret_effect->type = EFFECT_CHANGED;
		return true;
	}
	if (child->effect == EFFECT_COUNT)
		return false;
	ret_effect->type = (enum supervisor_effect_type)child->effect;
	ret_effect->value = ret_effect->type == EFFECT_SIGNAL ? child->policy->stop_signal : 0;
	child->effect = EFFECT_COUNT;
	return true;
}

bool effects_next(
	struct effects *effects, struct child *children, struct supervisor_effect *ret_effect)
{
	while (effects->length > 0) {
		uint32_t entry = effects->queue[effects->head];
		bool taken = true;

		*ret_effect = (struct supervisor_effect){.child = entry};
		if (entry >= effects->count) {
			ret_effect->type = EFFECT_STARTED + (entry - effects->count);
			ret_effect->child = 0;
			pop(effects);
			return true;
		}
		taken = take(&children[entry], ret_effect);
		/* A child keeps its place between its CHANGED and the effect that acts on it. */
		if (!children[entry].changed && children[entry].effect == EFFECT_COUNT) {
			children[entry].queued = false;
			pop(effects);
		}
		if (taken)
			return true;
	}
	return false;
}
