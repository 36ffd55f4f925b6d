/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "otp-cases.h"

/* OTP's group sup_start. What says "ignore" there is a process that ends as it should before it was
 * ever ready: there is nothing to do for it, and that is no error. */

#define GROUPS (OTP_STRATEGIES - 1)
#define POOL GROUPS

START_TEST(sup_start_normal)
{
	struct otp otp;

	otp_open(&otp, "%s 2/3600:", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, _i == POOL ? "[1,0,0,0]" : "[0,0,0,0]");
	otp_saw(&otp, "started");
	otp_pass(&otp, 3600 * OTP_SECOND);
	otp_see(&otp, _i == POOL ? "[1,0,0,0]" : "[0,0,0,0]");
	otp_stop(&otp);
	otp_see(&otp, _i == POOL ? "finished [1,0,0,0]" : "finished [0,0,0,0]");
	otp_saw(&otp, "finished");
	otp_close(&otp);
}
END_TEST

START_TEST(sup_start_ignore_child)
{
	struct otp otp;

	otp_open(&otp, "%s 2/3600:", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[0,0,0,0]");
	otp.ignores = true;
	otp_says(otp_start_child(&otp, "root", "a,transient"), "ignore");
	otp_see(&otp, "[1,0,0,1] a none");
	otp_says(otp_start_child(&otp, "root", "b"), "ok");
	otp_see(&otp, "[2,1,0,2] a none, b new");
	otp_close(&otp);

	otp_open(&otp, "%s 2/3600: a,transient b", otp_strategies[_i]);
	otp_ignores(&otp, "a");
	otp_start(&otp);
	otp_see(&otp, "[2,1,0,2] a none, b new");
	otp_saw(&otp, "start a, gone a, start b, started");
	otp_close(&otp);
}
END_TEST

START_TEST(sup_start_ignore_temporary_child)
{
	struct otp otp;

	otp_open(&otp, "%s 2/3600: a,temporary b,temporary", otp_strategies[_i]);
	otp_ignores(&otp, "a");
	otp_start(&otp);
	otp_see(&otp, "[1,1,0,1] a none, b new");
	otp_saw(&otp, "start a, gone a, start b, started");
	otp_close(&otp);
}
END_TEST

/* Started by an operator. */
static void check_ignored(const char *strategy, const char *restart)
{
	char first[64], second[64];
	struct otp otp;

	snprintf(first, sizeof first, "a,%s", restart);
	snprintf(second, sizeof second, "b,%s", restart);
	otp_open(&otp, "%s 2/3600:", strategy);
	otp_start(&otp);
	otp.ignores = true;
	otp_says(otp_start_child(&otp, "root", first), "ignore");
	otp_says(otp_start_child(&otp, "root", second), "ok");
	otp_see(&otp, "[1,1,0,1] a none, b new");
	otp_says(otp_delete_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,1,0,1] b old");
	otp_stop(&otp);
	otp_saw(&otp, "started, start a, gone a, start b, stop b, gone b, finished");
	otp_close(&otp);
}

START_TEST(sup_start_ignore_temporary_child_start_child)
{
	check_ignored(otp_strategies[_i], "temporary");
}
END_TEST

START_TEST(sup_start_ignore_temporary_child_start_child_simple)
{
	check_ignored("simple_one_for_one", "temporary");
}
END_TEST

/* A transient one: of a permanent process every end is one too many (permanent_normal). */
START_TEST(sup_start_ignore_permanent_child_start_child_simple)
{
	check_ignored("simple_one_for_one", "transient");
}
END_TEST

/* What was started before is ended again; what comes after is not started. */
START_TEST(sup_start_fail)
{
	struct otp otp;

	otp_open(&otp, "%s 2/3600: a b c", otp_strategies[_i]);
	otp_fails(&otp, "b", OTP_ALWAYS);
	otp_start(&otp);
	otp_see(&otp, "finished [3,0,0,3] a none, b none, c none");
	otp_saw(&otp, "start a, fail b, stop a, gone a, start-failed b, finished");
	otp_close(&otp);
}
END_TEST

/* An operator's start that fails is his to hear of: the supervisor neither tries again nor counts
 * it. */
START_TEST(sup_start_child_returns_error)
{
	struct otp otp;

	otp_open(&otp, "%s 0/3600: a", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[1,1,0,1] a new");
	otp.failures = OTP_ALWAYS;
	otp_says(otp_start_child(&otp, "root", "b"), "error");
	otp_see(&otp, _i == POOL ? "[1,1,0,1] a old, b none" : "[2,1,0,2] a old, b none");
	otp_says(otp_state(&otp, "b"), "fatal spawn");
	otp_says(otp_delete_child(&otp, "b"), "ok");
	otp_pass(&otp, 3600 * OTP_SECOND);
	otp_see(&otp, "[1,1,0,1] a old");
	otp_saw(&otp, "start a, started, fail b");
	otp_close(&otp);
}
END_TEST

START_TEST(sup_start_restart_child_returns_error)
{
	struct otp otp;

	otp_open(&otp, "%s 0/3600: a b", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_see(&otp, "[2,1,0,2] a none, b old");
	otp_fails(&otp, "a", OTP_ALWAYS);
	otp_says(otp_restart_child(&otp, "a"), "error");
	otp_see(&otp, "[2,1,0,2] a none, b old");
	otp_says(otp_start_child(&otp, "root", "a"), "already_present");
	otp_fails(&otp, "a", 0);
	otp_says(otp_restart_child(&otp, "a"), "ok");
	otp_see(&otp, "[2,2,0,2] a new, b old");
	otp_close(&otp);
}
END_TEST

START_TEST(sup_start_child_returns_error_simple)
{
	struct otp otp;

	otp_open(&otp, "simple_one_for_one 0/3600:");
	otp_start(&otp);
	otp_see(&otp, "[1,0,0,0]");
	otp.failures = OTP_ALWAYS;
	otp_says(otp_start_child(&otp, "root", "a"), "error");
	otp_see(&otp, "[1,0,0,0] a none");
	otp_says(otp_delete_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,0,0,0]");
	otp_close(&otp);
}
END_TEST

void otp_start_cases(Suite *suite)
{
	TCase *cases = tcase_create("sup_start");

	tcase_add_loop_test(cases, sup_start_normal, 0, OTP_STRATEGIES);
	tcase_add_loop_test(cases, sup_start_ignore_child, 0, GROUPS);
	tcase_add_loop_test(cases, sup_start_ignore_temporary_child, 0, OTP_STRATEGIES);
	tcase_add_loop_test(cases, sup_start_ignore_temporary_child_start_child, 0, GROUPS);
	tcase_add_test(cases, sup_start_ignore_temporary_child_start_child_simple);
	tcase_add_test(cases, sup_start_ignore_permanent_child_start_child_simple);
	tcase_add_loop_test(cases, sup_start_fail, 0, GROUPS);
	tcase_add_loop_test(cases, sup_start_child_returns_error, 0, OTP_STRATEGIES);
	tcase_add_loop_test(cases, sup_start_restart_child_returns_error, 0, GROUPS);
	tcase_add_test(cases, sup_start_child_returns_error_simple);
	suite_add_tcase(suite, cases);
}
