/* SPDX-License-Identifier: MIT */

/* Events per second of the supervisor alone: each turn one child dies, is started again, says that
 * it lives and is ready; all effects are taken out. Prints one line for each size of fleet, and for
 * a tree. */

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "core-scale.h"
#include "supervisor/supervisor.h"

#define TURNS 2000000u
#define EVENTS_PER_TURN 3

static const struct child_policy policy = {
	.restart = RESTART_PERMANENT,
	.max_restarts = 5,
	.restart_window_ns = NS_PER_SECOND / 1000,
	.stop_signal = 15,
	.stop_timeout_ns = 10 * NS_PER_SECOND,
	.start_grace_ns = NS_PER_SECOND / 5,
};

#define NODES_MAX 101

/* nodes: below a root, each with as many of the children; 0: there is no tree. */
static struct supervisor *make_fleet(unsigned count, unsigned nodes)
{
	static struct node_policy node_policies[NODES_MAX];
	unsigned parent_of[NODES_MAX] = {0};
	unsigned *policy_of = calloc(count, sizeof *policy_of);
	unsigned *node_of = calloc(count, sizeof *node_of);
	struct supervisor_spec spec = {.count = count,
		.policies = &policy,
		.policy_of = policy_of,
		.node_count = nodes > 0 ? nodes + 1 : 0,
		.nodes = node_policies,
		.parent_of = parent_of,
		.node_of = node_of};
	struct supervisor *fleet = NULL;

	for (unsigned i = 0; i < NODES_MAX; i++)
		node_policies[i] = (struct node_policy){.strategy = STRATEGY_ONE_FOR_ONE,
			.intensity = 5,
			.period_ns = NS_PER_SECOND / 1000,
			.parallel = true,
			.shutdown_ns = UINT64_MAX};
	for (unsigned i = 0; node_of && nodes > 0 && i < count; i++)
		node_of[i] = 1 + i % nodes;
	if (policy_of && node_of && nodes < NODES_MAX)
		fleet = supervisor_new(&spec);
	free(policy_of);
	free(node_of);
	return fleet;
}

static uint64_t effects;

static void drain(struct supervisor *fleet)
{
	struct supervisor_effect effect;

	while (supervisor_next(fleet, &effect))
		effects++;
}

static void tell(struct supervisor *fleet, enum child_event type, unsigned child, uint64_t now)
{
	struct supervisor_event event = {
		.type = type, .child = child, .cause = CHILD_CAUSE_SIGNAL, .status = 9};

	supervisor_step(fleet, &event, now);
	drain(fleet);
}

static void start_fleet(struct supervisor *fleet, unsigned count)
{
	supervisor_start(fleet, false, 1);
	drain(fleet);
	for (unsigned i = 0; i < count; i++) {
		tell(fleet, CHILD_EVENT_SPAWNED, i, 1);
		tell(fleet, CHILD_EVENT_READY, i, 1);
	}
}

/* Spreads the victims over the whole fleet. */
static unsigned pick(unsigned turn, unsigned count)
{
	return (unsigned)((uint64_t)turn * 2654435761u % count);
}

/* at_least: million events per second that are aimed at; 0: none said. */
static int measure(unsigned count, unsigned nodes, double at_least)
{
	struct supervisor *fleet = make_fleet(count, nodes);
	uint64_t begun, took, now = NS_PER_SECOND;
	double rate;

	if (!fleet) {
		fprintf(stderr, "core: no memory for %u children\n", count);
		return EXIT_FAILURE;
	}
	start_fleet(fleet, count);
	effects = 0;
	begun = clock_monotonic_ns();
	for (unsigned turn = 0; turn < TURNS; turn++, now += NS_PER_MS) {
		unsigned child = pick(turn, count);

		tell(fleet, CHILD_EVENT_GONE, child, now);
		tell(fleet, CHILD_EVENT_SPAWNED, child, now);
		tell(fleet, CHILD_EVENT_READY, child, now);
	}
	took = clock_monotonic_ns() - begun;
	rate = (double)TURNS * EVENTS_PER_TURN * 1e3 / (double)took;
	printf("supervisor, %8u children", count);
	if (nodes > 0)
		printf(" in %u nodes", nodes);
	printf(": %.2f million events/s", rate);
	if (at_least > 0)
		printf(" (%s: at least %.2f)", rate >= at_least ? "ok" : "missed", at_least);
	printf(", %llu effects, %llu ignored\n", (unsigned long long)effects,
		(unsigned long long)supervisor_ignored(fleet));
	supervisor_free(fleet);
	return EXIT_SUCCESS;
}

int main(void)
{
	if (measure(10000, 0, 2) != EXIT_SUCCESS || measure(10000, 100, 2) != EXIT_SUCCESS ||
		measure(1000000, 0, 0) != EXIT_SUCCESS)
		return EXIT_FAILURE;
	scale_measure();
	return EXIT_SUCCESS;
}
