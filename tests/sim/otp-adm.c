/* SPDX-License-Identifier: MIT */
#include "otp-cases.h"

/* What an operator may do with single children, and what he is shown. */

#define GROUPS (OTP_STRATEGIES - 1)

START_TEST(child_adm)
{
	struct otp otp;

	otp_open(&otp, "%s 1/1000: a", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[1,1,0,1] a new");
	otp_says(otp_start_child(&otp, "root", "a"), "already_started");

	otp_says(otp_terminate_child(&otp, "x"), "not_found");
	otp_see(&otp, "[1,1,0,1] a old");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_says(otp_end(&otp, "a"), "signal 15");
	otp_see(&otp, "[1,0,0,1] a none");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,0,0,1] a none");
	otp_says(otp_start_child(&otp, "root", "a"), "already_present");

	otp_says(otp_restart_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,1,0,1] a new");
	otp_says(otp_restart_child(&otp, "a"), "running");
	otp_says(otp_restart_child(&otp, "b"), "not_found");
	otp_see(&otp, "[1,1,0,1] a old");

	otp_says(otp_delete_child(&otp, "a"), "running");
	otp_says(otp_delete_child(&otp, "x"), "not_found");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_says(otp_delete_child(&otp, "a"), "ok");
	otp_says(otp_restart_child(&otp, "a"), "not_found");
	otp_see(&otp, "[0,0,0,0]");

	otp_says(otp_start_child(&otp, "root", "a"), "ok");
	otp_see(&otp, "[1,1,0,1] a new");
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "[1,1,0,1] a new");
	otp_close(&otp);
}
END_TEST

/* A worker of a pool has a number of its own here: it can be stopped, started and deleted like any
 * other. (OTP knows such a child by its process alone, and forgets it when that is gone.) */
START_TEST(child_adm_simple)
{
	struct otp otp;

	otp_open(&otp, "simple_one_for_one 2/3600:");
	otp_start(&otp);
	otp_see(&otp, "[1,0,0,0]");
	otp_says(otp_start_child(&otp, "root", "a"), "ok");
	otp_see(&otp, "[1,1,0,1] a new");
	otp_says(otp_start_child(&otp, "root", "b"), "ok");
	otp_see(&otp, "[1,2,0,2] a old, b new");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,1,0,1] a none, b old");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,1,0,1] a none, b old");
	otp_says(otp_terminate_child(&otp, "x"), "not_found");
	otp_see(&otp, "[1,1,0,1] a none, b old");
	otp_says(otp_restart_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,2,0,2] a new, b old");
	otp_says(otp_delete_child(&otp, "a"), "running");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_says(otp_delete_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,1,0,1] b old");
	otp_close(&otp);
}
END_TEST

/* A restart that is exactly one period old still counts, and not a nanosecond longer. */
START_TEST(multiple_restarts)
{
	struct otp otp;

	otp_open(&otp, "%s 1/1: a,brutal_kill", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[1,1,0,1] a new");
	otp_exit(&otp, "a", OTP_ABNORMAL);
	for (int i = 0; i < 3; i++) {
		otp_see(&otp, "[1,1,0,1] a new");
		otp_pass(&otp, 2 * OTP_SECOND + OTP_SECOND / 10);
		otp_exit(&otp, "a", OTP_ABNORMAL);
	}
	otp_see(&otp, "[1,1,0,1] a new");
	otp_pass(&otp, OTP_SECOND + 1);
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "[1,1,0,1] a new");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_says(otp_delete_child(&otp, "a"), "ok");
	otp_see(&otp, _i == GROUPS ? "[1,0,0,0]" : "[0,0,0,0]");
	otp_close(&otp);

	otp_open(&otp, "%s 1/1: a,brutal_kill", otp_strategies[_i]);
	otp_start(&otp);
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_pass(&otp, OTP_SECOND);
	otp_see(&otp, "[1,1,0,1] a new");
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, _i == GROUPS ? "finished [1,0,0,0] a none" : "finished [1,0,0,1] a none");
	otp_close(&otp);
}
END_TEST

/* Where nothing is under way the supervisor sleeps until it is told something. */
START_TEST(auto_hibernate)
{
	struct otp otp;

	otp_open(&otp, "%s 2/3600: a b,transient (s %s 2/3600: c)", otp_strategies[_i],
		otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[3,3,1,2] a new, b new, s new [1,1,0,1](c new)");
	ck_assert_uint_eq(supervisor_deadline(otp.supervisor), UINT64_MAX);
	otp_says(otp_restart_child(&otp, "a"), "running");
	ck_assert_uint_eq(supervisor_deadline(otp.supervisor), UINT64_MAX);
	otp_exit(&otp, "c", OTP_KILLED);
	otp_see(&otp, "[3,3,1,2] a old, b old, s old [1,1,0,1](c new)");
	ck_assert_uint_eq(supervisor_deadline(otp.supervisor), UINT64_MAX);
	otp_exit(&otp, "b", OTP_NORMAL);
	otp_see(&otp, "[3,2,1,2] a old, b none, s old [1,1,0,1](c old)");
	ck_assert_uint_eq(supervisor_deadline(otp.supervisor), UINT64_MAX);
	otp_close(&otp);
}
END_TEST

/* In the order in which they were added. */
START_TEST(which_children)
{
	struct otp otp;

	otp_open(&otp, "%s 1/5:", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[0,0,0,0]");
	otp_says(otp_start_child(&otp, "root", "a"), "ok");
	otp_see(&otp, "[1,1,0,1] a new");
	otp_says(otp_start_child(&otp, "root", "b"), "ok");
	otp_see(&otp, "[2,2,0,2] a old, b new");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_see(&otp, "[2,1,0,2] a none, b old");
	otp_says(otp_state(&otp, "a"), "stopped stopped");
	otp_says(otp_state(&otp, "b"), "running ");
	otp_says(otp_delete_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,1,0,1] b old");
	/* What is added takes a number that is free and the last place. */
	otp_says(otp_start_child(&otp, "root", "c"), "ok");
	otp_see(&otp, "[2,2,0,2] b old, c new");
	otp_close(&otp);
}
END_TEST

START_TEST(which_children_simple_one_for_one)
{
	struct otp otp;

	otp_open(&otp, "simple_one_for_one 1/5:");
	otp_start(&otp);
	otp_see(&otp, "[1,0,0,0]");
	otp_says(otp_start_child(&otp, "root", "a,temporary"), "ok");
	otp_see(&otp, "[1,1,0,1] a new");
	otp_says(otp_start_child(&otp, "root", "b,temporary"), "ok");
	otp_see(&otp, "[1,2,0,2] a old, b new");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_says(otp_delete_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,1,0,1] b old");
	otp_says(otp_terminate_child(&otp, "x"), "not_found");
	otp_close(&otp);
}
END_TEST

/* What has the child's place is not a process of ours: nothing is started beside it, whoever asks,
 * until it is gone. */
START_TEST(already_started_outside_supervisor)
{
	struct otp otp;
	unsigned a;

	otp_open(&otp, "%s 1/5: a,transient b", otp_strategies[_i]);
	a = otp_find_child(&otp, "a");
	otp_tell(&otp, CHILD_EVENT_UNPROVEN, a, CHILD_CAUSE_NONE, 0);
	otp_start(&otp);
	otp_saw(&otp, "start b, started");
	otp_says(otp_state(&otp, "a"), "fatal unproven");
	otp_says(otp_restart_child(&otp, "a"), "running");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_saw(&otp, "gone b, start b");
	otp_says(otp_state(&otp, "a"), "fatal unproven");
	otp_tell(&otp, CHILD_EVENT_GONE, a, CHILD_CAUSE_NONE, 0);
	otp_says(otp_restart_child(&otp, "a"), "ok");
	otp_see(&otp, _i == GROUPS ? "[1,2,0,2] a new, b new" : "[2,2,0,2] a new, b new");
	otp_close(&otp);
}
END_TEST

void otp_adm_cases(Suite *suite)
{
	TCase *cases = tcase_create("administration");

	tcase_add_loop_test(cases, child_adm, 0, GROUPS);
	tcase_add_test(cases, child_adm_simple);
	tcase_add_loop_test(cases, multiple_restarts, 0, OTP_STRATEGIES);
	tcase_add_loop_test(cases, auto_hibernate, 0, GROUPS);
	tcase_add_loop_test(cases, which_children, 0, GROUPS);
	tcase_add_test(cases, which_children_simple_one_for_one);
	tcase_add_loop_test(cases, already_started_outside_supervisor, 0, OTP_STRATEGIES);
	suite_add_tcase(suite, cases);
}
