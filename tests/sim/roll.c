/* SPDX-License-Identifier: MIT */
#include "config.h"

/* Rounds of rolling among processes that are made up: late, broken, killed at random, under
 *operators that say anything and masters that are killed between any two effects. In a calm world
 *nothing happens but rounds: no worker that was ready may ever be without a ready process.
 *
 *	roll [SEED [COUNT]]	plays COUNT worlds, from the one of this seed on */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "supervisor/supervisor.h"

#define PROGRAMS_MAX 3
#define WORKERS_MAX 4
#define CHILDREN_MAX (PROGRAMS_MAX * (WORKERS_MAX + 1))
#define NODES_MAX 3
#define STEPS 600
#define SECOND UINT64_C(1000000000)
#define NOBODY UINT32_MAX

enum being { NOTHING, ASKED, ALIVE };

/* A line of the scoreboard. */
struct line {
	unsigned role; /* which child of the spec it stands for */
	struct child_record record;
	uint64_t window[8];
	size_t window_count;
};

static struct world {
	struct supervisor *supervisor;
	struct supervisor_spec spec;
	struct child_policy policies[PROGRAMS_MAX];
	unsigned policy_of[CHILDREN_MAX], spare_policy_of[PROGRAMS_MAX];
	struct node_policy nodes[NODES_MAX];
	unsigned parent_of[NODES_MAX], node_of[CHILDREN_MAX];
	struct child_record node_records[NODES_MAX];
	uint64_t node_windows[NODES_MAX][8];
	size_t node_window_counts[NODES_MAX];
	unsigned count; /* with the spare ones */
	struct line lines[CHILDREN_MAX];
	enum being beings[CHILDREN_MAX];
	unsigned births[CHILDREN_MAX]; /* of the present process */
	unsigned born;
	unsigned rolled[CHILDREN_MAX]; /* by role: what was born when it was told so */
	bool served[CHILDREN_MAX];     /* by role */
	uint64_t now, random;
	bool calm, lasting, decided, stopping, finished;
	unsigned rounds, failures, swaps;
} w;

static struct {
	unsigned long swaps, rounds, failures;
} total;

static const char *broken;

static void must(bool holds, const char *promise)
{
	if (!holds && !broken)
		broken = promise;
}

static unsigned below(unsigned limit)
{
	w.random ^= w.random << 13;
	w.random ^= w.random >> 7;
	w.random ^= w.random << 17;
	return (unsigned)(w.random >> 33) % limit;
}

static const struct child_record *record(unsigned child)
{
	return supervisor_child(w.supervisor, child);
}

static bool is_spare(unsigned child)
{
	return w.lines[child].role >= w.spec.count;
}

static unsigned program_of(unsigned role)
{
	return role < w.spec.count ? w.policy_of[role] : role - (unsigned)w.spec.count;
}

static unsigned child_of(unsigned role)
{
	for (unsigned i = 0; i < w.count; i++)
		if (w.lines[i].role == role)
			return i;
	return NOBODY;
}

static void tell(enum child_event type, unsigned child, enum child_cause cause, int status)
{
	struct supervisor_event event = {type, child, cause, status};

	supervisor_step(w.supervisor, &event, w.now);
}

static void write_line(unsigned child)
{
	struct line *line = &w.lines[child];

	line->record = *record(child);
	line->window_count = supervisor_window(w.supervisor, child, line->window, 8);
}

static void answer(unsigned child)
{
	if (w.beings[child] != ASKED)
		return;
	w.beings[child] = below(8) ? ALIVE : NOTHING;
	tell(w.beings[child] == ALIVE ? CHILD_EVENT_SPAWNED : CHILD_EVENT_SPAWN_FAILED, child,
		CHILD_CAUSE_SPAWN, 11);
}

static void die(unsigned child, enum child_cause cause, int status)
{
	if (w.beings[child] != ALIVE)
		return;
	w.beings[child] = NOTHING;
	tell(CHILD_EVENT_GONE, child, cause, status);
}

static void swap(unsigned new, unsigned old)
{
	unsigned role = w.lines[old].role;

	must(is_spare(new) && !is_spare(old), "a worker and a spare child change roles");
	must(program_of(role) == program_of(w.lines[new].role), "they are of one program");
	w.lines[old].role = w.lines[new].role;
	w.lines[new].role = role;
	write_line(new);
	write_line(old);
	w.swaps++;
}

/* Whoever is up has a process that was born after he was told. */
static void end_round(unsigned spare)
{
	struct supervisor_roll roll;

	must(is_spare(spare) && w.beings[spare] == NOTHING, "a round leaves nothing behind");
	must(supervisor_roll(w.supervisor, spare, &roll), "it can roll");
	must(roll.due == 0 && !roll.active, "nobody is due after a round");
	w.rounds++;
	w.failures += roll.failed;
	for (unsigned i = 0; i < w.spec.count; i++) {
		unsigned child = child_of(i);

		if (program_of(i) != program_of(w.lines[spare].role) || roll.failed)
			continue;
		must(record(child)->state != CHILD_RUNNING || w.births[child] > w.rolled[i],
			"a round that has not failed leaves no old process");
		if (w.calm && w.rolled[i] && !w.stopping)
			must(record(child)->state == CHILD_RUNNING, "all run after a round");
	}
}

static void carry_out(const struct supervisor_effect *effect)
{
	unsigned child = effect->child;

	must(!w.finished, "nothing is decided after the end");
	switch (effect->type) {
	case EFFECT_SWAPPED:
		swap(child, (unsigned)effect->value);
		break;
	case EFFECT_CHANGED:
		write_line(child);
		break;
	case EFFECT_ROLLED:
		end_round(child);
		break;
	case EFFECT_SPAWN:
		must(w.beings[child] == NOTHING, "a child has one process");
		must(!w.stopping, "nothing is started while all is stopped");
		w.beings[child] = ASKED;
		w.births[child] = ++w.born;
		if (!w.lasting && below(2))
			answer(child);
		break;
	case EFFECT_SIGNAL:
	case EFFECT_KILL:
		must(w.beings[child] == ALIVE, "who is signalled lives");
		must(record(child)->state == CHILD_STOPPING, "who is signalled is being ended");
		if (!w.lasting && below(effect->type == EFFECT_KILL ? 1 : 3) == 0)
			die(child, CHILD_CAUSE_SIGNAL, 15);
		break;
	case EFFECT_STARTED:
	case EFFECT_START_FAILED:
		w.decided = true;
		break;
	case EFFECT_GAVE_UP:
		w.stopping = true;
		break;
	case EFFECT_FINISHED:
		for (unsigned i = 0; i < w.count; i++)
			must(w.beings[i] == NOTHING, "nothing lives after the end");
		w.finished = true;
		break;
	case EFFECT_NODE_CHANGED:
		w.node_records[child] = *supervisor_node(w.supervisor, child);
		w.node_window_counts[child] =
			supervisor_node_window(w.supervisor, child, w.node_windows[child], 8);
		break;
	case EFFECT_COUNT:
		break;
	}
}

/* Sometimes only a part: the master may die between any two effects. */
static void drain(bool all)
{
	struct supervisor_effect effect;

	while ((all || below(8)) && supervisor_next(w.supervisor, &effect))
		carry_out(&effect);
}

static void make_policy(struct child_policy *policy)
{
	*policy = (struct child_policy){
		.restart = w.calm ? RESTART_PERMANENT : (enum restart_type)below(3),
		.success = {.codes = {1}},
		.restart_delay_ns = below(2) * SECOND,
		.stable_ns = below(2) * SECOND,
		.max_restarts = w.calm ? UINT32_MAX : below(6),
		.restart_window_ns = 10 * SECOND,
		.stop_signal = 15,
		.stop_timeout_ns = below(4) * SECOND,
		.start_grace_ns = below(2) * SECOND / 5,
		.notifies = below(3) > 0,
		.ready_timeout_ns = 3 * SECOND,
		.max_age_ns = !w.calm && below(3) == 0 ? 5 * SECOND : 0,
		.work = below(4) == 0,
		.check_interval_ns = 5 * SECOND,
	};
}

static void make_nodes(void)
{
	w.spec.node_count = 1 + below(NODES_MAX);
	for (unsigned i = 0; i < w.spec.node_count; i++) {
		w.parent_of[i] = i > 0 ? below(i) : 0;
		w.nodes[i] = (struct node_policy){
			/* A group restart is another reason to be without a process. */
			.strategy =
				w.calm ? STRATEGY_ONE_FOR_ONE : (enum supervisor_strategy)below(4),
			.intensity = w.calm ? SUPERVISOR_UNLIMITED : 2 + below(5),
			.period_ns = 5 * SECOND,
			.parallel = below(2),
			.shutdown_ns = UINT64_MAX,
		};
	}
	for (unsigned i = 0; i < w.spec.count; i++)
		w.node_of[i] = below((unsigned)w.spec.node_count);
	w.spec.nodes = w.nodes;
	w.spec.parent_of = w.parent_of;
	w.spec.node_of = w.node_of;
}

static void open_world(uint64_t seed)
{
	unsigned programs;

	memset(&w, 0, sizeof w);
	w.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	w.now = 1000 * SECOND;
	w.calm = seed % 3 == 0;
	programs = 1 + below(PROGRAMS_MAX);
	for (unsigned i = 0; i < programs; i++) {
		make_policy(&w.policies[i]);
		w.spare_policy_of[i] = i;
		for (unsigned k = 1 + below(WORKERS_MAX); k > 0; k--)
			w.policy_of[w.spec.count++] = i;
	}
	w.spec.policies = w.policies;
	w.spec.policy_of = w.policy_of;
	w.spec.spare_count = programs;
	w.spec.spare_policy_of = w.spare_policy_of;
	w.spec.keep_on_start_failure = true;
	w.spec.seed = seed;
	if (seed % 2)
		make_nodes();
	w.count = (unsigned)w.spec.count + programs;
	for (unsigned i = 0; i < w.count; i++)
		w.lines[i] = (struct line){.role = i};
	w.supervisor = supervisor_new(&w.spec);
	supervisor_start(w.supervisor, false, w.now);
	drain(true);
}

/* Another one starts; what was decided but not carried out is lost. */
static void kill_master(void)
{
	unsigned order[CHILDREN_MAX];

	supervisor_free(w.supervisor);
	w.supervisor = supervisor_new(&w.spec);
	for (unsigned i = 0; i < w.count; i++) {
		order[w.lines[i].role] = i;
		/* Told, and forgotten before it was written down. */
		if (!w.lines[i].record.due)
			w.rolled[w.lines[i].role] = 0;
	}
	must(supervisor_arrange(w.supervisor, order) == 0, "the roles are known");
	for (unsigned i = 0; i < w.count; i++) {
		if (w.beings[i] == ASKED)
			w.beings[i] = w.calm || below(2) ? ALIVE : NOTHING;
		supervisor_restore(w.supervisor, i, &w.lines[i].record, w.beings[i] == ALIVE,
			w.lines[i].window, w.lines[i].window_count);
	}
	for (unsigned i = 0; i < w.spec.node_count; i++)
		supervisor_restore_node(w.supervisor, i, &w.node_records[i], w.node_windows[i],
			w.node_window_counts[i]);
	supervisor_start(w.supervisor, w.decided, w.now);
	if (w.stopping)
		supervisor_stop(w.supervisor, w.now);
}

static void roll(unsigned program)
{
	for (unsigned i = 0; i < w.spec.count; i++) {
		unsigned child = child_of(i);

		if (program_of(i) != program || record(child)->due)
			continue;
		w.rolled[i] = w.born;
		tell(CHILD_EVENT_ROLL, child, CHILD_CAUSE_NONE, 0);
		/* Whose roll does not count is not asked after. */
		if (!record(child)->due)
			w.rolled[i] = 0;
	}
}

static void pass(void)
{
	uint64_t deadline = supervisor_deadline(w.supervisor);

	if (deadline != UINT64_MAX && below(2))
		w.now = deadline > w.now ? deadline : w.now;
	else
		w.now += below(1000) * (SECOND / 500);
	supervisor_expire(w.supervisor, w.now);
}

/* Of a process whose end cannot make a worker be without one that is ready. */
static bool may_die(unsigned child)
{
	return !w.calm || record(child)->state != CHILD_RUNNING;
}

static void disturb(unsigned child)
{
	static const enum child_event words[] = {
		CHILD_EVENT_START, CHILD_EVENT_STOP, CHILD_EVENT_RESTART, CHILD_EVENT_WAKE};

	if (w.calm)
		return;
	switch (below(4)) {
	case 0:
		tell(CHILD_EVENT_RECYCLE, child, CHILD_CAUSE_MEMORY, 1);
		break;
	case 1:
		tell(CHILD_EVENT_WATCHDOG, child, CHILD_CAUSE_NONE, 0);
		break;
	case 2:
		if (w.spec.node_count > 1)
			(below(3) ? supervisor_node_start : supervisor_node_stop)(
				w.supervisor, 1, w.now);
		break;
	default:
		tell(words[below(4)], child, CHILD_CAUSE_NONE, 0);
		break;
	}
}

static void live(void)
{
	unsigned child = below(w.count), dice = below(100);

	if (dice < 25)
		answer(child);
	else if (dice < 35 && may_die(child) && below(2))
		die(child, CHILD_CAUSE_EXIT, (int)below(2));
	else if (dice < 40 && is_spare(child) && record(child)->state == CHILD_STOPPING)
		die(child, CHILD_CAUSE_SIGNAL, 15);
	else if (dice < 65 && w.beings[child] == ALIVE)
		tell(CHILD_EVENT_READY, child, CHILD_CAUSE_NONE, 0);
	else if (dice < 80)
		pass();
	else if (dice < 88)
		roll(program_of(w.lines[child].role));
	else if (dice < 92)
		kill_master();
	else
		disturb(child);
}

/* After the effects: what was ready before is so now. */
static void look(bool settled)
{
	for (unsigned i = 0; i < w.spec.count && settled; i++) {
		unsigned child = child_of(i);
		bool serves = record(child)->state == CHILD_RUNNING && w.beings[child] == ALIVE;

		if (w.calm && w.served[i])
			must(serves, "who was ready is never without a ready process");
		w.served[i] = serves;
	}
	for (unsigned i = 0; i < w.count && settled; i++)
		if (is_spare(i))
			must(record(i)->wanted == CHILD_WANTED_STOPPED && record(i)->exits == 0 &&
					!record(i)->due,
				"nothing is wanted of a spare child");
}

/* Nothing fails any more: every round comes to its end. */
static void calm_down(void)
{
	struct supervisor_roll roll;

	w.lasting = false;
	for (unsigned turn = 0; turn < 300 && !w.finished; turn++) {
		drain(true);
		for (unsigned i = 0; i < w.count; i++) {
			if (w.beings[i] == ASKED) {
				w.beings[i] = ALIVE;
				tell(CHILD_EVENT_SPAWNED, i, CHILD_CAUSE_NONE, 0);
			} else if (record(i)->state == CHILD_STARTING) {
				tell(CHILD_EVENT_READY, i, CHILD_CAUSE_NONE, 0);
			} else if (record(i)->state == CHILD_STOPPING) {
				die(i, CHILD_CAUSE_SIGNAL, 15);
			}
			drain(true);
		}
		if (supervisor_deadline(w.supervisor) != UINT64_MAX) {
			w.now = supervisor_deadline(w.supervisor);
			supervisor_expire(w.supervisor, w.now);
		}
	}
	for (unsigned i = 0; i < w.spec.spare_count && !w.finished; i++)
		if (supervisor_roll(w.supervisor, child_of((unsigned)w.spec.count + i), &roll))
			must(!roll.active, "a round comes to its end");
}

static void stop(void)
{
	w.stopping = true;
	w.lasting = false;
	supervisor_stop(w.supervisor, w.now);
	for (unsigned turn = 0; turn < 100 && !w.finished; turn++) {
		drain(true);
		for (unsigned i = 0; i < w.count; i++) {
			answer(i);
			drain(true);
		}
		pass();
		if (turn > 50)
			supervisor_kill(w.supervisor, w.now);
	}
	drain(true);
	must(w.finished, "a stop comes to its end");
}

static void play(uint64_t seed)
{
	open_world(seed);
	for (unsigned step = 0; step < STEPS && !w.finished && !broken; step++) {
		bool all = below(4) > 0;

		w.lasting = below(4) == 0;
		live();
		drain(all);
		look(all);
	}
	if (!w.finished && below(2))
		calm_down();
	if (!w.finished)
		stop();
	supervisor_free(w.supervisor);
	total.swaps += w.swaps;
	total.rounds += w.rounds;
	total.failures += w.failures;
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 && *argv[1] ? strtoull(argv[1], NULL, 0) : 1;
	uint64_t count = argc > 2 && *argv[2] ? strtoull(argv[2], NULL, 0) : 3000;

	for (uint64_t i = 0; i < count; i++) {
		play(seed + i);
		if (broken) {
			printf("roll: seed %llu: broken: %s\n", (unsigned long long)(seed + i),
				broken);
			return EXIT_FAILURE;
		}
	}
	printf("roll: %llu worlds from seed %llu on: all promises kept: %lu workers replaced, "
	       "%lu rounds, %lu of them failed\n",
		(unsigned long long)count, (unsigned long long)seed, total.swaps, total.rounds,
		total.failures);
	/* A world in which nothing happens keeps every promise. */
	return total.swaps > count && total.failures > 0 && total.failures < total.rounds
		       ? EXIT_SUCCESS
		       : EXIT_FAILURE;
}
