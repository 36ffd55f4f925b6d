/* SPDX-License-Identifier: MIT */

/* What comes between while members are started or ended in order: another end, an operator, another
 * master. */

#include <check.h>
#include <signal.h>
#include <stdlib.h>

#include "supervisor-rig.h"

#define COUNT 3

static struct rig rig;
static struct child_policy policies[COUNT];
static struct rig_tree tree;

static void prepare(void)
{
	tree = (struct rig_tree){.node_count = 1,
		.nodes = {{.strategy = STRATEGY_REST_FOR_ONE,
			.intensity = 1,
			.period_ns = 5 * SECOND,
			.shutdown_ns = UINT64_MAX}}};
	for (unsigned i = 0; i < COUNT; i++)
		policies[i] = (struct child_policy){.restart = RESTART_PERMANENT,
			.max_restarts = UINT32_MAX,
			.stop_signal = SIGTERM,
			.stop_timeout_ns = 5 * SECOND};
}

static void up(unsigned child)
{
	rig_tell(&rig, CHILD_EVENT_SPAWNED, child);
}

static void crash(unsigned child)
{
	rig_end(&rig, CHILD_EVENT_GONE, child, CHILD_CAUSE_EXIT, 1);
}

static void open_all(void)
{
	rig_open_tree(&rig, policies, COUNT, &tree);
	rig_start(&rig, false);
	for (unsigned i = 0; i < COUNT; i++)
		up(i);
	rig_effects(&rig);
}

#define acts(text) ck_assert_str_eq(rig_acts(&rig), text)
#define child_is(child, text) ck_assert_str_eq(rig_child(&rig, child), text)
#define node_is(node, text) ck_assert_str_eq(rig_node(&rig, node), text)

/* The last one fails again: those before it go on starting, and are waited for. */
START_TEST(nobody_is_up_before_all_that_were_started_again_are)
{
	prepare();
	tree.nodes[0].parallel = true;
	tree.nodes[0].intensity = 2;
	open_all();
	crash(0);
	rig_tell(&rig, CHILD_EVENT_GONE, 2);
	rig_effects(&rig);
	rig_tell(&rig, CHILD_EVENT_GONE, 1);
	acts("spawn 1, spawn 0, spawn 2");
	up(2);
	crash(2);
	acts("spawn 2");
	up(2);
	node_is(0, "starting running group 2");
	up(1);
	node_is(0, "starting running group 2");
	up(0);
	node_is(0, "running running group 2");
	rig_close(&rig);
}
END_TEST

/* The same by another master, who finds two of them alive. */
START_TEST(another_master_waits_for_those_before_too)
{
	prepare();
	tree.nodes[0].parallel = true;
	tree.nodes[0].intensity = 2;
	policies[0].notifies = true;
	policies[0].ready_timeout_ns = UINT64_MAX;
	open_all();
	rig_tell(&rig, CHILD_EVENT_READY, 0);
	crash(0);
	rig_tell(&rig, CHILD_EVENT_GONE, 2);
	rig_tell(&rig, CHILD_EVENT_GONE, 1);
	up(0);
	up(1);
	up(2);
	crash(2);
	rig_effects(&rig);
	node_is(0, "starting running group 2");
	rig_change_master(&rig, COUNT, 1 | 2 | 4);
	up(2);
	rig_tell(&rig, CHILD_EVENT_READY, 2);
	rig_tell(&rig, CHILD_EVENT_READY, 1);
	node_is(0, "starting running group 2");
	rig_tell(&rig, CHILD_EVENT_READY, 0);
	node_is(0, "running running group 2");
	rig_close(&rig);
}
END_TEST

/* It was found alive though its turn had not come, and ends before it does. */
START_TEST(who_ends_before_its_turn_leaves_nobody_out)
{
	const struct child_record running = {
		.state = CHILD_RUNNING, .wanted = CHILD_WANTED_RUNNING};

	prepare();
	rig_open_tree(&rig, policies, COUNT, &tree);
	supervisor_restore(rig.supervisor, 2, &running, true, NULL, 0);
	rig_start(&rig, false);
	acts("spawn 0");
	rig_end(&rig, CHILD_EVENT_GONE, 2, CHILD_CAUSE_UNKNOWN, 0);
	acts("");
	up(0);
	acts("spawn 1");
	up(1);
	acts("spawn 2");
	up(2);
	acts("started");
	rig_close(&rig);
}
END_TEST

/* An operator's start that fails is his to hear of, whichever master he hears it from. */
static void ask_for_the_first(void)
{
	prepare();
	policies[0].start_grace_ns = 2 * SECOND;
	rig_open_tree(&rig, policies, COUNT, &tree);
	rig_start(&rig, false);
	up(0);
	rig_pass(&rig, 2 * SECOND);
	up(1);
	up(2);
	rig_effects(&rig);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	crash(0);
	rig_tell(&rig, CHILD_EVENT_START, 0);
	acts("signal 0 15, spawn 0");
}

START_TEST(an_operators_start_fails_under_another_master)
{
	ask_for_the_first();
	rig_pass(&rig, SECOND);
	rig_change_master(&rig, COUNT, 1 | 2 | 4);
	crash(0);
	acts("");
	child_is(0, "fatal running exit 1");
	node_is(0, "running running  0");
	rig_close(&rig);

	/* It has died unseen. */
	ask_for_the_first();
	rig_change_master(&rig, COUNT, 2 | 4);
	acts("");
	child_is(0, "fatal running unknown 0");
	node_is(0, "running running  0");
	rig_close(&rig);
}
END_TEST

/* Announced, and its master died before it could be: what master/adopt.c makes of that. */
START_TEST(an_operators_start_is_made_by_another_master)
{
	const struct child_record running = {
		.state = CHILD_RUNNING, .wanted = CHILD_WANTED_RUNNING};
	struct child_record announced = {.state = CHILD_BACKOFF,
		.wanted = CHILD_WANTED_RUNNING,
		.cause = CHILD_CAUSE_EXIT,
		.status = 1,
		.asked = true};

	prepare();
	rig_open_tree(&rig, policies, COUNT, &tree);
	supervisor_restore_node(rig.supervisor, 0, &running, NULL, 0);
	supervisor_restore(rig.supervisor, 0, &announced, false, NULL, 0);
	supervisor_restore(rig.supervisor, 1, &running, true, NULL, 0);
	supervisor_restore(rig.supervisor, 2, &running, true, NULL, 0);
	rig_start(&rig, true);
	acts("spawn 0"); /* its node has nothing to hear of */
	rig_end(&rig, CHILD_EVENT_SPAWN_FAILED, 0, CHILD_CAUSE_SPAWN, 2);
	acts("");
	child_is(0, "fatal running spawn 2");
	node_is(0, "running running  0");
	rig_close(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor course");
	TCase *course = tcase_create("course");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, course);
	tcase_add_test(course, nobody_is_up_before_all_that_were_started_again_are);
	tcase_add_test(course, another_master_waits_for_those_before_too);
	tcase_add_test(course, who_ends_before_its_turn_leaves_nobody_out);
	tcase_add_test(course, an_operators_start_fails_under_another_master);
	tcase_add_test(course, an_operators_start_is_made_by_another_master);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
