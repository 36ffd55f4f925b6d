/* SPDX-License-Identifier: MIT */
/* Who waits for whom: at the start, at the stop, with another master. */
#include "config.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "supervisor-rig.h"

static struct rig rig;

enum { DB, MIGRATE, WEB, LOG };

/* web needs db and what migrate does, which needs db; log comes after web. */
static const struct supervisor_need usual[] = {{WEB, DB, NEED_READY},
	{WEB, MIGRATE, NEED_COMPLETED}, {MIGRATE, DB, NEED_READY}, {LOG, WEB, NEED_SETTLED}};

static void open_usual(void)
{
	struct child_policy policies[4] = {rig_policy, rig_policy, rig_policy, rig_policy};

	policies[MIGRATE].restart = RESTART_TEMPORARY;
	rig_open_needs(&rig, policies, 4, usual, 4);
	rig_start(&rig, false);
}

static void run(unsigned child)
{
	rig_tell(&rig, CHILD_EVENT_SPAWNED, child);
	rig_tell(&rig, CHILD_EVENT_READY, child);
}

static int need_of(unsigned child, enum need_until until)
{
	return (int)(child * NEED_COUNT + until);
}

static const char *waiting(unsigned child, enum need_until until)
{
	static char text[64];

	snprintf(text, sizeof text, "stopped running need %d", need_of(child, until));
	return text;
}

static void run_all(void)
{
	run(DB);
	run(MIGRATE);
	rig_end(&rig, CHILD_EVENT_GONE, MIGRATE, CHILD_CAUSE_EXIT, 0);
	run(WEB);
	run(LOG);
}

START_TEST(each_is_started_when_its_needs_are_met)
{
	open_usual();
	ck_assert_str_eq(rig_acts(&rig), "spawn 0");
	ck_assert_str_eq(rig_child(&rig, WEB), waiting(DB, NEED_READY));
	ck_assert_str_eq(rig_child(&rig, MIGRATE), waiting(DB, NEED_READY));
	ck_assert_str_eq(rig_child(&rig, LOG), waiting(WEB, NEED_SETTLED));
	rig_tell(&rig, CHILD_EVENT_SPAWNED, DB);
	ck_assert_str_eq(rig_acts(&rig), "");
	rig_tell(&rig, CHILD_EVENT_READY, DB);
	ck_assert_str_eq(rig_acts(&rig), "spawn 1");
	ck_assert_str_eq(rig_child(&rig, MIGRATE), "starting running  0");
	ck_assert_str_eq(rig_child(&rig, WEB), waiting(MIGRATE, NEED_COMPLETED));
	run(MIGRATE);
	/* It runs, and is awaited until it has done its work. */
	ck_assert_str_eq(rig_acts(&rig), "");
	rig_end(&rig, CHILD_EVENT_GONE, MIGRATE, CHILD_CAUSE_EXIT, 0);
	ck_assert_str_eq(rig_acts(&rig), "spawn 2");
	run(WEB);
	ck_assert_str_eq(rig_acts(&rig), "spawn 3");
	run(LOG);
	ck_assert_str_eq(rig_acts(&rig), "started");
	for (unsigned i = 0; i < 4; i++)
		ck_assert_uint_eq(supervisor_child(rig.supervisor, i)->restarts, 0);
	rig_close(&rig);
}
END_TEST

START_TEST(what_is_met_stays_met)
{
	static const struct supervisor_need needs[] = {
		{1, 0, NEED_STARTED}, {2, 0, NEED_READY}, {2, 1, NEED_READY}};
	struct child_policy policies[3] = {rig_policy, rig_policy, rig_policy};

	rig_open_needs(&rig, policies, 3, needs, 3);
	rig_start(&rig, true);
	ck_assert_str_eq(rig_acts(&rig), "spawn 0");
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	ck_assert_str_eq(rig_acts(&rig), "spawn 1");
	rig_tell(&rig, CHILD_EVENT_READY, 0);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_BACKOFF);
	run(1);
	ck_assert_str_eq(rig_acts(&rig), "spawn 2");
	/* Its own later starts wait for nobody. */
	run(2);
	rig_end(&rig, CHILD_EVENT_GONE, 2, CHILD_CAUSE_EXIT, 1);
	rig_end(&rig, CHILD_EVENT_GONE, 1, CHILD_CAUSE_EXIT, 1);
	rig_effects(&rig);
	rig_pass(&rig, SECOND);
	ck_assert_str_eq(rig_acts(&rig), "spawn 0, spawn 1, spawn 2");
	rig_close(&rig);
}
END_TEST

START_TEST(who_fails_keeps_the_others_back)
{
	open_usual();
	rig_effects(&rig);
	run(DB);
	run(MIGRATE);
	rig_effects(&rig);
	rig_end(&rig, CHILD_EVENT_GONE, MIGRATE, CHILD_CAUSE_EXIT, 1);
	ck_assert_str_eq(rig_acts(&rig), "start-failed 1, signal 0 15");
	ck_assert_str_eq(rig_child(&rig, WEB), "stopped stopped  0");
	rig_end(&rig, CHILD_EVENT_GONE, DB, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(rig_acts(&rig), "finished");
	rig_close(&rig);
}
END_TEST

/* No start hangs: nobody is awaited but those who wait. */
START_TEST(who_is_stopped_keeps_the_others_back)
{
	open_usual();
	rig_tell(&rig, CHILD_EVENT_SPAWNED, DB);
	rig_effects(&rig);
	rig_tell(&rig, CHILD_EVENT_STOP, DB);
	ck_assert_str_eq(rig_acts(&rig), "signal 0 15, started");
	rig_end(&rig, CHILD_EVENT_GONE, DB, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(rig_child(&rig, WEB), waiting(DB, NEED_READY));
	rig_tell(&rig, CHILD_EVENT_START, DB);
	run(DB);
	ck_assert_str_eq(rig_acts(&rig), "spawn 0, spawn 1");
	rig_close(&rig);
}
END_TEST

START_TEST(an_operator_waits_for_nobody)
{
	open_usual();
	rig_effects(&rig);
	rig_tell(&rig, CHILD_EVENT_START, WEB);
	ck_assert_str_eq(rig_acts(&rig), "spawn 2");
	rig_tell(&rig, CHILD_EVENT_STOP, LOG);
	ck_assert_str_eq(rig_child(&rig, LOG), "stopped stopped  0");
	run(WEB);
	ck_assert_str_eq(rig_acts(&rig), "");
	rig_close(&rig);
}
END_TEST

START_TEST(order_alone_does_not_wait_for_the_impossible)
{
	static const struct supervisor_need needs[] = {{0, 1, NEED_SETTLED}};
	struct child_policy policies[2] = {rig_policy, rig_policy};

	rig_open_needs(&rig, policies, 2, needs, 1);
	rig_start(&rig, false);
	ck_assert_str_eq(rig_acts(&rig), "spawn 1");
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 1);
	rig_tell(&rig, CHILD_EVENT_STOP, 1);
	ck_assert_str_eq(rig_acts(&rig), "signal 1 15, spawn 0");
	rig_close(&rig);
}
END_TEST

START_TEST(stopped_the_other_way_round)
{
	open_usual();
	run_all();
	rig_effects(&rig);
	supervisor_stop(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_acts(&rig), "signal 3 15");
	/* Who dies before it is told is not started again. */
	rig_end(&rig, CHILD_EVENT_GONE, DB, CHILD_CAUSE_EXIT, 1);
	ck_assert_str_eq(rig_acts(&rig), "");
	rig_end(&rig, CHILD_EVENT_GONE, LOG, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(rig_acts(&rig), "signal 2 15");
	rig_pass(&rig, 5 * SECOND);
	ck_assert_str_eq(rig_acts(&rig), "kill 2");
	rig_end(&rig, CHILD_EVENT_GONE, WEB, CHILD_CAUSE_SIGNAL, SIGKILL);
	ck_assert_str_eq(rig_acts(&rig), "finished");
	rig_close(&rig);
}
END_TEST

START_TEST(killed_the_other_way_round)
{
	open_usual();
	run_all();
	supervisor_stop(rig.supervisor, rig.now);
	rig_effects(&rig);
	supervisor_kill(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_acts(&rig), "kill 3");
	rig_end(&rig, CHILD_EVENT_GONE, LOG, CHILD_CAUSE_SIGNAL, SIGKILL);
	ck_assert_str_eq(rig_acts(&rig), "kill 2");
	rig_end(&rig, CHILD_EVENT_GONE, WEB, CHILD_CAUSE_SIGNAL, SIGKILL);
	/* Who has ended long since stands between the two. */
	ck_assert_str_eq(rig_acts(&rig), "kill 0");
	rig_close(&rig);
}
END_TEST

START_TEST(another_master_goes_on_waiting)
{
	open_usual();
	run(DB);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, MIGRATE);
	rig_change_master(&rig, 4, 1u << DB | 1u << MIGRATE);
	ck_assert_str_eq(rig_acts(&rig), "");
	ck_assert_str_eq(rig_child(&rig, WEB), waiting(MIGRATE, NEED_COMPLETED));
	rig_tell(&rig, CHILD_EVENT_READY, MIGRATE);
	rig_end(&rig, CHILD_EVENT_GONE, MIGRATE, CHILD_CAUSE_EXIT, 0);
	ck_assert_str_eq(rig_acts(&rig), "spawn 2");
	ck_assert_uint_eq(supervisor_child(rig.supervisor, WEB)->restarts, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, WEB);
	rig_change_master(&rig, 4, 1u << DB | 1u << WEB);
	ck_assert_str_eq(rig_acts(&rig), "");
	rig_tell(&rig, CHILD_EVENT_READY, WEB);
	ck_assert_str_eq(rig_acts(&rig), "spawn 3");
	rig_close(&rig);
}
END_TEST

START_TEST(needs_that_go_round_are_refused)
{
	static const struct supervisor_need needs[] = {
		{0, 1, NEED_READY}, {1, 2, NEED_SETTLED}, {2, 0, NEED_STARTED}};
	static const unsigned policy_of[] = {0, 1, 2};
	const struct child_policy policies[3] = {rig_policy, rig_policy, rig_policy};
	struct supervisor_spec spec = {.count = 3,
		.policies = policies,
		.policy_of = policy_of,
		.needs = needs,
		.need_count = 3};
	struct supervisor *supervisor = supervisor_new(&spec);

	ck_assert_ptr_null(supervisor);
	spec.need_count = 2;
	supervisor = supervisor_new(&spec);
	ck_assert_ptr_nonnull(supervisor);
	supervisor_free(supervisor);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor-needs");
	TCase *needs = tcase_create("needs");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(needs, each_is_started_when_its_needs_are_met);
	tcase_add_test(needs, what_is_met_stays_met);
	tcase_add_test(needs, who_fails_keeps_the_others_back);
	tcase_add_test(needs, who_is_stopped_keeps_the_others_back);
	tcase_add_test(needs, an_operator_waits_for_nobody);
	tcase_add_test(needs, order_alone_does_not_wait_for_the_impossible);
	tcase_add_test(needs, stopped_the_other_way_round);
	tcase_add_test(needs, killed_the_other_way_round);
	tcase_add_test(needs, another_master_goes_on_waiting);
	tcase_add_test(needs, needs_that_go_round_are_refused);
	suite_add_tcase(suite, needs);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
