/* SPDX-License-Identifier: MIT */

/* The scale cases of OTP's supervisor suite (doc/otp.md) in processor time: so many times the
 * children, so many times the cost? Best of several rounds each. Then the same of trees: ten times
 * the nodes. */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "core-scale.h"
#include "supervisor/supervisor.h"

#define ROUNDS 5
#define CHILDREN_EACH 200000u /* of a round, in fleets of the size that is measured */

static const struct child_policy policy = {
	.restart = RESTART_TEMPORARY, .stop_signal = 15, .stop_timeout_ns = NS_PER_SECOND};

static const struct child_policy permanent = {.restart = RESTART_PERMANENT,
	.max_restarts = UINT32_MAX,
	.stop_signal = 15,
	.stop_timeout_ns = NS_PER_SECOND};

struct scale {
	const char *name; /* OTP's */
	enum supervisor_strategy strategy;
	enum child_event way; /* in which they all end */
	unsigned few, many;
	unsigned most; /* that OTP allows */
};

static const struct scale scales[] = {
	{"simple_one_for_one_scale_many_temporary_children", STRATEGY_SIMPLE_ONE_FOR_ONE,
		CHILD_EVENT_STOP, 1000, 10000, 50},
	{"scale_start_stop_many_children", STRATEGY_ONE_FOR_ONE, CHILD_EVENT_STOP, 1000, 100000,
		1000},
	{"scale_mass_exit_children", STRATEGY_ONE_FOR_ONE, CHILD_EVENT_GONE, 1000, 5000, 12},
};

static uint64_t cpu_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (uint64_t)time.tv_sec * NS_PER_SECOND + (uint64_t)time.tv_nsec;
}

static void tell(struct supervisor *supervisor, enum child_event type, unsigned child)
{
	struct supervisor_event event = {
		.type = type, .child = child, .cause = CHILD_CAUSE_SIGNAL, .status = 9};

	supervisor_step(supervisor, &event, NS_PER_SECOND);
}

static void answer(struct supervisor *supervisor)
{
	struct supervisor_effect effect;

	while (supervisor_next(supervisor, &effect))
		if (effect.type == EFFECT_SPAWN)
			tell(supervisor, CHILD_EVENT_SPAWNED, effect.child);
		else if (effect.type == EFFECT_SIGNAL)
			tell(supervisor, CHILD_EVENT_GONE, effect.child);
}

/* Starts so many, ends them in a way, and says what that took; 0: there is no memory. */
static uint64_t live(const struct scale *scale, unsigned count)
{
	struct node_policy node = {.strategy = scale->strategy,
		.intensity = 2,
		.period_ns = 3600 * NS_PER_SECOND,
		.shutdown_ns = UINT64_MAX};
	unsigned parent = 0, child;
	struct supervisor_spec spec = {.node_count = 1, .nodes = &node, .parent_of = &parent};
	struct supervisor *supervisor = supervisor_new(&spec);
	uint64_t begun;

	if (!supervisor)
		return 0;
	supervisor_start(supervisor, false, NS_PER_SECOND);
	answer(supervisor);
	begun = cpu_ns();
	for (unsigned i = 0; i < count; i++) {
		if (supervisor_add(supervisor, 0, &policy, &child) < 0)
			break;
		tell(supervisor, CHILD_EVENT_START, child);
		answer(supervisor);
	}
	for (unsigned i = 0; i < count; i++) {
		tell(supervisor, scale->way, i);
		answer(supervisor);
	}
	begun = cpu_ns() - begun;
	supervisor_free(supervisor);
	return begun;
}

/* Of one fleet, in nanoseconds. */
static double best(const struct scale *scale, unsigned count)
{
	unsigned fleets = CHILDREN_EACH / count;
	double best_ns = 0;

	for (int round = 0; round < ROUNDS; round++) {
		uint64_t total = 0;
		double each;

		for (unsigned i = 0; i < fleets; i++)
			total += live(scale, count);
		each = (double)total / fleets;
		if (round == 0 || each < best_ns)
			best_ns = each;
	}
	return best_ns;
}

#define MEMBERS 100u /* of each node below the root */
#define NODES_MAX 1000u

/* A tree starts in order, the first child of every node takes the rest of its node along once, and
 * all is stopped in order. 0: there is no memory. */
static uint64_t live_in_a_tree(unsigned count)
{
	static struct node_policy policies[NODES_MAX + 1];
	static unsigned parent_of[NODES_MAX + 1];
	static unsigned policy_of[NODES_MAX * MEMBERS], node_of[NODES_MAX * MEMBERS];
	struct supervisor_spec spec = {.count = count,
		.policies = &permanent,
		.policy_of = policy_of,
		.node_count = count / MEMBERS + 1,
		.nodes = policies,
		.parent_of = parent_of,
		.node_of = node_of};
	uint64_t begun = cpu_ns();
	struct supervisor *supervisor;

	for (unsigned i = 0; i < spec.node_count; i++)
		policies[i] = (struct node_policy){.strategy = STRATEGY_REST_FOR_ONE,
			.intensity = 1,
			.period_ns = NS_PER_SECOND,
			.shutdown_ns = UINT64_MAX};
	for (unsigned i = 0; i < count; i++)
		node_of[i] = 1 + i / MEMBERS;
	supervisor = supervisor_new(&spec);
	if (!supervisor)
		return 0;
	supervisor_start(supervisor, false, NS_PER_SECOND);
	answer(supervisor);
	for (unsigned i = 0; i < count; i += MEMBERS) {
		tell(supervisor, CHILD_EVENT_GONE, i);
		answer(supervisor);
	}
	supervisor_stop(supervisor, NS_PER_SECOND);
	answer(supervisor);
	if (supervisor_phase(supervisor) != SUPERVISOR_FINISHED)
		fprintf(stderr, "core: a tree of %u children has not come to its end\n", count);
	supervisor_free(supervisor);
	return cpu_ns() - begun;
}

static double best_tree(unsigned count)
{
	double best_ns = 0;

	for (int round = 0; round < ROUNDS; round++) {
		double ns = (double)live_in_a_tree(count);

		if (round == 0 || ns < best_ns)
			best_ns = ns;
	}
	return best_ns;
}

static void measure_trees(void)
{
	double few = best_tree(1000);

	for (unsigned count = 10000; count <= NODES_MAX * MEMBERS; count *= 10) {
		double many = best_tree(count);

		printf("trees: %u children in %u nodes cost %.1f x as much as %u (%.0f ns a "
		       "child)\n",
			count, count / MEMBERS, few > 0 ? many / few : 0, count / 10, many / count);
		few = many;
	}
}

void scale_measure(void)
{
	for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
		const struct scale *scale = &scales[i];
		double few = best(scale, scale->few), many = best(scale, scale->many);

		printf("%s: %u children cost %.1f x as much as %u (at most %u x)\n", scale->name,
			scale->many, few > 0 ? many / few : 0, scale->few, scale->most);
	}
	measure_trees();
}
