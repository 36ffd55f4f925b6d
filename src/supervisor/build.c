/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "supervisor/core.h"
#include "supervisor/policy.h"

/* The one node of a command that names none. */
static const struct node_policy unnamed = {
	.strategy = STRATEGY_ONE_FOR_ONE,
	.intensity = SUPERVISOR_UNLIMITED,
	.parallel = true,
	.shutdown_ns = UINT64_MAX,
};

static uint32_t node_window_room(const struct node_policy *policy)
{
	return policy->intensity == SUPERVISOR_UNLIMITED ? 0 : policy->intensity + 1;
}

/* Returns false if memory is short. */
static bool make_windows(struct supervisor *supervisor, const struct supervisor_spec *spec)
{
	size_t total = 1; /* calloc(0) may return NULL */

	for (size_t i = 0; i < spec->count; i++) {
		uint32_t room = policy_window_room(&spec->policies[spec->policy_of[i]]);

		if (__builtin_add_overflow(total, room, &total))
			return false;
	}
	for (size_t i = 0; i < spec->node_count; i++)
		if (__builtin_add_overflow(total, node_window_room(&spec->nodes[i]), &total))
			return false;
	supervisor->times = calloc(total, sizeof *supervisor->times);
	return supervisor->times != NULL;
}

static uint64_t *make_children(struct supervisor *supervisor, const struct supervisor_spec *spec)
{
	uint64_t *times = supervisor->times;

	for (size_t i = 0; i < spec->count; i++) {
		struct child *child = &supervisor->children[i];

		child->policy = &spec->policies[spec->policy_of[i]];
		child->window.times = times;
		child->window.room = policy_window_room(child->policy);
		supervisor->scheduled += child->policy->scheduled;
		times += child->window.room;
		place_append(supervisor, (uint32_t)i, spec->node_of ? spec->node_of[i] : 0);
	}
	return times;
}

static void make_spares(struct supervisor *supervisor, const struct supervisor_spec *spec)
{
	for (size_t i = 0; i < spec->spare_count; i++) {
		struct child *child = &supervisor->children[spec->count + i];

		child->policy = &spec->policies[spec->spare_policy_of[i]];
		child->place =
			(struct place){.node = PLACE_NONE, .prev = PLACE_NONE, .next = PLACE_NONE};
		child->record.beside = SUPERVISOR_NO_CHILD;
		child->spare = true;
		supervisor->rolls[i].policy = child->policy;
		supervisor->rolls[i].spare = (uint32_t)(spec->count + i);
	}
}

static void make_nodes(struct supervisor *supervisor, const struct supervisor_spec *spec)
{
	for (size_t i = 0; i < supervisor->node_count; i++)
		supervisor->nodes[i] = (struct node){
			.policy = spec->node_count ? &spec->nodes[i] : &unnamed,
			.place = {.node = PLACE_NONE, .prev = PLACE_NONE, .next = PLACE_NONE},
			.first = PLACE_NONE,
			.last = PLACE_NONE,
			.culprit = SUPERVISOR_NO_CHILD};
}

static void link_nodes(
	struct supervisor *supervisor, const struct supervisor_spec *spec, uint64_t *times)
{
	for (size_t i = 0; i < spec->node_count; i++) {
		struct node *node = &supervisor->nodes[i];

		node->window.times = times;
		node->window.room = node_window_room(node->policy);
		times += node->window.room;
		if (i > 0)
			place_append(supervisor, PLACE_NODE | (uint32_t)i, spec->parent_of[i]);
	}
}

static bool is_tree(const struct supervisor_spec *spec)
{
	for (size_t i = 1; i < spec->node_count; i++)
		if (spec->parent_of[i] >= i)
			return false;
	for (size_t i = 0; spec->node_of && i < spec->count; i++)
		if (spec->node_of[i] >= (spec->node_count ? spec->node_count : 1))
			return false;
	return spec->count < PLACE_NODE / 4 && spec->spare_count < PLACE_NODE / 4 &&
	       spec->node_count < PLACE_NODE / 2;
}

static bool make(struct supervisor *supervisor, const struct supervisor_spec *spec)
{
	size_t count = supervisor->count, nodes = supervisor->node_count;
	uint64_t *times;

	supervisor->children = calloc(count + 1, sizeof *supervisor->children);
	supervisor->nodes = calloc(nodes, sizeof *supervisor->nodes);
	supervisor->rolls = calloc(spec->spare_count + 1, sizeof *supervisor->rolls);
	if (!supervisor->children || !supervisor->nodes || !supervisor->rolls ||
		!make_windows(supervisor, spec) ||
		deadline_init(&supervisor->deadlines, count) < 0 ||
		deadline_init(&supervisor->node_deadlines, nodes) < 0 ||
		effects_init(&supervisor->effects, count, spec->node_count) < 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		supervisor->children[i].effect = EFFECT_COUNT;
		supervisor->children[i].incoming = SUPERVISOR_NO_CHILD;
		supervisor->children[i].swapped = PLACE_NONE;
	}
	make_nodes(supervisor, spec);
	make_spares(supervisor, spec);
	times = make_children(supervisor, spec);
	link_nodes(supervisor, spec, times);
	return need_init(supervisor, spec) == 0;
}

struct supervisor *supervisor_new(const struct supervisor_spec *spec)
{
	struct supervisor *supervisor;

	if (!is_tree(spec))
		return NULL;
	supervisor = calloc(1, sizeof *supervisor);
	if (!supervisor)
		return NULL;
	supervisor->count = supervisor->room = spec->count + spec->spare_count;
	supervisor->present = spec->count;
	supervisor->roll_count = spec->spare_count;
	supervisor->is_tree = spec->node_count > 0;
	supervisor->node_count = supervisor->is_tree ? spec->node_count : 1;
	supervisor->free_child = PLACE_NONE;
	supervisor->first_touched = supervisor->last_touched = PLACE_NONE;
	supervisor->failed = supervisor->hopeless = SUPERVISOR_NO_CHILD;
	supervisor->seed = spec->seed;
	supervisor->keep_on_start_failure = spec->keep_on_start_failure;
	supervisor->in_state[CHILD_STOPPED] = supervisor->count;
	if (!make(supervisor, spec)) {
		supervisor_free(supervisor);
		return NULL;
	}
	return supervisor;
}

void supervisor_free(struct supervisor *supervisor)
{
	if (!supervisor)
		return;
	for (size_t i = 0; i < supervisor->count && supervisor->added; i++)
		if (supervisor->children[i].added)
			free(supervisor->children[i].window.times);
	need_done(supervisor);
	effects_done(&supervisor->effects);
	deadline_done(&supervisor->deadlines);
	deadline_done(&supervisor->node_deadlines);
	free(supervisor->times);
	free(supervisor->nodes);
	free(supervisor->rolls);
	free(supervisor->children);
	free(supervisor);
}
