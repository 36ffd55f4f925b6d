/* SPDX-License-Identifier: MIT */
#include "config.h"

/* Random policies among random events: what must hold is compared with a plain model of the policy
 * at each change. A list of events that breaks a promise is made as short as it still does.
 *
 *	random [SEED [COUNT]]	plays COUNT lists, from the one of this seed on */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model.h"
#include "sim/script.h"
#include "sim/world.h"

#define SECOND UINT64_C(1000000000)
#define PROGRAMS_MAX 4
#define LINES_MAX 60

/* What one seed stands for. */
struct setup {
	uint64_t random;
	struct child_policy policies[PROGRAMS_MAX];
	struct script_program programs[PROGRAMS_MAX];
	unsigned policy_of[MODEL_WORKERS_MAX];
	struct script_names names;
	struct supervisor_spec spec;
	struct script_line lines[LINES_MAX];
	struct script script;
};

static uint64_t below(struct setup *setup, uint64_t limit)
{
	setup->random ^= setup->random << 13;
	setup->random ^= setup->random >> 7;
	setup->random ^= setup->random << 17;
	return (setup->random >> 11) % limit;
}

/* As play_script(), with the model beside it. Returns the promise that was broken, or NULL. */
static const char *play(const struct setup *setup, const struct script *script)
{
	struct world *world = world_new(&setup->spec, model_note, NULL);
	bool passed = world != NULL;
	unsigned child;

	model_begin(&setup->spec);
	if (!world)
		return "there is memory";
	world_start(world);
	for (size_t i = 0; i < script->count && passed && !model_broken(&child); i++) {
		const struct script_line *line = &script->lines[i];

		passed = world_reach(world, line->at_ns);
		model_check(world);
		model_expect(world, line);
		for (unsigned k = 0; k < (line->count ? line->count : 1); k++)
			world_tell(world, line->first + k, &line->act);
		model_forgive();
	}
	world_tell(world, 0, &(struct world_act){.verb = WORLD_STOP_ALL});
	passed = passed && world_pass(world, world_now(world) + 3600 * SECOND);
	model_must(passed, 0, "time goes on");
	model_must(world_is_finished(world), 0, "a stop comes to its end");
	for (unsigned i = 0; i < setup->spec.count; i++)
		model_must(!world_lives(world, i), i, "nothing lives after the end");
	if (world_fault(world))
		model_must(false, 0, world_fault(world));
	world_free(world);
	return model_broken(&child);
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

static void make_setup(struct setup *setup, uint64_t seed)
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
	make_lines(setup);
}

/* Leaves out ever smaller pieces, as long as the same promise is broken without them. */
static void shorten(const struct setup *setup, struct script *script)
{
	const char *promise = play(setup, script);
	struct script_line kept[LINES_MAX];

	for (size_t piece = script->count; piece > 0; piece /= 2)
		for (size_t from = 0; from + piece <= script->count;) {
			struct script shorter = {.lines = kept,
				.count = script->count - piece,
				.end_ns = WORLD_NEVER};

			memcpy(kept, script->lines, from * sizeof *kept);
			memcpy(kept + from, script->lines + from + piece,
				(shorter.count - from) * sizeof *kept);
			if (play(setup, &shorter) != promise) {
				from++;
				continue;
			}
			memcpy(script->lines, kept, shorter.count * sizeof *kept);
			script->count = shorter.count;
		}
	play(setup, script);
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

static void report(struct setup *setup, uint64_t seed)
{
	struct script script = setup->script;
	struct buffer text = {0};
	char name[32];
	unsigned child;
	const char *promise;

	shorten(setup, &script);
	promise = model_broken(&child);
	printf("random: seed %llu: broken: %s (%s)\n", (unsigned long long)seed, promise,
		script_worker(&setup->names, child, name, sizeof name));
	for (size_t i = 0; i < setup->names.count; i++) {
		printf("%s, %u workers:", setup->programs[i].name, setup->programs[i].workers);
		print_policy(&setup->policies[i]);
	}
	script_print(&script, &setup->names, &text);
	fputs(text.data ? text.data : "", stdout);
	buffer_done(&text);
}

/* What is printed is read as the same. */
static bool comes_back(const struct setup *setup)
{
	struct buffer text = {0}, again = {0};
	struct error_list errors = {0};
	struct script script;
	bool same;

	script_print(&setup->script, &setup->names, &text);
	same = script_read(&script, text.data, &setup->names, "text", &errors) == 0;
	script_print(&script, &setup->names, &again);
	same = same && again.data && strcmp(text.data, again.data) == 0;
	if (!same)
		printf("random: printed:\n%sread:\n%s", text.data, again.data ? again.data : "");
	script_done(&script);
	error_list_done(&errors);
	buffer_done(&again);
	buffer_done(&text);
	return same;
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 && *argv[1] ? strtoull(argv[1], NULL, 0) : 1;
	uint64_t count = argc > 2 && *argv[2] ? strtoull(argv[2], NULL, 0) : 5000;
	static struct setup setup;

	for (uint64_t i = 0; i < count; i++) {
		make_setup(&setup, seed + i);
		if (!comes_back(&setup))
			return EXIT_FAILURE;
		if (play(&setup, &setup.script)) {
			report(&setup, seed + i);
			return EXIT_FAILURE;
		}
	}
	printf("random: %llu lists of events from seed %llu on: all promises kept\n",
		(unsigned long long)count, (unsigned long long)seed);
	return EXIT_SUCCESS;
}
