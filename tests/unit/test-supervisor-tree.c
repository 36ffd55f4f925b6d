/* SPDX-License-Identifier: MIT */

/* Supervisors: order, strategies, giving up, and what that means further up. */

#include <check.h>
#include <signal.h>
#include <stdlib.h>

#include "supervisor-rig.h"

/* Ready at once, no delay, no limit of its own. */
static const struct child_policy plain = {
	.restart = RESTART_PERMANENT,
	.success = {.codes = {1}},
	.max_restarts = UINT32_MAX,
	.stop_signal = SIGTERM,
	.stop_timeout_ns = 5 * SECOND,
};

static const struct node_policy usual = {
	.strategy = STRATEGY_ONE_FOR_ONE,
	.intensity = 1,
	.period_ns = 5 * SECOND,
	.restart = RESTART_PERMANENT,
	.shutdown_ns = UINT64_MAX,
};

static struct rig rig;

/* One supervisor above `count` children. */
static void open_one(enum supervisor_strategy strategy, unsigned count)
{
	struct child_policy policies[RIG_POLICIES];
	struct rig_tree tree = {.node_count = 1, .nodes = {usual}};

	tree.nodes[0].strategy = strategy;
	for (unsigned i = 0; i < count; i++)
		policies[i] = plain;
	rig_open_tree(&rig, policies, count, &tree);
}

/* A root with child 0, and below it node 1 with children 1 and 2. */
static void open_two(enum supervisor_strategy strategy, enum restart_type restart)
{
	struct child_policy policies[3] = {plain, plain, plain};
	struct rig_tree tree = {.node_count = 2, .nodes = {usual, usual}, .node_of = {0, 1, 1}};

	tree.nodes[0].strategy = strategy;
	tree.nodes[1].restart = restart;
	tree.nodes[1].intensity = 0;
	rig_open_tree(&rig, policies, 3, &tree);
}

static void up(unsigned child)
{
	rig_tell(&rig, CHILD_EVENT_SPAWNED, child);
}

static void crash(unsigned child)
{
	rig_end(&rig, CHILD_EVENT_GONE, child, CHILD_CAUSE_EXIT, 1);
}

static void gone(unsigned child)
{
	rig_end(&rig, CHILD_EVENT_GONE, child, CHILD_CAUSE_SIGNAL, SIGTERM);
}

static void start_all(unsigned count)
{
	rig_start(&rig, false);
	for (unsigned i = 0; i < count; i++)
		up(i);
	rig_effects(&rig);
}

#define acts(text) ck_assert_str_eq(rig_acts(&rig), text)
#define child_is(child, text) ck_assert_str_eq(rig_child(&rig, child), text)
#define node_is(node, text) ck_assert_str_eq(rig_node(&rig, node), text)

START_TEST(start_and_stop_in_order)
{
	open_one(STRATEGY_ONE_FOR_ONE, 3);
	rig_start(&rig, false);
	acts("spawn 0");
	child_is(1, "stopped running  0");
	node_is(0, "starting running  0");
	up(0);
	acts("spawn 1");
	up(1);
	up(2);
	acts("spawn 2, started");
	node_is(0, "running running  0");
	supervisor_stop(rig.supervisor, rig.now);
	acts("signal 2 15");
	node_is(0, "stopping stopped stopped 0");
	gone(2);
	acts("signal 1 15");
	gone(1);
	gone(0);
	acts("signal 0 15, finished");
	child_is(0, "stopped stopped stopped -15");
	node_is(0, "stopped stopped stopped 0");
	rig_close(&rig);
}
END_TEST

START_TEST(parallel_start_and_stop)
{
	struct child_policy policies[2] = {plain, plain};
	struct rig_tree tree = {.node_count = 1, .nodes = {usual}};

	tree.nodes[0].parallel = true;
	rig_open_tree(&rig, policies, 2, &tree);
	rig_start(&rig, false);
	acts("spawn 0, spawn 1");
	up(1);
	acts("");
	up(0);
	acts("started");
	supervisor_stop(rig.supervisor, rig.now);
	acts("signal 1 15, signal 0 15");
	gone(0);
	gone(1);
	acts("finished");
	rig_close(&rig);
}
END_TEST

START_TEST(a_stop_in_the_middle_of_the_start)
{
	open_one(STRATEGY_ONE_FOR_ONE, 3);
	rig_start(&rig, false);
	up(0);
	acts("spawn 0, spawn 1");
	supervisor_stop(rig.supervisor, rig.now);
	acts("");
	up(1);
	acts("signal 1 15");
	gone(1);
	gone(0);
	acts("signal 0 15, finished");
	rig_close(&rig);
}
END_TEST

START_TEST(one_for_one_until_the_intensity_is_exceeded)
{
	open_one(STRATEGY_ONE_FOR_ONE, 3);
	start_all(3);
	crash(1);
	acts("spawn 1");
	up(1);
	rig_pass(&rig, 5 * SECOND); /* exactly the period: it counts */
	crash(2);
	acts("gave-up 2, signal 1 15");
	child_is(2, "fatal running exit 1");
	node_is(0, "stopping running intensity 2");
	gone(1);
	gone(0);
	acts("signal 0 15, finished");
	child_is(0, "stopped stopped group -15");
	node_is(0, "fatal running intensity 2");
	rig_close(&rig);
}
END_TEST

START_TEST(what_is_older_than_the_period_does_not_count)
{
	open_one(STRATEGY_ONE_FOR_ONE, 1);
	start_all(1);
	for (unsigned turn = 0; turn < 5; turn++) {
		crash(0);
		acts("spawn 0");
		up(0);
		rig_pass(&rig, 5 * SECOND + 1);
	}
	rig_close(&rig);
}
END_TEST

START_TEST(one_for_all)
{
	open_one(STRATEGY_ONE_FOR_ALL, 3);
	start_all(3);
	crash(1);
	acts("signal 2 15");
	node_is(0, "stopping running group 0");
	gone(2);
	acts("signal 0 15");
	gone(0);
	acts("spawn 0");
	child_is(0, "starting running group -15");
	node_is(0, "starting running group 0");
	up(0);
	up(1);
	up(2);
	acts("spawn 1, spawn 2");
	node_is(0, "running running group 0");
	rig_close(&rig);
}
END_TEST

START_TEST(rest_for_one)
{
	open_one(STRATEGY_REST_FOR_ONE, 4);
	start_all(4);
	crash(1);
	acts("signal 3 15");
	gone(3);
	acts("signal 2 15");
	gone(2);
	acts("spawn 1");
	up(1);
	acts("spawn 2");
	up(2);
	up(3);
	acts("spawn 3");
	child_is(0, "running running  0");
	rig_close(&rig);
}
END_TEST

/* OTP: one_for_all_other_child_fails_restart */
START_TEST(another_one_fails_while_all_are_started_again)
{
	open_one(STRATEGY_ONE_FOR_ALL, 3);
	start_all(3);
	crash(2);
	gone(1);
	gone(0);
	acts("signal 1 15, signal 0 15, spawn 0");
	rig_pass(&rig, 6 * SECOND);
	up(0);
	acts("spawn 1");
	crash(1);
	acts("signal 0 15");
	gone(0);
	up(0);
	up(1);
	up(2);
	acts("spawn 0, spawn 1, spawn 2");
	rig_close(&rig);
}
END_TEST

/* OTP: rest_for_one_other_child_fails_restart */
START_TEST(another_one_fails_while_the_rest_is_started_again)
{
	open_one(STRATEGY_REST_FOR_ONE, 3);
	start_all(3);
	crash(1);
	gone(2);
	acts("signal 2 15, spawn 1");
	rig_pass(&rig, 6 * SECOND);
	up(1);
	acts("spawn 2");
	crash(2);
	acts("spawn 2"); /* and 1 lives on */
	child_is(1, "running running exit 1");
	up(2);
	node_is(0, "running running group 2");
	rig_close(&rig);
}
END_TEST

START_TEST(who_is_to_blame_waits_before_anybody_starts)
{
	struct child_policy policies[3] = {plain, plain, plain};
	struct rig_tree tree = {.node_count = 1, .nodes = {usual}};

	tree.nodes[0].strategy = STRATEGY_ONE_FOR_ALL;
	policies[2].restart_delay_ns = 2 * SECOND;
	rig_open_tree(&rig, policies, 3, &tree);
	start_all(3);
	crash(2);
	gone(1);
	gone(0);
	acts("signal 1 15, signal 0 15");
	child_is(2, "backoff running exit 1");
	rig_pass(&rig, 2 * SECOND - 1);
	acts("");
	rig_pass(&rig, 1);
	acts("spawn 0");
	child_is(2, "stopped running exit 1");
	up(0);
	up(1);
	up(2);
	acts("spawn 1, spawn 2");
	rig_close(&rig);
}
END_TEST

START_TEST(who_dies_while_it_is_taken_down_is_not_counted)
{
	open_one(STRATEGY_ONE_FOR_ALL, 3);
	start_all(3);
	crash(2);
	crash(0); /* before its turn */
	gone(1);
	acts("signal 1 15, spawn 0");
	ck_assert_uint_eq(supervisor_node_window(rig.supervisor, 0, NULL, 0), 0);
	up(0);
	up(1);
	up(2);
	node_is(0, "running running group 0");
	rig_close(&rig);
}
END_TEST

START_TEST(what_an_operator_stopped_stays_so)
{
	open_one(STRATEGY_ONE_FOR_ALL, 3);
	start_all(3);
	rig_tell(&rig, CHILD_EVENT_STOP, 1);
	gone(1);
	acts("signal 1 15");
	crash(2);
	gone(0);
	up(0);
	up(2);
	acts("signal 0 15, spawn 0, spawn 2");
	child_is(1, "stopped stopped stopped -15");
	node_is(0, "running running group 0");
	rig_tell(&rig, CHILD_EVENT_START, 1);
	acts("spawn 1");
	rig_close(&rig);
}
END_TEST

START_TEST(temporary_and_transient_members_of_a_group)
{
	struct child_policy policies[4] = {plain, plain, plain, plain};
	struct rig_tree tree = {.node_count = 1, .nodes = {usual}};

	tree.nodes[0].strategy = STRATEGY_ONE_FOR_ALL;
	policies[0].restart = RESTART_TEMPORARY;
	policies[1].restart = RESTART_TRANSIENT;
	rig_open_tree(&rig, policies, 4, &tree);
	start_all(4);
	rig_end(&rig, CHILD_EVENT_GONE, 1, CHILD_CAUSE_EXIT, 0);
	acts("");
	child_is(1, "exited running exit 0");
	crash(3);
	gone(2);
	gone(0);
	acts("signal 2 15, signal 0 15, spawn 1");
	child_is(0, "exited running group -15");
	up(1);
	up(2);
	up(3);
	acts("spawn 2, spawn 3");
	rig_close(&rig);
}
END_TEST

START_TEST(a_supervisor_that_gives_up_is_started_again_by_its_parent)
{
	open_two(STRATEGY_ONE_FOR_ONE, RESTART_PERMANENT);
	start_all(3);
	crash(2);
	acts("signal 1 15");
	node_is(1, "stopping running intensity 2");
	child_is(2, "fatal running exit 1");
	gone(1);
	acts("spawn 1");
	node_is(1, "starting running intensity 2");
	ck_assert_uint_eq(supervisor_node(rig.supervisor, 1)->restarts, 1);
	ck_assert_uint_eq(supervisor_node(rig.supervisor, 1)->exits, 1);
	up(1);
	up(2);
	acts("spawn 2");
	node_is(1, "running running intensity 2");
	crash(1);
	gone(2);
	/* The second time within the parent's period. */
	acts("signal 2 15, gave-up 1, signal 0 15");
	node_is(1, "fatal running intensity 1");
	node_is(0, "stopping running intensity 1");
	gone(0);
	acts("finished");
	rig_close(&rig);
}
END_TEST

START_TEST(a_parent_of_one_for_all)
{
	open_two(STRATEGY_ONE_FOR_ALL, RESTART_PERMANENT);
	start_all(3);
	crash(0);
	acts("signal 2 15");
	node_is(1, "stopping running group 1");
	gone(2);
	gone(1);
	acts("signal 1 15, spawn 0");
	node_is(1, "stopped running group 1");
	up(0);
	up(1);
	up(2);
	acts("spawn 1, spawn 2");
	node_is(0, "running running group 0");
	rig_close(&rig);
}
END_TEST

START_TEST(a_transient_supervisor_that_gives_up_is_no_more)
{
	open_two(STRATEGY_ONE_FOR_ALL, RESTART_TRANSIENT);
	start_all(3);
	crash(1);
	gone(2);
	acts("signal 2 15");
	node_is(1, "exited running intensity 1");
	child_is(0, "running running  0");
	rig_tell(&rig, CHILD_EVENT_START, 2);
	acts("");
	supervisor_node_start(rig.supervisor, 1, rig.now);
	acts("spawn 1");
	up(1);
	up(2);
	acts("spawn 2");
	node_is(1, "running running intensity 1");
	rig_close(&rig);
}
END_TEST

/* Else a supervisor that its parent starts again without a limit would know no delay at all. */
START_TEST(who_is_to_blame_waits_also_when_its_supervisor_begins_anew)
{
	struct child_policy policies[3] = {plain, plain, plain};
	struct rig_tree tree = {.node_count = 2, .nodes = {usual, usual}, .node_of = {0, 1, 1}};

	tree.nodes[0].intensity = SUPERVISOR_UNLIMITED;
	tree.nodes[1].intensity = 0;
	policies[2].restart_delay_ns = 2 * SECOND;
	rig_open_tree(&rig, policies, 3, &tree);
	start_all(3);
	crash(2);
	gone(1);
	acts("signal 1 15, spawn 1");
	up(1);
	child_is(2, "backoff running exit 1");
	node_is(1, "starting running intensity 2");
	rig_pass(&rig, 2 * SECOND - 1);
	acts("");
	rig_pass(&rig, 1);
	acts("spawn 2");
	/* An operator does not wait. */
	rig_end(&rig, CHILD_EVENT_SPAWN_FAILED, 2, CHILD_CAUSE_SPAWN, 2);
	supervisor_node_stop(rig.supervisor, 1, rig.now);
	gone(1);
	supervisor_node_start(rig.supervisor, 1, rig.now);
	acts("signal 1 15, spawn 1");
	up(1);
	acts("spawn 2");
	rig_close(&rig);
}
END_TEST

START_TEST(a_failing_start_in_the_depth)
{
	open_two(STRATEGY_ONE_FOR_ONE, RESTART_PERMANENT);
	rig_start(&rig, false);
	up(0);
	acts("spawn 0, spawn 1");
	rig_end(&rig, CHILD_EVENT_SPAWN_FAILED, 1, CHILD_CAUSE_SPAWN, 2);
	acts("start-failed 1, signal 0 15");
	gone(0);
	acts("finished");
	rig_close(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor tree");
	TCase *tree = tcase_create("tree");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tree);
	tcase_add_test(tree, start_and_stop_in_order);
	tcase_add_test(tree, parallel_start_and_stop);
	tcase_add_test(tree, a_stop_in_the_middle_of_the_start);
	tcase_add_test(tree, one_for_one_until_the_intensity_is_exceeded);
	tcase_add_test(tree, what_is_older_than_the_period_does_not_count);
	tcase_add_test(tree, one_for_all);
	tcase_add_test(tree, rest_for_one);
	tcase_add_test(tree, another_one_fails_while_all_are_started_again);
	tcase_add_test(tree, another_one_fails_while_the_rest_is_started_again);
	tcase_add_test(tree, who_is_to_blame_waits_before_anybody_starts);
	tcase_add_test(tree, who_dies_while_it_is_taken_down_is_not_counted);
	tcase_add_test(tree, what_an_operator_stopped_stays_so);
	tcase_add_test(tree, temporary_and_transient_members_of_a_group);
	tcase_add_test(tree, a_supervisor_that_gives_up_is_started_again_by_its_parent);
	tcase_add_test(tree, a_parent_of_one_for_all);
	tcase_add_test(tree, a_transient_supervisor_that_gives_up_is_no_more);
	tcase_add_test(tree, who_is_to_blame_waits_also_when_its_supervisor_begins_anew);
	tcase_add_test(tree, a_failing_start_in_the_depth);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
