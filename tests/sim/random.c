/* SPDX-License-Identifier: MIT */
#include "config.h"

/* Random policies and supervisors among random events: what must hold is compared with a plain
 *model of the policy at each change, and with what a tree promises. A list of events that breaks a
 *promise is made as short as it still does.
 *
 *	random [SEED [COUNT]]	plays COUNT lists, from the one of this seed on */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "order.h"
#include "setup.h"
#include "sim/script.h"
#include "sim/world.h"

#define REST (3600 * SECOND)

/* Nothing fails any more, and time passes. */
static bool calm_down(const struct setup *setup, struct world *world)
{
	static const struct world_act acts[] = {{.verb = WORLD_LIVES, .ns = WORLD_NEVER},
		{.verb = WORLD_READY, .ns = SECOND / 100},
		{.verb = WORLD_STOPS, .ns = SECOND / 100}};

	for (unsigned i = 0; i < setup->spec.count; i++)
		for (size_t k = 0; k < sizeof acts / sizeof acts[0]; k++)
			world_tell(world, i, &acts[k]);
	return world_pass(world, world_now(world) + REST);
}

/* What never comes to rest, by its policy. */
static bool is_restless(const struct setup *setup)
{
	for (size_t i = 0; i < setup->names.count; i++)
		if (setup->policies[i].max_age_ns)
			return true;
	return false;
}

static bool play_lines(const struct script *script, struct world *world)
{
	bool passed = true;
	unsigned child;

	world_start(world);
	for (size_t i = 0; i < script->count && passed && !model_broken(&child); i++) {
		const struct script_line *line = &script->lines[i];

		passed = world_reach(world, line->at_ns);
		model_check(world);
		model_expect(world, line);
		for (unsigned k = 0; k < (line->count ? line->count : 1); k++)
			world_tell(world, line->first + k, &line->act);
		model_forgive(world);
	}
	return passed;
}

/* As play_script(), with the model beside it. Returns the promise that was broken, or NULL. */
static const char *play(const struct setup *setup, const struct script *script)
{
	struct world *world = world_new(&setup->spec, model_note, NULL);
	bool passed;
	unsigned child;

	model_begin(&setup->spec);
	if (!world)
		return "there is memory";
	passed = play_lines(script, world);
	if (passed && setup->spec.node_count && !is_restless(setup)) {
		passed = calm_down(setup, world);
		if (!world_is_finished(world))
			order_check_rest(world);
	}
	model_expect(world, &(struct script_line){.act.verb = WORLD_STOP_ALL});
	world_tell(world, 0, &(struct world_act){.verb = WORLD_STOP_ALL});
	passed = passed && world_pass(world, world_now(world) + REST);
	model_must(passed, 0, "time goes on");
	model_must(world_is_finished(world), 0, "a stop comes to its end");
	for (unsigned i = 0; i < setup->spec.count; i++)
		model_must(!world_lives(world, i), i, "nothing lives after the end");
	if (world_fault(world))
		model_must(false, 0, world_fault(world));
	world_free(world);
	return model_broken(&child);
}

struct rest {
	struct child_record children[MODEL_WORKERS_MAX];
	struct child_record nodes[NODES_MAX];
	bool finished;
};

static bool was_asked_for(const struct script *script, unsigned child)
{
	for (size_t i = 0; i < script->count; i++)
		if ((script->lines[i].act.verb == WORLD_START ||
			    script->lines[i].act.verb == WORLD_RESTART) &&
			script->lines[i].first == child)
			return true;
	return false;
}

/* What no record says: that an end under way has a reason of its own, that an operator has asked
 * for the start under way or how long it has lasted, and how long somebody waits whose short lives
 * are forgiven. */
static bool has_secrets(
	const struct setup *setup, const struct script *script, const struct world *world)
{
	for (unsigned i = 0; i < setup->spec.count; i++) {
		const struct child_record *record = supervisor_child(world_supervisor(world), i);
		enum restart_type restart = setup->policies[setup->policy_of[i]].restart;

		if (record->state == CHILD_STOPPING &&
			(record->cause == CHILD_CAUSE_TIMEOUT ||
				record->cause == CHILD_CAUSE_WATCHDOG ||
				restart == RESTART_TEMPORARY))
			return true;
		if (record->state == CHILD_BACKOFF && record->short_lives == 0)
			return true;
		/* What it has seen of others is no record's. */
		if (record->state == CHILD_STOPPED && record->cause == CHILD_CAUSE_NEED)
			return true;
		if (record->state == CHILD_STARTING &&
			(was_asked_for(script, i) || setup->policies[setup->policy_of[i]].notifies))
			return true;
	}
	return false;
}

/* Where a list of events ends up, if then another master takes over or not. False: that is not to
 * be compared. */
static bool find_rest(const struct setup *setup, const struct script *script, bool other_master,
	struct rest *ret_rest)
{
	struct world *world = world_new(&setup->spec, model_note, NULL);
	bool passed;

	if (!world)
		return false;
	model_begin(&setup->spec);
	passed = play_lines(script, world) && !has_secrets(setup, script, world) &&
		 supervisor_phase(world_supervisor(world)) != SUPERVISOR_STARTING;
	if (passed && other_master)
		world_tell(world, 0, &(struct world_act){.verb = WORLD_KILL_MASTER});
	passed = passed && calm_down(setup, world);
	*ret_rest = (struct rest){.finished = world_is_finished(world)};
	for (unsigned i = 0; i < setup->spec.count; i++)
		ret_rest->children[i] = *supervisor_child(world_supervisor(world), i);
	for (unsigned i = 0; i < setup->spec.node_count; i++)
		ret_rest->nodes[i] = *supervisor_node(world_supervisor(world), i);
	world_free(world);
	return passed;
}

/* A run that is due again at once is left to the next time by another master. */
static bool has_scheduled(const struct setup *setup)
{
	for (size_t i = 0; i < setup->names.count; i++)
		if (setup->policies[i].scheduled)
			return true;
	return false;
}

static void compare(const struct child_record *a, const struct child_record *b, unsigned child)
{
	model_must(a->state == b->state && a->wanted == b->wanted, child,
		"another master comes to the same rest");
}

static const char *compare_rests(const struct setup *setup, const struct script *script)
{
	struct rest alone, other;
	unsigned child;

	if (is_restless(setup) || has_scheduled(setup) ||
		!find_rest(setup, script, false, &alone) || !find_rest(setup, script, true, &other))
		return NULL;
	model_must(alone.finished == other.finished, 0, "another master comes to the same end");
	for (unsigned i = 0; i < setup->spec.count; i++)
		compare(&alone.children[i], &other.children[i], i);
	for (unsigned i = 0; i < setup->spec.node_count; i++)
		compare(&alone.nodes[i], &other.nodes[i], 0);
	return model_broken(&child);
}

/* Every promise about one list. Returns the one that was broken, or NULL. */
static const char *check(const struct setup *setup, const struct script *script)
{
	const char *promise = play(setup, script);

	return promise ? promise : compare_rests(setup, script);
}

/* Leaves out ever smaller pieces, as long as the same promise is broken without them. */
static void shorten(const struct setup *setup, struct script *script)
{
	const char *promise = check(setup, script);
	struct script_line kept[LINES_MAX];

	for (size_t piece = script->count; piece > 0; piece /= 2)
		for (size_t from = 0; from + piece <= script->count;) {
			struct script shorter = {.lines = kept,
				.count = script->count - piece,
				.end_ns = WORLD_NEVER};

			memcpy(kept, script->lines, from * sizeof *kept);
			memcpy(kept + from, script->lines + from + piece,
				(shorter.count - from) * sizeof *kept);
			if (check(setup, &shorter) != promise) {
				from++;
				continue;
			}
			memcpy(script->lines, kept, shorter.count * sizeof *kept);
			script->count = shorter.count;
		}
	check(setup, script);
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
	setup_print(setup);
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
		setup_make(&setup, seed + i);
		if (!comes_back(&setup))
			return EXIT_FAILURE;
		if (check(&setup, &setup.script)) {
			report(&setup, seed + i);
			return EXIT_FAILURE;
		}
	}
	printf("random: %llu lists of events from seed %llu on: all promises kept\n",
		(unsigned long long)count, (unsigned long long)seed);
	return EXIT_SUCCESS;
}
