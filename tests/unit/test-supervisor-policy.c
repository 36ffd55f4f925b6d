/* SPDX-License-Identifier: MIT */

/* Who is started again, when, and how often; work programs. */

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "supervisor-rig.h"

static struct rig rig;

/* One child of this policy beside one that just runs. */
static void open_running(const struct child_policy *policy)
{
	struct child_policy policies[2] = {*policy, rig_policy};

	rig_open(&rig, policies, 2, false);
	rig_start(&rig, false);
	rig_run(&rig, 2);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_RUNNING);
	ck_assert_int_eq(supervisor_phase(rig.supervisor), SUPERVISOR_RUNNING);
	rig_effects(&rig);
}

static void crash(void)
{
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
}

static const struct child_record *child(void)
{
	return supervisor_child(rig.supervisor, 0);
}

static void close_rig(void)
{
	rig_close(&rig);
}

#define ASKED_FOR CHILD_CAUSE_STOPPED

static const struct end {
	enum child_cause cause;
	int status;
	struct {
		enum child_state state;
		unsigned exits;
	} expected[3]; /* permanent, transient, temporary */
} ends[] = {
	{CHILD_CAUSE_EXIT, 0, {{CHILD_BACKOFF, 1}, {CHILD_EXITED, 0}, {CHILD_EXITED, 0}}},
	{CHILD_CAUSE_EXIT, 1, {{CHILD_BACKOFF, 1}, {CHILD_BACKOFF, 1}, {CHILD_EXITED, 1}}},
	{CHILD_CAUSE_SIGNAL, SIGKILL, {{CHILD_BACKOFF, 1}, {CHILD_BACKOFF, 1}, {CHILD_EXITED, 1}}},
	{CHILD_CAUSE_SIGNAL, SIGTERM, {{CHILD_BACKOFF, 1}, {CHILD_BACKOFF, 1}, {CHILD_EXITED, 1}}},
	{CHILD_CAUSE_UNKNOWN, 0, {{CHILD_BACKOFF, 1}, {CHILD_BACKOFF, 1}, {CHILD_EXITED, 1}}},
	{ASKED_FOR, 0, {{CHILD_STOPPED, 0}, {CHILD_STOPPED, 0}, {CHILD_STOPPED, 0}}},
};
#define ENDS (int)(sizeof ends / sizeof ends[0])

/* Each type x each end x told by GONE alone or by EXITED first. */
START_TEST(matrix)
{
	const struct end *end = &ends[_i / 2 % ENDS];
	int type = _i / 2 / ENDS;
	struct child_policy policy = rig_policy;

	policy.restart = (enum restart_type)type;
	open_running(&policy);
	if (end->cause == ASKED_FOR)
		rig_tell(&rig, CHILD_EVENT_STOP, 0);
	if (_i % 2) {
		rig_end(&rig, CHILD_EVENT_EXITED, 0, end->cause, end->status);
		ck_assert_int_eq(child()->state, CHILD_STOPPING);
	}
	/* After EXITED what GONE says does not count. */
	rig_end(&rig, CHILD_EVENT_GONE, 0, _i % 2 ? CHILD_CAUSE_SIGNAL : end->cause,
		_i % 2 ? SIGHUP : end->status);
	ck_assert_int_eq(child()->state, end->expected[type].state);
	ck_assert_uint_eq(child()->exits, end->expected[type].exits);
	ck_assert_int_eq(child()->cause, end->cause);
	ck_assert_int_eq(child()->status, end->status);
	ck_assert_int_eq(child()->wanted,
		end->cause == ASKED_FOR ? CHILD_WANTED_STOPPED : CHILD_WANTED_RUNNING);
	close_rig();
}
END_TEST

/* Two ends are tolerated in 10 s. _i: how many nanoseconds more than 10 s lie between first and
 * third. */
START_TEST(window_boundary)
{
	open_running(&rig_policy);
	crash();
	rig_pass(&rig, SECOND);
	rig_run(&rig, 1);
	crash();
	rig_pass(&rig, SECOND);
	rig_run(&rig, 1);
	rig_pass(&rig, 10 * SECOND - 2 * (SECOND + SECOND / 5) + (uint64_t)_i);
	crash();
	ck_assert_int_eq(child()->state, _i ? CHILD_BACKOFF : CHILD_FATAL);
	ck_assert_uint_eq(child()->exits, 3);
	close_rig();
}
END_TEST

START_TEST(window_is_told_and_emptied_by_an_operator)
{
	uint64_t times[8];

	open_running(&rig_policy);
	crash();
	rig_pass(&rig, SECOND);
	rig_run(&rig, 1);
	crash();
	ck_assert_uint_eq(supervisor_window(rig.supervisor, 0, times, 8), 2);
	ck_assert_uint_eq(times[1] - times[0], SECOND + SECOND / 5);
	ck_assert_uint_eq(supervisor_window(rig.supervisor, 0, times, 1), 1);
	ck_assert_uint_eq(times[0], rig.now);
	ck_assert_uint_eq(supervisor_window(rig.supervisor, 7, times, 8), 0);
	rig_tell(&rig, CHILD_EVENT_START, 0); /* of a child in backoff: kept */
	ck_assert_uint_eq(supervisor_window(rig.supervisor, 0, times, 8), 2);
	rig_run(&rig, 1);
	crash();
	ck_assert_int_eq(child()->state, CHILD_FATAL);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), UINT64_MAX);
	rig_tell(&rig, CHILD_EVENT_START, 0);
	ck_assert_uint_eq(supervisor_window(rig.supervisor, 0, times, 8), 0);
	ck_assert_uint_eq(child()->exits, 3);
	rig_run(&rig, 1);
	crash();
	ck_assert_int_eq(child()->state, CHILD_BACKOFF);
	close_rig();
}
END_TEST

START_TEST(wake_empties_the_window_of_a_fatal_child)
{
	struct child_policy policy = rig_policy;

	policy.max_restarts = 0;
	open_running(&policy);
	crash();
	ck_assert_int_eq(child()->state, CHILD_FATAL);
	rig_effects(&rig);
	supervisor_wake(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0");
	rig_run(&rig, 1);
	crash();
	ck_assert_int_eq(child()->state, CHILD_FATAL);
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 0);
	close_rig();
}
END_TEST

/* Without a window nothing is counted against the child, however fast it dies. */
START_TEST(no_window_no_limit)
{
	struct child_policy policy = rig_policy;
	uint64_t times[4];

	policy.restart_window_ns = 0;
	policy.restart_delay_ns = 0;
	policy.start_grace_ns = 0;
	open_running(&policy);
	for (int i = 0; i < 1000; i++) {
		crash();
		rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
		ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0, changed 0");
	}
	ck_assert_int_eq(child()->state, CHILD_RUNNING);
	ck_assert_uint_eq(child()->restarts, 1000);
	ck_assert_uint_eq(child()->exits, 1000);
	ck_assert_uint_eq(supervisor_window(rig.supervisor, 0, times, 4), 0);
	close_rig();
}
END_TEST

START_TEST(delay_0_is_one_step)
{
	struct child_policy policy = rig_policy;

	policy.restart_delay_ns = 0;
	open_running(&policy);
	crash();
	ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0");
	ck_assert_str_eq(rig_child(&rig, 0), "starting running exit 1");
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), UINT64_MAX);
	close_rig();
}
END_TEST

START_TEST(spawn_failures_count)
{
	open_running(&rig_policy);
	crash();
	for (int i = 0; i < 2; i++) {
		rig_pass(&rig, SECOND);
		rig_end(&rig, CHILD_EVENT_SPAWN_FAILED, 0, CHILD_CAUSE_SPAWN, EAGAIN);
	}
	ck_assert_str_eq(rig_child(&rig, 0), "fatal running spawn 11");
	ck_assert_uint_eq(child()->exits, 3);
	ck_assert_uint_eq(child()->restarts, 2);
	close_rig();
}
END_TEST

/* No fault of the worker: whatever its limits are it runs again once there is room. */
START_TEST(no_room_for_a_process_counts_in_nothing)
{
	struct supervisor_event event = {.type = CHILD_EVENT_SPAWN_FAILED,
		.cause = CHILD_CAUSE_SPAWN,
		.status = EAGAIN,
		.passing = true};

	open_running(&rig_policy);
	crash();
	rig_pass(&rig, SECOND);
	for (int i = 0; i < 100; i++) {
		supervisor_step(rig.supervisor, &event, rig.now);
		rig_effects(&rig);
		ck_assert_str_eq(rig_child(&rig, 0), "backoff running spawn 11");
		ck_assert_uint_eq(child()->restarts, 0);
		rig_pass(&rig, SECOND - 1);
		ck_assert_str_eq(rig_effects(&rig), "");
		rig_pass(&rig, 1);
		ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0");
	}
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_pass(&rig, SECOND);
	ck_assert_uint_eq(child()->exits, 1);
	ck_assert_uint_eq(child()->restarts, 1);
	close_rig();
}
END_TEST

START_TEST(work_is_refilled_at_once_and_uncounted)
{
	open_running(&rig_work);
	for (int i = 0; i < 100; i++) {
		rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 0);
		ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0");
		rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
		rig_effects(&rig);
	}
	ck_assert_uint_eq(child()->restarts, 100);
	ck_assert_uint_eq(child()->exits, 0);
	close_rig();
}
END_TEST

/* Or a plugin that calls exit(0) in its init would be started again for ever, without a rest. */
START_TEST(work_that_ends_before_it_is_ready_has_failed)
{
	struct child_policy policy = rig_work;

	policy.notifies = true;
	policy.ready_timeout_ns = UINT64_MAX;
	policy.restart_delay_ns = 1000;
	rig_open(&rig, &policy, 1, true);
	rig_start(&rig, false);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_tell(&rig, CHILD_EVENT_READY, 0);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 0);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_STARTING);
	ck_assert_uint_eq(child()->exits, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 0);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_BACKOFF);
	ck_assert_uint_eq(child()->exits, 1);
	close_rig();
}
END_TEST

START_TEST(work_check_is_the_net_below)
{
	struct child_policy policy = rig_work;

	policy.max_restarts = 0;
	open_running(&policy);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), UINT64_MAX); /* none is empty */
	crash();
	ck_assert_int_eq(child()->state, CHILD_FATAL);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), rig.now + 300 * SECOND);
	rig_effects(&rig);
	rig_pass(&rig, 300 * SECOND);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0");
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), UINT64_MAX);
	close_rig();

	policy.max_restarts = 5;
	policy.restart_delay_ns = 1000 * SECOND; /* longer than the check */
	open_running(&policy);
	crash();
	ck_assert_int_eq(child()->state, CHILD_BACKOFF);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), rig.now + 300 * SECOND);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), UINT64_MAX);
	close_rig();
}
END_TEST

START_TEST(work_without_check_ends_with_its_last)
{
	struct child_policy policies[3] = {rig_work, rig_work, rig_work};

	for (int i = 0; i < 3; i++)
		policies[i].check_interval_ns = 0;
	policies[2].restart = RESTART_PERMANENT;
	rig_open(&rig, policies, 3, false);
	rig_start(&rig, false);
	rig_run(&rig, 3);
	rig_effects(&rig);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 0);
	rig_end(&rig, CHILD_EVENT_GONE, 2, CHILD_CAUSE_SIGNAL, SIGSEGV);
	supervisor_wake(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, changed 2");
	ck_assert_str_eq(rig_child(&rig, 2), "exited running signal 11");
	rig_end(&rig, CHILD_EVENT_GONE, 1, CHILD_CAUSE_EXIT, 0);
	ck_assert_str_eq(rig_effects(&rig), "changed 1, finished");
	rig_tell(&rig, CHILD_EVENT_START, 0);
	ck_assert_str_eq(rig_effects(&rig), "");
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 1);
	close_rig();
}
END_TEST

START_TEST(what_keeps_the_command_up)
{
	struct child_policy policy = rig_policy;

	policy.restart = RESTART_TEMPORARY;
	open_running(&policy);
	crash();
	ck_assert_int_eq(child()->state, CHILD_EXITED);
	rig_tell(&rig, CHILD_EVENT_STOP, 1);
	rig_tell(&rig, CHILD_EVENT_GONE, 1);
	/* One has ended, the other was stopped by an operator, who may start it. */
	ck_assert_int_eq(supervisor_phase(rig.supervisor), SUPERVISOR_RUNNING);
	close_rig();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor policy");
	TCase *restart = tcase_create("restart");
	TCase *work = tcase_create("work");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, restart);
	tcase_add_loop_test(restart, matrix, 0, 3 * ENDS * 2);
	tcase_add_loop_test(restart, window_boundary, 0, 2);
	tcase_add_test(restart, window_is_told_and_emptied_by_an_operator);
	tcase_add_test(restart, wake_empties_the_window_of_a_fatal_child);
	tcase_add_test(restart, no_window_no_limit);
	tcase_add_test(restart, delay_0_is_one_step);
	tcase_add_test(restart, spawn_failures_count);
	tcase_add_test(restart, no_room_for_a_process_counts_in_nothing);
	suite_add_tcase(suite, work);
	tcase_add_test(work, work_is_refilled_at_once_and_uncounted);
	tcase_add_test(work, work_that_ends_before_it_is_ready_has_failed);
	tcase_add_test(work, work_check_is_the_net_below);
	tcase_add_test(work, work_without_check_ends_with_its_last);
	tcase_add_test(work, what_keeps_the_command_up);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
