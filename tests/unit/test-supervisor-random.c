/* SPDX-License-Identifier: MIT */

/* A world of processes that live, die and are late at random, operators that say anything at any
 * moment and a master that is killed now and then, also in the middle of what it does. Every other
 * world has supervisors. What must never happen is asserted at each effect. The seed is the number
 * of the test's turn. */

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "supervisor-rig.h"
#include "supervisor/core.h"

#define CHILDREN_MAX 12
#define NODES_MAX 5
#define EXITS_MAX 4096
#define STEPS 1500

enum being { NOTHING, ASKED, ALIVE, LEADERLESS, STRANGER };

static struct world {
	struct supervisor *supervisor;
	struct supervisor_spec spec;
	struct child_policy policies[CHILDREN_MAX];
	unsigned policy_of[CHILDREN_MAX];
	struct node_policy nodes[NODES_MAX];
	unsigned parent_of[NODES_MAX];
	unsigned node_of[CHILDREN_MAX];
	struct child_record nodes_written[NODES_MAX];
	uint64_t node_windows[NODES_MAX][8];
	size_t node_window_counts[NODES_MAX];
	enum being beings[CHILDREN_MAX];
	struct child_record written[CHILDREN_MAX]; /* what the scoreboard says */
	bool excused[CHILDREN_MAX];		   /* an operator asked for the next start */
	uint64_t exits[CHILDREN_MAX][EXITS_MAX];
	size_t exit_count[CHILDREN_MAX];
	uint64_t exits_seen[CHILDREN_MAX];
	bool probing_seen[CHILDREN_MAX];
	uint64_t windows[CHILDREN_MAX][8]; /* what the scoreboard says */
	size_t window_counts[CHILDREN_MAX];
	uint64_t now;
	uint64_t random;
	unsigned verdicts;
	bool stopping;
	bool finished;
	bool lasting; /* nobody answers while effects are carried out */
} w;

/* ck_assert() itself writes to a pipe each time, and this is asked millions of times. */
#define must(condition)                                 \
	do {                                            \
		if (!(condition))                       \
			ck_abort_msg("%s", #condition); \
	} while (0)

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

static bool is_same(const struct child_record *a, const struct child_record *b)
{
	return a->state == b->state && a->wanted == b->wanted && a->cause == b->cause &&
	       a->status == b->status && a->restarts == b->restarts &&
	       a->changed_ns == b->changed_ns && a->exits == b->exits &&
	       a->short_lives == b->short_lives && a->probing == b->probing && a->asked == b->asked;
}

static void note_exits(void)
{
	const struct effects *effects = &w.supervisor->effects;

	must(effects->length <= effects->room);
	for (unsigned i = 0; i < w.spec.count; i++) {
		must(record(i)->exits - w.exits_seen[i] <= 1);
		if (record(i)->exits != w.exits_seen[i] && w.exit_count[i] < EXITS_MAX)
			w.exits[i][w.exit_count[i]++] = w.now;
		w.exits_seen[i] = record(i)->exits;
		/* A probe that is well has a fresh budget. */
		if (w.probing_seen[i] && !record(i)->probing)
			w.exit_count[i] = 0;
		w.probing_seen[i] = record(i)->probing;
	}
}

static void tell(enum child_event type, unsigned child, enum child_cause cause, int status)
{
	struct supervisor_event event = {
		.type = type, .child = child, .cause = cause, .status = status};

	supervisor_step(w.supervisor, &event, w.now);
	note_exits();
}

static void check_budget(unsigned child)
{
	const struct child_policy *policy = &w.policies[child];
	size_t within = 0;

	/* A supervisor that begins anew forgives everything. */
	if (w.excused[child] || policy->work || record(child)->probing || w.spec.node_count)
		return;
	must(policy->max_short_lives == 0 || record(child)->short_lives < policy->max_short_lives);
	if (policy->restart_window_ns == 0)
		return;
	for (size_t i = 0; i < w.exit_count[child]; i++)
		within += w.now - w.exits[child][i] <= policy->restart_window_ns;
	must(within <= policy->max_restarts);
}

static void answer(unsigned child)
{
	if (w.beings[child] != ASKED)
		return;
	w.beings[child] = below(5) ? ALIVE : NOTHING;
	tell(w.beings[child] == ALIVE ? CHILD_EVENT_SPAWNED : CHILD_EVENT_SPAWN_FAILED, child,
		CHILD_CAUSE_SPAWN, 11);
}

static void die(unsigned child)
{
	static const enum child_cause causes[] = {
		CHILD_CAUSE_EXIT, CHILD_CAUSE_EXIT, CHILD_CAUSE_SIGNAL, CHILD_CAUSE_UNKNOWN};

	if (w.beings[child] != ALIVE && w.beings[child] != LEADERLESS)
		return;
	if (w.beings[child] == ALIVE && below(3) == 0) {
		w.beings[child] = LEADERLESS;
		tell(CHILD_EVENT_EXITED, child, causes[below(4)], (int)below(2));
		return;
	}
	w.beings[child] = NOTHING;
	tell(CHILD_EVENT_GONE, child, causes[below(4)], (int)below(2));
}

static void carry_out(const struct supervisor_effect *effect)
{
	unsigned child = effect->child;

	must(!w.finished);
	switch (effect->type) {
	case EFFECT_CHANGED:
		w.written[child] = *record(child);
		w.window_counts[child] =
			supervisor_window(w.supervisor, child, w.windows[child], 8);
		break;
	case EFFECT_SPAWN:
		must(w.beings[child] == NOTHING);
		must(!w.stopping);
		must(is_same(&w.written[child], record(child)));
		check_budget(child);
		w.excused[child] = false;
		w.beings[child] = ASKED;
		if (!w.lasting && below(2))
			answer(child);
		break;
	case EFFECT_SIGNAL:
	case EFFECT_KILL:
		must(w.beings[child] == ALIVE || w.beings[child] == LEADERLESS);
		must(is_same(&w.written[child], record(child)));
		must(record(child)->state == CHILD_STOPPING);
		if (!w.lasting && below(effect->type == EFFECT_KILL ? 1 : 3) == 0)
			die(child);
		break;
	case EFFECT_STARTED:
	case EFFECT_START_FAILED:
		must(w.verdicts++ == 0);
		if (effect->type == EFFECT_START_FAILED && !w.spec.keep_on_start_failure)
			w.stopping = true;
		break;
	case EFFECT_GAVE_UP:
		must(w.policies[child].exit_on_fatal || w.spec.node_count);
		must(record(child)->state == CHILD_FATAL || w.spec.node_count);
		must(w.verdicts > 0);
		w.stopping = true;
		break;
	case EFFECT_FINISHED:
		for (unsigned i = 0; i < w.spec.count; i++)
			must(w.beings[i] == NOTHING || w.beings[i] == STRANGER);
		w.finished = true;
		break;
	case EFFECT_NODE_CHANGED:
		w.nodes_written[child] = *supervisor_node(w.supervisor, child);
		w.node_window_counts[child] =
			supervisor_node_window(w.supervisor, child, w.node_windows[child], 8);
		break;
	case EFFECT_SWAPPED: /* tests/sim/roll.c */
	case EFFECT_ROLLED:
	case EFFECT_COUNT:
		ck_abort();
	}
}

/* Sometimes only a part: the master may die between any two effects. */
static void drain(bool all)
{
	struct supervisor_effect effect;

	while ((all || below(8)) && supervisor_next(w.supervisor, &effect))
		carry_out(&effect);
}

static void choose_policies(void)
{
	for (unsigned i = 0; i < w.spec.count; i++) {
		w.policy_of[i] = i;
		w.policies[i] = (struct child_policy){
			.restart = (enum restart_type)below(3),
			.success = {.codes = {1}},
			.final = {.codes = {below(6) ? 0 : 2}},
			.restart_delay_ns = below(3) * SECOND / 2,
			.backoff_factor = 1000 + below(3) * 500,
			.backoff_max_ns = below(4) * SECOND,
			.restart_jitter_ns = below(2) * SECOND / 10,
			.stable_ns = below(4) * SECOND,
			.max_short_lives = below(3) ? 0 : 1 + below(4),
			.retry_after_ns = below(2) * 7 * SECOND,
			.exit_on_fatal = below(12) == 0,
			.max_restarts = below(5),
			.restart_window_ns = below(3) * 5 * SECOND,
			.stop_signal = 15,
			.stop_timeout_ns = below(4) ? below(2) * SECOND : UINT64_MAX,
			.start_grace_ns = below(2) * SECOND / 5,
			.notifies = below(4) == 0,
			.ready_timeout_ns = below(4) ? SECOND : UINT64_MAX,
			.work = below(3) == 0,
			.check_interval_ns = below(2) * 5 * SECOND,
		};
	}
}

static void choose_nodes(void)
{
	w.spec.node_count = 1 + below(NODES_MAX);
	for (unsigned i = 0; i < w.spec.node_count; i++) {
		w.parent_of[i] = i > 0 ? below(i) : 0;
		w.nodes[i] = (struct node_policy){
			.strategy = (enum supervisor_strategy)below(4),
			.intensity = below(3) ? 2 + below(5) : SUPERVISOR_UNLIMITED,
			.period_ns = (1 + below(5)) * SECOND,
			.auto_shutdown = (enum auto_shutdown)below(3),
			.parallel = below(3) == 0,
			.restart = (enum restart_type)(below(2) ? 0 : below(3)),
			.significant = below(3) == 0,
			.shutdown_ns = below(3) ? UINT64_MAX : below(3) * SECOND,
		};
	}
	for (unsigned i = 0; i < w.spec.count; i++) {
		w.node_of[i] = below((unsigned)w.spec.node_count);
		w.policies[i].significant = below(4) == 0;
	}
	w.spec.nodes = w.nodes;
	w.spec.parent_of = w.parent_of;
	w.spec.node_of = w.node_of;
}

static void open_world(uint64_t seed)
{
	memset(&w, 0, sizeof w);
	w.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	w.now = 1000 * SECOND;
	w.spec.count = 1 + below(CHILDREN_MAX);
	w.spec.policies = w.policies;
	w.spec.policy_of = w.policy_of;
	w.spec.keep_on_start_failure = below(2);
	w.spec.seed = seed;
	choose_policies();
	if (seed % 2)
		choose_nodes();
	w.supervisor = supervisor_new(&w.spec);
	supervisor_start(w.supervisor, false, w.now);
	drain(true);
}

/* The master is killed and another one starts; what was decided but not carried out is lost. */
static void kill_master(void)
{
	bool resumed = w.verdicts > 0 || w.stopping;

	supervisor_free(w.supervisor);
	w.supervisor = supervisor_new(&w.spec);
	for (unsigned i = 0; i < w.spec.count; i++) {
		if (w.beings[i] == ASKED)
			w.beings[i] = below(2) ? ALIVE : NOTHING;
		supervisor_restore(w.supervisor, i, &w.written[i],
			w.beings[i] == ALIVE || w.beings[i] == LEADERLESS, w.windows[i],
			w.window_counts[i]);
		w.exits_seen[i] = record(i)->exits;
		w.probing_seen[i] = record(i)->probing;
		/* Who is started anew begins with an empty window. */
		w.exit_count[i] = resumed ? w.window_counts[i] : 0;
		memcpy(w.exits[i], w.windows[i], sizeof w.windows[i]);
		w.excused[i] = true;
	}
	for (unsigned i = 0; i < w.spec.node_count; i++)
		supervisor_restore_node(w.supervisor, i, &w.nodes_written[i], w.node_windows[i],
			w.node_window_counts[i]);
	for (unsigned i = 0; i < w.spec.count; i++)
		if (w.beings[i] == STRANGER)
			tell(CHILD_EVENT_UNPROVEN, i, CHILD_CAUSE_NONE, 0);
	supervisor_start(w.supervisor, resumed, w.now);
	if (w.stopping)
		supervisor_stop(w.supervisor, w.now);
	note_exits();
}

static void say(enum child_event word, unsigned child)
{
	enum child_state state = record(child)->state;
	uint64_t ignored = supervisor_ignored(w.supervisor);

	tell(word, child, CHILD_CAUSE_NONE, 0);
	if (word == CHILD_EVENT_STOP || supervisor_ignored(w.supervisor) != ignored)
		return;
	w.excused[child] = true;
	if (state == CHILD_FATAL ||
		((state == CHILD_EXITED || state == CHILD_STOPPED) && word != CHILD_EVENT_WAKE))
		w.exit_count[child] = 0;
}

static void doubt(unsigned child)
{
	if (w.beings[child] == STRANGER) {
		w.beings[child] = NOTHING;
		tell(CHILD_EVENT_GONE, child, CHILD_CAUSE_UNKNOWN, 0);
	} else if (w.beings[child] != ASKED) {
		w.beings[child] = STRANGER;
		tell(CHILD_EVENT_UNPROVEN, child, CHILD_CAUSE_NONE, 0);
	}
}

/* What cannot be, of a child without a process: nothing may come of it. */
static void talk_nonsense(unsigned child)
{
	static const enum child_event events[] = {CHILD_EVENT_SPAWNED, CHILD_EVENT_SPAWN_FAILED,
		CHILD_EVENT_READY, CHILD_EVENT_EXITED, CHILD_EVENT_GONE, CHILD_EVENT_DEADLINE};
	uint64_t ignored = supervisor_ignored(w.supervisor);
	struct child_record before = *record(child);

	if (w.beings[child] != NOTHING || record(child)->cause == CHILD_CAUSE_UNPROVEN)
		return;
	tell(events[below(6)], child, CHILD_CAUSE_EXIT, 0);
	must(supervisor_ignored(w.supervisor) == ignored + 1);
	must(is_same(&before, record(child)));
}

static void pass(void)
{
	uint64_t deadline = supervisor_deadline(w.supervisor);

	if (deadline != UINT64_MAX && below(2))
		w.now = deadline > w.now ? deadline : w.now;
	else
		w.now += below(1000) * (SECOND / 500);
	supervisor_expire(w.supervisor, w.now);
	note_exits();
	deadline = supervisor_deadline(w.supervisor);
	must(deadline > w.now);
}

/* What the core knows of its nodes is what their members are. */
static void check_nodes(void)
{
	for (unsigned i = 0; i < w.spec.node_count; i++) {
		const struct node *node = &w.supervisor->nodes[i];
		struct supervisor_member member;
		uint32_t active = 0, waiting = 0;

		for (bool is = supervisor_first_member(w.supervisor, i, &member); is;
			is = supervisor_next_member(w.supervisor, &member)) {
			enum child_state state =
				member.is_node ? supervisor_node(w.supervisor, member.number)->state
					       : record(member.number)->state;

			active += state == CHILD_STARTING || state == CHILD_RUNNING ||
				  state == CHILD_STOPPING;
			waiting += state == CHILD_BACKOFF;
		}
		must(node->active == active);
		must(node->waiting == waiting);
		must(!node->touched);
		if (node->course == COURSE_NONE && node->record.state != CHILD_RUNNING)
			must(active == 0);
	}
}

static void speak_of_a_node(void)
{
	unsigned node = below(NODES_MAX);

	if (node == 0)
		return;
	if (below(3))
		supervisor_node_start(w.supervisor, node, w.now);
	else
		supervisor_node_stop(w.supervisor, node, w.now);
	note_exits();
}

static void live(void)
{
	static const enum child_event words[] = {CHILD_EVENT_START, CHILD_EVENT_START,
		CHILD_EVENT_STOP, CHILD_EVENT_RESTART, CHILD_EVENT_WAKE};
	unsigned child = below((unsigned)w.spec.count);
	unsigned dice = below(100);

	if (dice < 30)
		answer(child);
	else if (dice < 45)
		die(child);
	else if (dice < 60 && (w.beings[child] == ALIVE))
		tell(CHILD_EVENT_READY, child, CHILD_CAUSE_NONE, 0);
	else if (dice < 80)
		pass();
	else if (dice < 90)
		say(words[below(5)], child);
	else if (dice < 96)
		talk_nonsense(child);
	else if (dice < 97)
		doubt(child);
	else if (dice < 98)
		kill_master();
	else if (w.spec.node_count)
		speak_of_a_node();
}

static void end_world(void)
{
	w.stopping = true;
	supervisor_stop(w.supervisor, w.now);
	for (unsigned turn = 0; turn < 100 && !w.finished; turn++) {
		drain(true);
		for (unsigned i = 0; i < w.spec.count; i++) {
			answer(i);
			drain(true);
		}
		pass();
		if (turn > 50)
			supervisor_kill(w.supervisor, w.now);
	}
	drain(true);
	must(w.finished);
	must(supervisor_phase(w.supervisor) == SUPERVISOR_FINISHED);
	must(supervisor_deadline(w.supervisor) == UINT64_MAX);
	for (unsigned i = 0; i < w.spec.count; i++) {
		must(w.beings[i] == NOTHING || w.beings[i] == STRANGER);
		must(is_same(&w.written[i], record(i)));
	}
}

START_TEST(nothing_that_must_not_happen)
{
	open_world((uint64_t)_i + 1);
	for (unsigned step = 0; step < STEPS && !w.finished; step++) {
		w.lasting = below(4) == 0;
		live();
		check_nodes();
		drain(below(4) > 0);
	}
	w.lasting = false;
	if (!w.finished)
		end_world();
	supervisor_free(w.supervisor);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor random");
	TCase *random = tcase_create("random");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, random);
	tcase_set_timeout(random, 120);
	tcase_add_loop_test(random, nothing_that_must_not_happen, 0, 2000);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
