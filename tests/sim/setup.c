/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "setup.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static uint64_t below(struct setup *setup, uint64_t limit)
{
	setup->random ^= setup->random << 13;
	setup->random ^= setup->random >> 7;
	setup->random ^= setup->random << 17;
	return (setup->random >> 11) % limit;
}

static struct child_policy make_policy(struct setup *setup)
{
	struct child_policy policy = {
		.restart = (enum restart_type)below(setup, 3),
		.success = {.codes = {1 | below(setup, 2) << 3}},
		.final = {.codes = {0, below(setup, 2) << (78 - 64)}},
		.restart_delay_ns = SECOND / 20 + below(setup, 4) * below(setup, SECOND),
		.backoff_factor = 1000 + (uint32_t)(below(setup, 2) * below(setup, 3000)),
		.backoff_max_ns = below(setup, 20 * SECOND),
		.restart_jitter_ns = below(setup, 2) * below(setup, SECOND),
		.stable_ns = below(setup, 3) * below(setup, 10 * SECOND),
		.max_short_lives = (uint32_t)(below(setup, 2) * below(setup, 5)),
		.max_restarts = below(setup, 4) ? (uint32_t)below(setup, 6) : UINT32_MAX,
		.restart_window_ns = below(setup, 3) * below(setup, 30 * SECOND),
		.retry_after_ns = below(setup, 2) * (SECOND / 2 + below(setup, 20 * SECOND)),
		.exit_on_fatal = below(setup, 8) == 0,
		.stop_signal = SIGTERM,
		.stop_timeout_ns = below(setup, 3) * SECOND,
		.start_grace_ns = below(setup, 2) * SECOND / 5,
	};

	if (below(setup, 3) == 0) {
		policy.work = policy.notifies = true;
		policy.ready_timeout_ns = below(setup, 4) ? 2 * SECOND : UINT64_MAX;
		policy.check_interval_ns = below(setup, 3) * 5 * SECOND;
	}
	if (below(setup, 4) == 0)
		policy.max_age_ns = policy.stable_ns + 1 + below(setup, 10 * SECOND);
	policy.max_age_jitter_ns = below(setup, 2) * below(setup, SECOND);
	policy.scheduled = !policy.work && below(setup, 6) == 0;
	return policy;
}

static struct world_act make_act(struct setup *setup)
{
	static const enum world_verb verbs[] = {WORLD_LIVES, WORLD_LIVES, WORLD_LIVES, WORLD_ENDS,
		WORLD_ENDS, WORLD_ENDS, WORLD_FAILS, WORLD_READY, WORLD_STOPS, WORLD_START,
		WORLD_STOP, WORLD_RESTART, WORLD_WAKE, WORLD_KILL_MASTER, WORLD_MEMORY, WORLD_WATCH,
		WORLD_CRON, WORLD_WATCHDOG};
	static const int codes[] = {0, 1, 3, 78};
	struct world_act act = {.verb = verbs[below(setup, sizeof verbs / sizeof verbs[0])]};
	bool by_signal = below(setup, 4) == 0;

	act.ns = below(setup, 3) ? SECOND / 50 + below(setup, 3) * below(setup, 2 * SECOND)
				 : WORLD_NEVER;
	act.cause = by_signal ? CHILD_CAUSE_SIGNAL : CHILD_CAUSE_EXIT;
	act.status = by_signal ? SIGKILL : codes[below(setup, 4)];
	if (act.verb == WORLD_FAILS)
		act.status = 2;
	return act;
}

static void make_lines(struct setup *setup)
{
	uint64_t at = 0;

	setup->script = (struct script){.lines = setup->lines,
		.count = 5 + below(setup, LINES_MAX - 5),
		.end_ns = WORLD_NEVER};
	for (size_t i = 0; i < setup->script.count; i++) {
		struct script_line *line = &setup->lines[i];

		at += below(setup, 3) * below(setup, 5 * SECOND);
		line->at_ns = at;
		line->act = make_act(setup);
		line->first = (unsigned)below(setup, setup->spec.count);
		line->count = line->act.verb != WORLD_KILL_MASTER;
	}
}

static struct node_policy make_node(struct setup *setup)
{
	return (struct node_policy){
		.strategy = (enum supervisor_strategy)below(setup, STRATEGY_COUNT),
		.intensity = below(setup, 4) ? (uint32_t)below(setup, 6) : SUPERVISOR_UNLIMITED,
		.period_ns = 1 + below(setup, 20 * SECOND),
		.auto_shutdown = (enum auto_shutdown)below(setup, AUTO_SHUTDOWN_COUNT),
		.parallel = below(setup, 3) == 0,
		.restart = (enum restart_type)(below(setup, 2) * below(setup, 3)),
		.significant = below(setup, 3) == 0,
		.shutdown_ns = below(setup, 3) ? UINT64_MAX : below(setup, 3) * SECOND,
	};
}

/* What has no limit of its own shows most of what a supervisor does. */
static void make_tree(struct setup *setup)
{
	struct supervisor_spec *spec = &setup->spec;

	spec->node_count = 1 + below(setup, NODES_MAX);
	for (unsigned i = 0; i < spec->node_count; i++) {
		setup->nodes[i] = make_node(setup);
		setup->parent_of[i] = i > 0 ? (unsigned)below(setup, i) : 0;
	}
	for (unsigned i = 0; i < spec->count; i++)
		setup->node_of[i] = (unsigned)below(setup, spec->node_count);
	for (unsigned i = 0; i < setup->names.count; i++) {
		struct child_policy *policy = &setup->policies[i];

		policy->significant = policy->restart != RESTART_PERMANENT && below(setup, 3) == 0;
		if (policy->notifies)
			policy->ready_timeout_ns = 2 * SECOND;
		if (below(setup, 4) == 0)
			continue;
		policy->max_restarts = UINT32_MAX;
		policy->max_short_lives = 0;
		policy->max_age_ns = 0;
	}
	spec->nodes = setup->nodes;
	spec->parent_of = setup->parent_of;
	spec->node_of = setup->node_of;
}

/* Which program stands first is left to chance; what is scheduled is not waited for. */
static void make_needs(struct setup *setup)
{
	bool turned = below(setup, 2);
	unsigned programs = (unsigned)setup->names.count;

	for (unsigned i = 0; i < programs; i++)
		for (unsigned k = 0; k < i; k++) {
			struct supervisor_need need = {.who = turned ? programs - 1 - i : i,
				.whom = turned ? programs - 1 - k : k,
				.until = (enum need_until)below(setup, NEED_COUNT)};

			if (below(setup, 2) && !setup->policies[need.who].scheduled &&
				!setup->policies[need.whom].scheduled)
				setup->needs[setup->spec.need_count++] = need;
		}
	setup->spec.needs = setup->needs;
}

void setup_make(struct setup *setup, uint64_t seed)
{
	static const char *const names[PROGRAMS_MAX] = {"a", "b", "c", "d"};
	size_t programs;
	unsigned workers = 0;

	*setup = (struct setup){.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1};
	programs = 1 + below(setup, PROGRAMS_MAX);
	for (size_t i = 0; i < programs; i++) {
		setup->programs[i] =
			(struct script_program){names[i], 1 + (unsigned)below(setup, 3)};
		setup->policies[i] = make_policy(setup);
		for (unsigned k = 0; k < setup->programs[i].workers; k++)
			setup->policy_of[workers++] = (unsigned)i;
	}
	setup->names = (struct script_names){setup->programs, programs};
	setup->spec = (struct supervisor_spec){.count = workers,
		.policies = setup->policies,
		.policy_of = setup->policy_of,
		.keep_on_start_failure = below(setup, 2),
		.seed = seed};
	if (seed % 2)
		make_tree(setup);
	else if (seed % 4)
		make_needs(setup);
	make_lines(setup);
}

static void print_time(const char *key, uint64_t ns)
{
	char text[32] = "unlimited";

	if (ns != UINT64_MAX)
		text_from_duration(ns, text, sizeof text);
	printf(" %s %s;", key, text);
}

static void print_policy(const struct child_policy *policy)
{
	static const char *const types[] = {"permanent", "transient", "temporary"};

	printf(" %s%s;", types[policy->restart], policy->work ? ", work" : "");
	printf(" success %llx, final %llx;", (unsigned long long)policy->success.codes[0],
		(unsigned long long)policy->final.codes[1]);
	print_time("restart_delay", policy->restart_delay_ns);
	printf(" backoff_factor %u.%03u;", policy->backoff_factor / 1000,
		policy->backoff_factor % 1000);
	print_time("backoff_max", policy->backoff_max_ns);
	print_time("restart_jitter", policy->restart_jitter_ns);
	print_time("stable after", policy->stable_ns);
	printf(" short lives %u; max_restarts %d;", policy->max_short_lives,
		(int)policy->max_restarts);
	print_time("restart_window", policy->restart_window_ns);
	print_time("retry_after", policy->retry_after_ns);
	printf(" on_fatal %s;", policy->exit_on_fatal ? "exit" : "keep");
	print_time("stop_timeout", policy->stop_timeout_ns);
	print_time("start_grace", policy->start_grace_ns);
	print_time("check_interval", policy->check_interval_ns);
	print_time("max_age", policy->max_age_ns);
	print_time("max_age_jitter", policy->max_age_jitter_ns);
	if (policy->scheduled)
		fputs(" scheduled;", stdout);
	putchar('\n');
}

static void print_node(const struct setup *setup, unsigned node)
{
	static const char *const types[] = {"permanent", "transient", "temporary"};
	const struct node_policy *policy = &setup->nodes[node];

	printf("supervisor %u in %u: %s; %s%s; intensity %d;", node, setup->parent_of[node],
		supervisor_strategy_name(policy->strategy), types[policy->restart],
		policy->significant ? ", significant" : "", (int)policy->intensity);
	print_time("period", policy->period_ns);
	printf(" auto_shutdown %s; %s;", auto_shutdown_name(policy->auto_shutdown),
		policy->parallel ? "parallel" : "sequential");
	print_time("shutdown", policy->shutdown_ns);
	for (unsigned i = 0; i < setup->spec.count; i++) {
		char name[32];

		if (setup->node_of[i] == node)
			printf(" %s", script_worker(&setup->names, i, name, sizeof name));
	}
	putchar('\n');
}

void setup_print(const struct setup *setup)
{
	for (size_t i = 0; i < setup->names.count; i++) {
		printf("%s, %u workers:", setup->programs[i].name, setup->programs[i].workers);
		print_policy(&setup->policies[i]);
	}
	for (unsigned i = 0; i < setup->spec.node_count; i++)
		print_node(setup, i);
	for (size_t i = 0; i < setup->spec.need_count; i++)
		printf("%s needs %s:%s\n", setup->programs[setup->needs[i].who].name,
			setup->programs[setup->needs[i].whom].name,
			need_until_name(setup->needs[i].until));
}
