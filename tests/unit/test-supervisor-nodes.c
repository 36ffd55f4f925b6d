/* SPDX-License-Identifier: MIT */

/* Supervisors: significant members, time to stop, members that come and go, another master. */

#include <check.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>

#include "supervisor-rig.h"

static const struct child_policy plain = {
	.restart = RESTART_PERMANENT,
	.success = {.codes = {1}},
	.max_restarts = UINT32_MAX,
	.stop_signal = SIGTERM,
	.stop_timeout_ns = UINT64_MAX,
};

static const struct node_policy usual = {
	.strategy = STRATEGY_ONE_FOR_ONE,
	.intensity = 2,
	.period_ns = 5 * SECOND,
	.restart = RESTART_PERMANENT,
	.shutdown_ns = UINT64_MAX,
};

static struct rig rig;
static struct child_policy policies[RIG_POLICIES];
static struct rig_tree tree;

/* A root with `above` children, below it node 1 with the others. */
static void prepare(unsigned above)
{
	tree = (struct rig_tree){.node_count = 2, .nodes = {usual, usual}};
	for (unsigned i = 0; i < RIG_POLICIES; i++) {
		policies[i] = plain;
		tree.node_of[i] = i >= above;
	}
}

static void up(unsigned child)
{
	rig_tell(&rig, CHILD_EVENT_SPAWNED, child);
}

static void ends(unsigned child, int code)
{
	rig_end(&rig, CHILD_EVENT_GONE, child, CHILD_CAUSE_EXIT, code);
}

static void gone(unsigned child)
{
	rig_end(&rig, CHILD_EVENT_GONE, child, CHILD_CAUSE_SIGNAL, SIGTERM);
}

static void open_all(unsigned count)
{
	rig_open_tree(&rig, policies, count, &tree);
	rig_start(&rig, false);
	for (unsigned i = 0; i < count; i++)
		up(i);
	rig_effects(&rig);
}

#define acts(text) ck_assert_str_eq(rig_acts(&rig), text)
#define child_is(child, text) ck_assert_str_eq(rig_child(&rig, child), text)
#define node_is(node, text) ck_assert_str_eq(rig_node(&rig, node), text)

START_TEST(any_significant_member)
{
	prepare(1);
	tree.nodes[1].auto_shutdown = AUTO_SHUTDOWN_ANY_SIGNIFICANT;
	tree.nodes[1].restart = RESTART_TRANSIENT;
	policies[1].restart = policies[2].restart = RESTART_TRANSIENT;
	policies[2].significant = true;
	open_all(4);
	ends(1, 0); /* not significant */
	acts("");
	ends(2, 1); /* started again */
	acts("spawn 2");
	up(2);
	ends(2, 0);
	acts("signal 3 15");
	node_is(1, "stopping running auto-shutdown 2");
	gone(3);
	acts("");
	node_is(1, "exited running auto-shutdown 2");
	node_is(0, "running running  0");
	rig_close(&rig);
}
END_TEST

START_TEST(all_significant_members)
{
	prepare(1);
	tree.nodes[0].auto_shutdown = AUTO_SHUTDOWN_ANY_SIGNIFICANT;
	tree.nodes[1].auto_shutdown = AUTO_SHUTDOWN_ALL_SIGNIFICANT;
	tree.nodes[1].restart = RESTART_TEMPORARY;
	tree.nodes[1].significant = true;
	policies[1].restart = policies[2].restart = RESTART_TEMPORARY;
	policies[1].significant = policies[2].significant = true;
	open_all(4);
	ends(2, 1);
	acts("");
	ends(1, 0);
	acts("signal 3 15");
	gone(3);
	/* It was significant for the root. */
	acts("signal 0 15");
	node_is(0, "stopping running auto-shutdown 1");
	gone(0);
	acts("finished");
	node_is(0, "exited running auto-shutdown 1");
	rig_close(&rig);
}
END_TEST

START_TEST(what_is_ended_by_others_is_no_reason_to_shut_down)
{
	prepare(0);
	tree.node_count = 1;
	tree.nodes[0].auto_shutdown = AUTO_SHUTDOWN_ANY_SIGNIFICANT;
	tree.nodes[0].strategy = STRATEGY_ONE_FOR_ALL;
	tree.node_of[0] = tree.node_of[1] = 0;
	policies[1].restart = RESTART_TEMPORARY;
	policies[1].significant = true;
	tree = (struct rig_tree){.node_count = 1, .nodes = {tree.nodes[0]}};
	open_all(2);
	ends(0, 1);
	gone(1);
	up(0);
	acts("signal 1 15, spawn 0");
	node_is(0, "running running group 0");
	child_is(1, "exited running group -15");
	rig_tell(&rig, CHILD_EVENT_START, 1);
	up(1);
	rig_tell(&rig, CHILD_EVENT_STOP, 1);
	gone(1);
	acts("spawn 1, signal 1 15");
	node_is(0, "running running group 0");
	rig_close(&rig);
}
END_TEST

START_TEST(a_limit_for_the_stop_of_all_below)
{
	prepare(1);
	tree.nodes[1].shutdown_ns = 3 * SECOND;
	open_all(4);
	supervisor_stop(rig.supervisor, rig.now);
	rig_pass(&rig, 3 * SECOND - 1);
	acts("signal 3 15");
	rig_pass(&rig, 1);
	acts("kill 3");
	gone(3); /* in order, all the same */
	acts("kill 2");
	gone(2);
	gone(1);
	acts("kill 1, signal 0 15"); /* the root has time */
	gone(0);
	acts("finished");
	rig_close(&rig);
}
END_TEST

START_TEST(no_time_at_all)
{
	prepare(1);
	tree.nodes[1].shutdown_ns = 0;
	tree.nodes[1].parallel = true;
	open_all(3);
	supervisor_node_stop(rig.supervisor, 1, rig.now);
	acts("kill 2, kill 1");
	gone(1);
	gone(2);
	acts("");
	node_is(1, "stopped stopped stopped 0");
	child_is(1, "stopped running stopped -15");
	rig_close(&rig);
}
END_TEST

START_TEST(the_second_interrupt)
{
	prepare(1);
	open_all(3);
	supervisor_stop(rig.supervisor, rig.now);
	acts("signal 2 15");
	supervisor_kill(rig.supervisor, rig.now);
	acts("kill 2");
	gone(2);
	gone(1);
	gone(0);
	acts("kill 1, kill 0, finished");
	rig_close(&rig);
}
END_TEST

START_TEST(an_operator_stops_and_starts_a_supervisor)
{
	prepare(1);
	open_all(3);
	supervisor_node_stop(rig.supervisor, 1, rig.now);
	supervisor_node_start(rig.supervisor, 1, rig.now); /* before it is down */
	acts("signal 2 15");
	gone(2);
	gone(1);
	acts("signal 1 15, spawn 1");
	up(1);
	up(2);
	acts("spawn 2");
	node_is(1, "running running stopped 0");
	supervisor_node_stop(rig.supervisor, 1, rig.now);
	gone(2);
	gone(1);
	rig_effects(&rig);
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 0);
	supervisor_node_stop(rig.supervisor, 1, rig.now);
	supervisor_node_start(rig.supervisor, 2, rig.now);
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 2);
	acts("");
	/* What an operator stops stays so, whatever its parent does. */
	ends(0, 1);
	up(0);
	acts("spawn 0");
	node_is(1, "stopped stopped stopped 0");
	rig_close(&rig);
}
END_TEST

static struct supervisor_counts counts(unsigned node)
{
	return supervisor_counts(rig.supervisor, node);
}

#define counts_are(node, a, b, c, d)                        \
	do {                                                \
		struct supervisor_counts is = counts(node); \
		ck_assert_uint_eq(is.specs, a);             \
		ck_assert_uint_eq(is.active, b);            \
		ck_assert_uint_eq(is.supervisors, c);       \
		ck_assert_uint_eq(is.workers, d);           \
	} while (0)

START_TEST(members_come_and_go)
{
	unsigned child, again;

	prepare(1);
	open_all(3);
	counts_are(0, 2, 2, 1, 1);
	counts_are(1, 2, 2, 0, 2);
	ck_assert_int_eq(supervisor_add(rig.supervisor, 2, &plain, &child), -EINVAL);
	ck_assert_int_eq(supervisor_add(rig.supervisor, 1, &rig_policy, &child), 0);
	ck_assert_uint_eq(child, 3);
	counts_are(1, 3, 2, 0, 3);
	acts("");
	rig_tell(&rig, CHILD_EVENT_START, child);
	up(child);
	acts("spawn 3");
	ck_assert_int_eq(supervisor_delete(rig.supervisor, child), -EBUSY);
	rig_tell(&rig, CHILD_EVENT_STOP, child);
	gone(child);
	acts("signal 3 15");
	ck_assert_int_eq(supervisor_delete(rig.supervisor, child), 0);
	ck_assert_int_eq(supervisor_delete(rig.supervisor, child), -ENOENT);
	ck_assert_int_eq(supervisor_delete(rig.supervisor, 1), -EBUSY);
	rig_tell(&rig, CHILD_EVENT_START, child);
	acts("");
	/* Many: everything grows. */
	for (unsigned i = 3; i < 100; i++) {
		ck_assert_int_eq(supervisor_add(rig.supervisor, 1, &rig_policy, &again), 0);
		ck_assert_uint_eq(again, i);
		rig_tell(&rig, CHILD_EVENT_START, again);
		up(again);
	}
	counts_are(1, 99, 99, 0, 99);
	rig_effects(&rig);
	rig_pass(&rig, SECOND);
	supervisor_stop(rig.supervisor, rig.now);
	for (unsigned i = 100; i-- > 0;) {
		ck_assert_int_eq(rig_state(&rig, i), CHILD_STOPPING);
		gone(i);
	}
	ck_assert_int_eq(supervisor_phase(rig.supervisor), SUPERVISOR_FINISHED);
	rig_effects(&rig);
	rig_close(&rig);
}
END_TEST

START_TEST(members_of_a_command_without_supervisors)
{
	struct supervisor_member member;
	unsigned child;

	rig_open(&rig, &plain, 1, false);
	rig_start(&rig, false);
	up(0);
	ck_assert_ptr_null(supervisor_node(rig.supervisor, 0));
	ck_assert_int_eq(supervisor_add(rig.supervisor, 0, &plain, &child), 0);
	rig_tell(&rig, CHILD_EVENT_START, child);
	up(child);
	acts("spawn 0, started, spawn 1");
	counts_are(0, 2, 2, 0, 2);
	ck_assert(supervisor_first_member(rig.supervisor, 0, &member));
	ck_assert(supervisor_next_member(rig.supervisor, &member));
	ck_assert_uint_eq(member.number, 1);
	ck_assert(!supervisor_next_member(rig.supervisor, &member));
	rig_close(&rig);
}
END_TEST

START_TEST(members_in_order)
{
	struct supervisor_member member;
	unsigned child;

	prepare(2);
	open_all(3);
	ck_assert_int_eq(supervisor_add(rig.supervisor, 0, &plain, &child), 0);
	ck_assert(supervisor_first_member(rig.supervisor, 0, &member));
	ck_assert(!member.is_node && member.number == 0);
	ck_assert(supervisor_next_member(rig.supervisor, &member));
	ck_assert(!member.is_node && member.number == 1);
	ck_assert(supervisor_next_member(rig.supervisor, &member));
	ck_assert(member.is_node && member.number == 1);
	ck_assert_uint_eq(supervisor_parent(rig.supervisor, &member), 0);
	ck_assert(supervisor_next_member(rig.supervisor, &member));
	ck_assert(!member.is_node && member.number == child);
	ck_assert(!supervisor_next_member(rig.supervisor, &member));
	member = (struct supervisor_member){.is_node = true};
	ck_assert_uint_eq(supervisor_parent(rig.supervisor, &member), UINT_MAX);
	ck_assert(!supervisor_first_member(rig.supervisor, 2, &member));
	rig_close(&rig);
}
END_TEST

START_TEST(what_is_no_tree)
{
	unsigned policy_of[1] = {0}, parent_of[2] = {0, 1}, node_of[1] = {1};
	struct node_policy nodes[2] = {usual, usual};
	struct supervisor_spec spec = {.count = 1, .policies = &plain, .policy_of = policy_of};

	spec.node_of = node_of;
	ck_assert_ptr_null(supervisor_new(&spec));
	spec.nodes = nodes;
	spec.node_count = 2;
	spec.parent_of = parent_of;
	ck_assert_ptr_null(supervisor_new(&spec));
}
END_TEST

START_TEST(another_master_goes_on_with_a_group)
{
	prepare(1);
	tree.nodes[1].strategy = STRATEGY_REST_FOR_ONE;
	open_all(5);
	ends(2, 1);
	acts("signal 4 15");
	rig_change_master(&rig, 5, 1 | 2 | 8 | 16);
	acts("signal 4 15");
	node_is(1, "stopping running group 2");
	gone(4);
	gone(3);
	acts("signal 3 15, spawn 2");
	up(2);
	acts("spawn 3");
	rig_change_master(&rig, 5, 1 | 2 | 4 | 8);
	up(3);
	rig_tell(&rig, CHILD_EVENT_READY, 3);
	acts("spawn 4");
	child_is(1, "running running  0");
	up(4);
	node_is(1, "running running group 2");
	/* One restart is known: two more. */
	ends(4, 1);
	up(4);
	ends(4, 1);
	acts("spawn 4, signal 3 15");
	node_is(1, "stopping running intensity 4");
	rig_close(&rig);
}
END_TEST

START_TEST(another_master_goes_on_giving_up)
{
	prepare(1);
	tree.nodes[1].intensity = 0;
	open_all(4);
	ends(3, 1);
	acts("signal 2 15");
	rig_change_master(&rig, 4, 1 | 2 | 4);
	acts("signal 2 15");
	gone(2);
	rig_change_master(&rig, 4, 1 | 2);
	gone(1);
	acts("signal 1 15, spawn 1");
	node_is(1, "starting running intensity 3");
	ck_assert_uint_eq(supervisor_node(rig.supervisor, 1)->exits, 1);
	rig_close(&rig);
}
END_TEST

START_TEST(another_master_goes_on_stopping)
{
	prepare(1);
	open_all(3);
	supervisor_stop(rig.supervisor, rig.now);
	acts("signal 2 15");
	rig_change_master(&rig, 3, 7);
	acts("signal 2 15");
	gone(2);
	gone(1);
	gone(0);
	acts("signal 1 15, signal 0 15, finished");
	rig_close(&rig);
}
END_TEST

START_TEST(a_child_whose_node_had_not_heard_of_its_end)
{
	struct child_record record = {.state = CHILD_BACKOFF,
		.wanted = CHILD_WANTED_RUNNING,
		.cause = CHILD_CAUSE_EXIT,
		.status = 1,
		.changed_ns = 1000 * SECOND};

	prepare(1);
	tree.nodes[1].strategy = STRATEGY_ONE_FOR_ALL;
	policies[1].restart_delay_ns = SECOND;
	open_all(3);
	rig_change_master(&rig, 3, 7);
	acts("");
	supervisor_free(rig.supervisor);
	rig_open_tree(&rig, policies, 3, &tree);
	for (unsigned i = 0; i < 3; i++) {
		record.state = i == 1 ? CHILD_BACKOFF : CHILD_RUNNING;
		supervisor_restore(rig.supervisor, i, &record, i != 1, NULL, 0);
	}
	record.state = CHILD_RUNNING;
	record.cause = CHILD_CAUSE_NONE;
	for (unsigned i = 0; i < 2; i++)
		supervisor_restore_node(rig.supervisor, i, &record, NULL, 0);
	rig_start(&rig, true);
	acts("signal 2 15");
	gone(2);
	rig_pass(&rig, SECOND);
	acts("spawn 1");
	rig_close(&rig);
}
END_TEST

START_TEST(an_operators_start_finds_processes)
{
	struct child_record record = {.state = CHILD_RUNNING, .wanted = CHILD_WANTED_RUNNING};

	prepare(2);
	rig_open_tree(&rig, policies, 4, &tree);
	supervisor_restore(rig.supervisor, 3, &record, true, NULL, 0);
	rig_start(&rig, false);
	acts("spawn 0");
	node_is(1, "starting running  0");
	up(0);
	up(1);
	up(2);
	acts("spawn 1, spawn 2, started");
	supervisor_stop(rig.supervisor, rig.now);
	acts("signal 3 15");
	rig_close(&rig);
}
END_TEST

/* But again when its supervisor begins anew. */
START_TEST(what_a_former_master_has_seen_done_in_the_start_is_not_done_again)
{
	const struct child_record done = {
		.state = CHILD_EXITED, .wanted = CHILD_WANTED_RUNNING, .cause = CHILD_CAUSE_EXIT};
	struct child_record failed = done;

	failed.status = 1;
	prepare(2);
	for (unsigned i = 0; i < 4; i++)
		policies[i].restart = RESTART_TRANSIENT;
	policies[3].restart = RESTART_PERMANENT;
	rig_open_tree(&rig, policies, 4, &tree);
	supervisor_restore(rig.supervisor, 0, &done, false, NULL, 0);
	supervisor_restore(rig.supervisor, 1, &failed, false, NULL, 0);
	supervisor_restore(rig.supervisor, 2, &done, false, NULL, 0);
	rig_start(&rig, false);
	child_is(0, "exited running exit 0");
	acts("spawn 1");
	up(1);
	up(3);
	acts("spawn 3, started");
	child_is(2, "exited running exit 0");
	for (unsigned i = 0; i < 3; i++) {
		ends(3, 1);
		up(3);
	}
	acts("spawn 3, spawn 3, spawn 2");
	rig_close(&rig);
}
END_TEST

START_TEST(a_start_that_fails_ends_what_was_found)
{
	struct child_record record = {.state = CHILD_RUNNING, .wanted = CHILD_WANTED_RUNNING};

	prepare(2);
	rig_open_tree(&rig, policies, 4, &tree);
	supervisor_restore(rig.supervisor, 3, &record, true, NULL, 0);
	rig_start(&rig, false);
	rig_end(&rig, CHILD_EVENT_SPAWN_FAILED, 0, CHILD_CAUSE_SPAWN, ENOENT);
	acts("spawn 0, start-failed 0, signal 3 15");
	child_is(0, "stopped running spawn 2");
	gone(3);
	acts("finished");
	rig_close(&rig);
}
END_TEST

static void add_tests(TCase *nodes)
{
	tcase_add_test(nodes, any_significant_member);
	tcase_add_test(nodes, what_a_former_master_has_seen_done_in_the_start_is_not_done_again);
	tcase_add_test(nodes, all_significant_members);
	tcase_add_test(nodes, what_is_ended_by_others_is_no_reason_to_shut_down);
	tcase_add_test(nodes, a_limit_for_the_stop_of_all_below);
	tcase_add_test(nodes, no_time_at_all);
	tcase_add_test(nodes, the_second_interrupt);
	tcase_add_test(nodes, an_operator_stops_and_starts_a_supervisor);
	tcase_add_test(nodes, members_come_and_go);
	tcase_add_test(nodes, members_of_a_command_without_supervisors);
	tcase_add_test(nodes, members_in_order);
	tcase_add_test(nodes, what_is_no_tree);
	tcase_add_test(nodes, another_master_goes_on_with_a_group);
	tcase_add_test(nodes, another_master_goes_on_giving_up);
	tcase_add_test(nodes, another_master_goes_on_stopping);
	tcase_add_test(nodes, a_child_whose_node_had_not_heard_of_its_end);
	tcase_add_test(nodes, an_operators_start_finds_processes);
	tcase_add_test(nodes, a_start_that_fails_ends_what_was_found);
}

int main(void)
{
	Suite *suite = suite_create("supervisor nodes");
	TCase *nodes = tcase_create("nodes");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, nodes);
	add_tests(nodes);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
