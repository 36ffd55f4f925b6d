/* SPDX-License-Identifier: MIT */

/* How a child is stopped and started anew, and how the whole command is. */

#include <check.h>
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

static const struct child_record *child(void)
{
	return supervisor_child(rig.supervisor, 0);
}

static void close_rig(void)
{
	rig_close(&rig);
}

START_TEST(stop_keeps_how_it_ended)
{
	open_running(&rig_policy);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	rig_end(&rig, CHILD_EVENT_EXITED, 0, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(rig_child(&rig, 0), "stopping stopped stopped -15");
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	ck_assert_str_eq(rig_child(&rig, 0), "stopped stopped stopped -15");
	rig_tell(&rig, CHILD_EVENT_START, 0);
	rig_run(&rig, 1);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 3);
	ck_assert_str_eq(rig_child(&rig, 0), "stopped stopped stopped 3");
	close_rig();
}
END_TEST

START_TEST(wanted_is_written_before_it_is_acted_on)
{
	struct supervisor_event event = {.type = CHILD_EVENT_STOP};
	struct supervisor_effect effect;

	open_running(&rig_policy);
	supervisor_step(rig.supervisor, &event, rig.now);
	ck_assert(supervisor_next(rig.supervisor, &effect));
	ck_assert_int_eq(effect.type, EFFECT_CHANGED);
	ck_assert_str_eq(rig_child(&rig, 0), "stopping stopped  0");
	rig.text_length = 0;
	ck_assert_str_eq(rig_effects(&rig), "signal 0 15");
	close_rig();
}
END_TEST

START_TEST(kill_is_repeated_until_gone)
{
	open_running(&rig_policy);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	rig_effects(&rig);
	rig_pass(&rig, 5 * SECOND - 1);
	ck_assert_str_eq(rig_effects(&rig), "");
	rig_pass(&rig, 1);
	ck_assert_str_eq(rig_effects(&rig), "kill 0");
	rig_pass(&rig, 20 * SECOND);
	ck_assert_str_eq(rig_effects(&rig), "kill 0, kill 0, kill 0, kill 0");
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	rig_pass(&rig, 60 * SECOND);
	ck_assert_str_eq(rig_effects(&rig), "changed 0");
	close_rig();
}
END_TEST

START_TEST(one_signal_after_the_other)
{
	struct child_policy policy = rig_policy;

	policy.stop_more[0] = (struct stop_step){2, 3 * SECOND};
	policy.stop_more[1] = (struct stop_step){3, SECOND};
	policy.stop_more_count = 2;
	open_running(&policy);
	/* Twice: the second time from the beginning again. */
	for (int i = 0; i < 2; i++) {
		rig_tell(&rig, CHILD_EVENT_RESTART, 0);
		ck_assert_str_eq(rig_effects(&rig), "changed 0, signal 0 15");
		rig_pass(&rig, 5 * SECOND);
		ck_assert_str_eq(rig_effects(&rig), "signal 0 2");
		rig_pass(&rig, 3 * SECOND - 1);
		ck_assert_str_eq(rig_effects(&rig), "");
		rig_pass(&rig, 1);
		ck_assert_str_eq(rig_effects(&rig), "signal 0 3");
		rig_pass(&rig, SECOND);
		ck_assert_str_eq(rig_effects(&rig), "kill 0");
		rig_tell(&rig, CHILD_EVENT_GONE, 0);
		rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
		rig_tell(&rig, CHILD_EVENT_READY, 0);
		rig_pass(&rig, SECOND);
		rig_effects(&rig);
	}
	/* All of them at once, where everything is killed. */
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	supervisor_kill(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, signal 0 15, kill 0");
	close_rig();
}
END_TEST

/* A start that was called off before its SPAWN was taken out never was one. */
START_TEST(start_called_off)
{
	struct supervisor_event event = {.type = CHILD_EVENT_START};

	open_running(&rig_policy);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	rig_effects(&rig);
	supervisor_step(rig.supervisor, &event, rig.now);
	ck_assert_uint_eq(child()->restarts, 1);
	event.type = CHILD_EVENT_STOP;
	supervisor_step(rig.supervisor, &event, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "changed 0");
	ck_assert_str_eq(rig_child(&rig, 0), "stopped stopped stopped 0");
	ck_assert_uint_eq(child()->restarts, 0);
	close_rig();
}
END_TEST

START_TEST(stop_timeout_0_and_never)
{
	struct child_policy policy = rig_policy;

	policy.stop_timeout_ns = 0;
	open_running(&policy);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, kill 0");
	close_rig();

	policy.stop_timeout_ns = UINT64_MAX;
	open_running(&policy);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	rig_effects(&rig);
	rig_pass(&rig, 1000000 * SECOND);
	ck_assert_str_eq(rig_effects(&rig), "");
	supervisor_kill(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "kill 0");
	rig_pass(&rig, 5 * SECOND);
	ck_assert_str_eq(rig_effects(&rig), "kill 0");
	close_rig();
}
END_TEST

START_TEST(restart_is_counted_but_not_held_against_it)
{
	open_running(&rig_policy);
	for (int i = 0; i < 10; i++) {
		rig_tell(&rig, CHILD_EVENT_RESTART, 0);
		rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_SIGNAL, SIGTERM);
		ck_assert_str_eq(rig_effects(&rig), "changed 0, signal 0 15, changed 0, spawn 0");
		rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
		rig_tell(&rig, CHILD_EVENT_READY, 0);
		rig_effects(&rig);
	}
	ck_assert_uint_eq(child()->restarts, 10);
	ck_assert_uint_eq(child()->exits, 0);
	ck_assert_str_eq(rig_child(&rig, 0), "running running stopped -15");
	close_rig();
}
END_TEST

START_TEST(words_while_it_is_being_stopped)
{
	open_running(&rig_policy);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	rig_tell(&rig, CHILD_EVENT_START, 0);
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	ck_assert_int_eq(child()->state, CHILD_STARTING);
	rig_run(&rig, 1);
	rig_tell(&rig, CHILD_EVENT_RESTART, 0);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	ck_assert_int_eq(child()->state, CHILD_STOPPED);
	close_rig();
}
END_TEST

/* An unplanned end stays one, though an operator's stop comes before its set is empty. */
START_TEST(crash_then_stop)
{
	open_running(&rig_policy);
	rig_end(&rig, CHILD_EVENT_EXITED, 0, CHILD_CAUSE_SIGNAL, SIGSEGV);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	ck_assert_str_eq(rig_child(&rig, 0), "stopped stopped signal 11");
	ck_assert_uint_eq(child()->exits, 1);
	close_rig();
}
END_TEST

static void open_three(void)
{
	struct child_policy policies[3] = {rig_policy, rig_policy, rig_policy};

	rig_open(&rig, policies, 3, false);
	rig_start(&rig, false);
	rig_run(&rig, 3);
}

START_TEST(stop_goes_from_right_to_left)
{
	open_three();
	rig_tell(&rig, CHILD_EVENT_STOP, 1);
	rig_tell(&rig, CHILD_EVENT_GONE, 1);
	rig_effects(&rig);
	supervisor_stop(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "changed 2, signal 2 15, changed 0, signal 0 15");
	supervisor_stop(rig.supervisor, rig.now);
	rig_tell(&rig, CHILD_EVENT_START, 0);
	rig_tell(&rig, CHILD_EVENT_RESTART, 1);
	supervisor_wake(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "");
	supervisor_kill(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "kill 2, kill 0");
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	rig_tell(&rig, CHILD_EVENT_GONE, 2);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, changed 2, finished");
	rig_tell(&rig, CHILD_EVENT_GONE, 2);
	ck_assert_str_eq(rig_effects(&rig), "");
	rig_close(&rig);
}
END_TEST

/* Signal and kill decided for a child that is gone by then are not sent. */
START_TEST(nothing_is_sent_to_the_gone)
{
	struct supervisor_event gone = {.type = CHILD_EVENT_GONE};

	open_three();
	rig_effects(&rig);
	supervisor_stop(rig.supervisor, rig.now);
	supervisor_step(rig.supervisor, &gone, rig.now);
	ck_assert_str_eq(
		rig_effects(&rig), "changed 2, signal 2 15, changed 1, signal 1 15, changed 0");
	rig_close(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor stop");
	TCase *one = tcase_create("one");
	TCase *all = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, one);
	tcase_add_test(one, stop_keeps_how_it_ended);
	tcase_add_test(one, wanted_is_written_before_it_is_acted_on);
	tcase_add_test(one, kill_is_repeated_until_gone);
	tcase_add_test(one, one_signal_after_the_other);
	tcase_add_test(one, start_called_off);
	tcase_add_test(one, stop_timeout_0_and_never);
	tcase_add_test(one, restart_is_counted_but_not_held_against_it);
	tcase_add_test(one, words_while_it_is_being_stopped);
	tcase_add_test(one, crash_then_stop);
	suite_add_tcase(suite, all);
	tcase_add_test(all, stop_goes_from_right_to_left);
	tcase_add_test(all, nothing_is_sent_to_the_gone);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
