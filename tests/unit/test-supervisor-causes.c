/* SPDX-License-Identifier: MIT */

/* A fresh process that no end called for: it was too large or too old, its files changed, its time
 * had come. And an end by the watchdog. */

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "supervisor-rig.h"

static struct rig rig;

static void open_one(const struct child_policy *policy)
{
	rig_open(&rig, policy, 1, false);
	rig_start(&rig, false);
	rig_run(&rig, 1);
	rig_effects(&rig);
}

static void recycle(enum child_cause cause, int status)
{
	rig_end(&rig, CHILD_EVENT_RECYCLE, 0, cause, status);
}

static const struct child_record *record(void)
{
	return supervisor_child(rig.supervisor, 0);
}

START_TEST(a_planned_restart_keeps_its_cause)
{
	open_one(&rig_policy);
	recycle(CHILD_CAUSE_MEMORY, 412);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, signal 0 15");
	ck_assert_str_eq(rig_child(&rig, 0), "stopping running memory 412");
	rig_end(&rig, CHILD_EVENT_EXITED, 0, CHILD_CAUSE_EXIT, 78);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_NONE, 0);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0");
	ck_assert_str_eq(rig_child(&rig, 0), "starting running memory 412");
	rig_close(&rig);
}
END_TEST

START_TEST(it_counts_against_no_limit)
{
	struct child_policy policy = rig_policy;

	policy.max_restarts = 0;
	policy.max_short_lives = 1;
	policy.stable_ns = SECOND;
	open_one(&policy);
	for (int i = 0; i < 5; i++) {
		recycle(CHILD_CAUSE_WATCH, 0);
		rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_SIGNAL, SIGKILL);
		rig_run(&rig, 1);
	}
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_RUNNING);
	ck_assert_uint_eq(record()->exits, 0);
	ck_assert_uint_eq(record()->restarts, 5);
	ck_assert_uint_eq(record()->short_lives, 0);
	rig_close(&rig);
}
END_TEST

/* The reset by which a program that crashes all the time never came to its limit. */
START_TEST(it_forgets_no_short_lives)
{
	struct child_policy policy = rig_policy;

	policy.stable_ns = 5 * SECOND;
	open_one(&policy);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
	rig_pass(&rig, SECOND);
	rig_run(&rig, 1);
	recycle(CHILD_CAUSE_MEMORY, 1);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 0);
	ck_assert_uint_eq(record()->short_lives, 1);
	rig_close(&rig);
}
END_TEST

START_TEST(no_sibling_is_touched)
{
	struct child_policy policies[2] = {rig_policy, rig_policy};

	rig_open(&rig, policies, 2, false);
	rig_start(&rig, false);
	rig_run(&rig, 2);
	rig_effects(&rig);
	recycle(CHILD_CAUSE_CRON, 0);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, signal 0 15");
	ck_assert_int_eq(rig_state(&rig, 1), CHILD_RUNNING);
	rig_close(&rig);
}
END_TEST

START_TEST(what_an_operator_stopped_stays_so)
{
	open_one(&rig_policy);
	recycle(CHILD_CAUSE_WATCH, 0);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_SIGNAL, SIGTERM);
	rig_effects(&rig);
	recycle(CHILD_CAUSE_WATCH, 0);
	recycle(CHILD_CAUSE_CRON, 0);
	ck_assert_str_eq(rig_effects(&rig), "");
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_STOPPED);
	rig_close(&rig);
}
END_TEST

START_TEST(an_end_by_policy_is_lifted)
{
	struct child_policy policy = rig_policy;

	policy.restart = RESTART_TEMPORARY;
	policy.max_age_ns = SECOND; /* of no meaning to what does not run */
	open_one(&policy);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 0);
	rig_close(&rig);

	policy.restart = RESTART_PERMANENT;
	policy.max_restarts = 0;
	open_one(&policy);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_FATAL);
	rig_effects(&rig);
	recycle(CHILD_CAUSE_MEMORY, 0);
	recycle(CHILD_CAUSE_AGE, 0);
	ck_assert_str_eq(rig_effects(&rig), "");
	recycle(CHILD_CAUSE_CRON, 0);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0");
	rig_close(&rig);
}
END_TEST

START_TEST(what_is_no_reason_is_none)
{
	open_one(&rig_policy);
	recycle(CHILD_CAUSE_NONE, 0);
	recycle(CHILD_CAUSE_EXIT, 1);
	recycle(CHILD_CAUSE_WATCHDOG, 0);
	ck_assert_str_eq(rig_effects(&rig), "");
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 3);
	rig_close(&rig);
}
END_TEST

/* The deadline is the earlier one of being stable and being too old. */
START_TEST(age_comes_after_stable)
{
	struct child_policy policy = rig_policy;
	uint64_t running_at;

	policy.stable_ns = 5 * SECOND;
	policy.max_age_ns = 60 * SECOND;
	open_one(&policy);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
	rig_pass(&rig, SECOND);
	rig_run(&rig, 1);
	running_at = record()->changed_ns;
	ck_assert_uint_eq(supervisor_due(rig.supervisor, 0), running_at + 5 * SECOND);
	rig_pass(&rig, 10 * SECOND);
	ck_assert_uint_eq(record()->short_lives, 0);
	ck_assert_uint_eq(supervisor_due(rig.supervisor, 0), running_at + 60 * SECOND);
	rig_effects(&rig);
	rig_pass(&rig, 50 * SECOND);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, signal 0 15");
	ck_assert_str_eq(rig_child(&rig, 0), "stopping running age 0");
	rig_close(&rig);
}
END_TEST

START_TEST(age_has_jitter)
{
	struct child_policy policies[RIG_POLICIES];
	uint64_t first = 0, latest = 0;

	for (int i = 0; i < RIG_POLICIES; i++) {
		policies[i] = rig_policy;
		policies[i].max_age_ns = 60 * SECOND;
		policies[i].max_age_jitter_ns = 30 * SECOND;
	}
	rig_open(&rig, policies, RIG_POLICIES, false);
	rig_start(&rig, false);
	rig_run(&rig, RIG_POLICIES);
	first = supervisor_deadline(rig.supervisor);
	for (unsigned i = 0; i < RIG_POLICIES; i++) {
		uint64_t age = supervisor_due(rig.supervisor, i) -
			       supervisor_child(rig.supervisor, i)->changed_ns;

		ck_assert_uint_ge(age, 60 * SECOND);
		ck_assert_uint_le(age, 90 * SECOND);
		if (supervisor_due(rig.supervisor, i) > latest)
			latest = supervisor_due(rig.supervisor, i);
	}
	ck_assert_uint_ge(latest - first, SECOND);
	rig_close(&rig);
}
END_TEST

START_TEST(age_goes_on_with_another_master)
{
	struct child_policy policy = rig_policy;
	struct child_record before;
	uint64_t due;

	policy.max_age_ns = 60 * SECOND;
	policy.max_age_jitter_ns = 30 * SECOND;
	open_one(&policy);
	rig_pass(&rig, 20 * SECOND);
	before = *record();
	due = supervisor_due(rig.supervisor, 0);
	rig_close(&rig);
	rig_open(&rig, &policy, 1, false);
	rig.now += 21 * SECOND;
	supervisor_restore(rig.supervisor, 0, &before, true, NULL, 0);
	rig_start(&rig, true);
	ck_assert_uint_eq(supervisor_due(rig.supervisor, 0), due);
	rig_close(&rig);
}
END_TEST

START_TEST(cause_goes_on_with_another_master)
{
	struct child_record left = {.state = CHILD_STOPPING,
		.wanted = CHILD_WANTED_RUNNING,
		.cause = CHILD_CAUSE_MEMORY,
		.status = 412};

	rig_open(&rig, &rig_policy, 1, false);
	supervisor_restore(rig.supervisor, 0, &left, true, NULL, 0);
	rig_start(&rig, true);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(rig_child(&rig, 0), "starting running memory 412");
	rig_close(&rig);
}
END_TEST

START_TEST(watchdog_is_an_unplanned_end)
{
	struct child_policy policy = rig_policy;

	policy.restart = RESTART_TRANSIENT;
	open_one(&policy);
	rig_tell(&rig, CHILD_EVENT_WATCHDOG, 0);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, signal 0 15");
	ck_assert_uint_eq(record()->exits, 1);
	rig_tell(&rig, CHILD_EVENT_WATCHDOG, 0);
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 1);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 0);
	ck_assert_str_eq(rig_child(&rig, 0), "backoff running watchdog 0");
	ck_assert_uint_eq(record()->exits, 1);
	rig_close(&rig);
}
END_TEST

/* While it stands still no time passes for it. */
START_TEST(pause_holds_its_time)
{
	struct child_policy policy = rig_policy;

	policy.max_age_ns = 100 * SECOND;
	open_one(&policy);
	rig_pass(&rig, 60 * SECOND);
	rig_tell(&rig, CHILD_EVENT_PAUSE, 0);
	ck_assert_str_eq(rig_effects(&rig), "changed 0");
	ck_assert(record()->paused);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), UINT64_MAX);
	rig_pass(&rig, 1000 * SECOND);
	rig_end(&rig, CHILD_EVENT_RECYCLE, 0, CHILD_CAUSE_MEMORY, 1);
	rig_tell(&rig, CHILD_EVENT_WATCHDOG, 0);
	ck_assert_str_eq(rig_effects(&rig), "");
	rig_tell(&rig, CHILD_EVENT_RESUME, 0);
	ck_assert_str_eq(rig_effects(&rig), "changed 0");
	rig_pass(&rig, 40 * SECOND - 1);
	ck_assert_str_eq(rig_effects(&rig), "");
	rig_pass(&rig, 1);
	ck_assert_str_eq(rig_child(&rig, 0), "stopping running age 0");
	rig_close(&rig);
}
END_TEST

START_TEST(pause_holds_a_start)
{
	struct child_policy policy = rig_policy;

	policy.notifies = true;
	policy.ready_timeout_ns = 10 * SECOND;
	rig_open(&rig, &policy, 1, false);
	rig_start(&rig, false);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_pass(&rig, 4 * SECOND);
	rig_tell(&rig, CHILD_EVENT_PAUSE, 0);
	rig_pass(&rig, 100 * SECOND);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_STARTING);
	/* What it had said before. */
	rig_tell(&rig, CHILD_EVENT_READY, 0);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_RUNNING);
	ck_assert(record()->paused);
	/* A fresh process is not paused. */
	rig_tell(&rig, CHILD_EVENT_RESTART, 0);
	ck_assert(!record()->paused);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_SIGNAL, SIGTERM);
	rig_effects(&rig);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_pass(&rig, 4 * SECOND);
	rig_tell(&rig, CHILD_EVENT_PAUSE, 0);
	rig_pass(&rig, 100 * SECOND);
	rig_tell(&rig, CHILD_EVENT_RESUME, 0);
	rig_pass(&rig, 6 * SECOND - 1);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_STARTING);
	rig_pass(&rig, 1);
	ck_assert_str_eq(rig_child(&rig, 0), "stopping running timeout 0");
	rig_close(&rig);
}
END_TEST

START_TEST(pause_outlives_a_master)
{
	struct child_record left = {
		.state = CHILD_RUNNING, .wanted = CHILD_WANTED_RUNNING, .paused = true};
	struct child_policy policy = rig_policy;

	policy.max_age_ns = 100 * SECOND;
	rig_open(&rig, &policy, 1, false);
	supervisor_restore(rig.supervisor, 0, &left, true, NULL, 0);
	rig_start(&rig, true);
	rig_pass(&rig, 1000 * SECOND);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_RUNNING);
	ck_assert(record()->paused);
	/* It is killed all the same, and what comes then runs. */
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_SIGNAL, SIGKILL);
	rig_pass(&rig, SECOND);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_STARTING);
	ck_assert(!record()->paused);
	rig_close(&rig);
}
END_TEST

START_TEST(reset_forgets_and_tries)
{
	struct child_policy policy = rig_policy;

	policy.max_restarts = 0;
	open_one(&policy);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_FATAL);
	rig_effects(&rig);
	rig_tell(&rig, CHILD_EVENT_RESET, 0);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0");
	ck_assert_uint_eq(record()->exits, 0);
	ck_assert_uint_eq(record()->restarts, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	rig_tell(&rig, CHILD_EVENT_RESET, 0);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 0);
	rig_tell(&rig, CHILD_EVENT_RESET, 0);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_STOPPED);
	rig_close(&rig);
}
END_TEST

static void extend(uint64_t span_ns)
{
	struct supervisor_event event = {.type = CHILD_EVENT_EXTEND, .span_ns = span_ns};

	supervisor_step(rig.supervisor, &event, rig.now);
}

START_TEST(more_time_to_start_and_to_stop)
{
	struct child_policy policy = rig_policy;

	policy.notifies = true;
	policy.ready_timeout_ns = 10 * SECOND;
	rig_open(&rig, &policy, 1, false);
	rig_start(&rig, true);
	extend(60 * SECOND);
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 1);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	extend(5 * SECOND);
	ck_assert_uint_eq(supervisor_due(rig.supervisor, 0), rig.now + 10 * SECOND);
	extend(60 * SECOND);
	ck_assert_uint_eq(supervisor_due(rig.supervisor, 0), rig.now + 60 * SECOND);
	rig_tell(&rig, CHILD_EVENT_READY, 0);
	extend(60 * SECOND);
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 2);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	ck_assert_uint_eq(supervisor_due(rig.supervisor, 0), rig.now + 5 * SECOND);
	extend(UINT64_MAX);
	ck_assert_uint_eq(supervisor_due(rig.supervisor, 0), UINT64_MAX);
	supervisor_stop(rig.supervisor, rig.now);
	supervisor_kill(rig.supervisor, rig.now);
	extend(60 * SECOND);
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 3);
	rig_close(&rig);
}
END_TEST

static void open_scheduled(enum restart_type restart)
{
	struct child_policy policy = rig_policy;

	policy.restart = restart;
	policy.scheduled = true;
	policy.max_restarts = 0;
	rig_open(&rig, &policy, 1, false);
	rig_start(&rig, false);
}

START_TEST(scheduled_waits_for_its_time)
{
	open_scheduled(RESTART_TEMPORARY);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, started");
	ck_assert_str_eq(rig_child(&rig, 0), "exited running  0");
	for (int i = 0; i < 3; i++) {
		recycle(CHILD_CAUSE_CRON, 0);
		ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0");
		rig_run(&rig, 1);
		rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, i);
		ck_assert_int_eq(rig_state(&rig, 0), CHILD_EXITED);
		ck_assert_int_eq(supervisor_phase(rig.supervisor), SUPERVISOR_RUNNING);
		rig_effects(&rig);
	}
	ck_assert_uint_eq(record()->restarts, 2);
	supervisor_stop(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, finished");
	rig_close(&rig);
}
END_TEST

START_TEST(one_run_does_not_end_another)
{
	open_scheduled(RESTART_TEMPORARY);
	recycle(CHILD_CAUSE_CRON, 0);
	rig_run(&rig, 1);
	rig_effects(&rig);
	recycle(CHILD_CAUSE_CRON, 0);
	ck_assert_str_eq(rig_effects(&rig), "");
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 1);
	rig_close(&rig);
}
END_TEST

START_TEST(each_time_is_a_new_chance)
{
	open_scheduled(RESTART_TRANSIENT);
	recycle(CHILD_CAUSE_CRON, 0);
	rig_run(&rig, 1);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_FATAL);
	recycle(CHILD_CAUSE_CRON, 0);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_STARTING);
	rig_close(&rig);
}
END_TEST

/* Whatever the last master left: a run that is lost is not made up for. */
START_TEST(another_master_waits_too)
{
	struct child_policy policy = rig_policy;
	struct child_record left = {
		.state = (enum child_state)_i, .wanted = CHILD_WANTED_RUNNING, .restarts = 3};

	left.changed_ns = 1000 * SECOND;
	policy.restart = RESTART_TEMPORARY;
	policy.scheduled = true;
	rig_open(&rig, &policy, 1, false);
	supervisor_restore(rig.supervisor, 0, &left, false, NULL, 0);
	rig_start(&rig, true);
	if (_i == CHILD_FATAL || _i == CHILD_BACKOFF) /* by its policy it is tried again */
		ck_assert_int_eq(rig_state(&rig, 0), _i);
	else
		ck_assert_int_eq(rig_state(&rig, 0), CHILD_EXITED);
	rig_close(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor-causes");
	TCase *causes = tcase_create("causes");
	TCase *scheduled = tcase_create("scheduled");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, causes);
	tcase_add_test(causes, a_planned_restart_keeps_its_cause);
	tcase_add_test(causes, it_counts_against_no_limit);
	tcase_add_test(causes, it_forgets_no_short_lives);
	tcase_add_test(causes, no_sibling_is_touched);
	tcase_add_test(causes, what_an_operator_stopped_stays_so);
	tcase_add_test(causes, an_end_by_policy_is_lifted);
	tcase_add_test(causes, what_is_no_reason_is_none);
	tcase_add_test(causes, age_comes_after_stable);
	tcase_add_test(causes, age_has_jitter);
	tcase_add_test(causes, age_goes_on_with_another_master);
	tcase_add_test(causes, cause_goes_on_with_another_master);
	tcase_add_test(causes, watchdog_is_an_unplanned_end);
	tcase_add_test(causes, pause_holds_its_time);
	tcase_add_test(causes, pause_holds_a_start);
	tcase_add_test(causes, pause_outlives_a_master);
	tcase_add_test(causes, reset_forgets_and_tries);
	tcase_add_test(causes, more_time_to_start_and_to_stop);
	suite_add_tcase(suite, scheduled);
	tcase_add_test(scheduled, scheduled_waits_for_its_time);
	tcase_add_test(scheduled, one_run_does_not_end_another);
	tcase_add_test(scheduled, each_time_is_a_new_chance);
	tcase_add_loop_test(scheduled, another_master_waits_too, 0, CHILD_STATE_COUNT);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
