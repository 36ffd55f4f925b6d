/* SPDX-License-Identifier: MIT */
#include "otp-cases.h"

/* Children that fail again and again: whoever asks is answered meanwhile. */

#define GROUPS (OTP_STRATEGIES - 1)

/* OTP refuses to start what it is about to start; here an operator's start does not wait. */
START_TEST(hanging_restart_loop)
{
	struct otp otp;

	otp_open(&otp, "%s 8/10: a,brutal_kill,delay", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[1,1,0,1] a new");
	otp_fails(&otp, "a", OTP_ALWAYS);
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_pass(&otp, 2 * OTP_SECOND);
	otp_see(&otp, "[1,0,0,1] a none");
	otp_says(otp_start_child(&otp, "root", "a"), "already_present");
	otp_says(otp_delete_child(&otp, "a"), "restarting");
	otp_says(otp_state(&otp, "a"), "backoff spawn");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_pass(&otp, 20 * OTP_SECOND);
	otp_see(&otp, "[1,0,0,1] a none");
	otp_saw(&otp, "start a, started, gone a, fail a, fail a");

	otp_fails(&otp, "a", 0);
	otp_says(otp_restart_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,1,0,1] a new");
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "[1,0,0,1] a none");
	otp_says(otp_restart_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,1,0,1] a new");
	otp_fails(&otp, "a", OTP_ALWAYS);
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_pass(&otp, 2 * OTP_SECOND);
	otp_see(&otp, "[1,0,0,1] a none");
	otp_stop(&otp);
	otp_see(&otp, "finished [1,0,0,1] a none");
	otp_close(&otp);
}
END_TEST

/* Those after it wait for it, those before it are left alone. Once an operator has stopped it
 * nobody waits for it any more. */
START_TEST(hanging_restart_loop_rest_for_one)
{
	struct otp otp;

	otp_open(&otp, "rest_for_one 8/10: a b,brutal_kill,delay c");
	otp_start(&otp);
	otp_see(&otp, "[3,3,0,3] a new, b new, c new");
	otp_fails(&otp, "b", OTP_ALWAYS);
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_see(&otp, "[3,1,0,3] a old, b none, c none");
	otp_pass(&otp, 2 * OTP_SECOND);
	otp_see(&otp, "[3,1,0,3] a old, b none, c none");
	otp_says(otp_start_child(&otp, "root", "b"), "already_present");
	otp_says(otp_delete_child(&otp, "b"), "restarting");
	otp_says(otp_terminate_child(&otp, "b"), "ok");
	otp_see(&otp, "[3,2,0,3] a old, b none, c new");
	otp_saw(&otp, "start a, start b, start c, started, gone b, stop c, gone c, fail b, fail b, "
		      "start c");

	otp_fails(&otp, "b", 0);
	otp_says(otp_restart_child(&otp, "b"), "ok");
	otp_see(&otp, "[3,3,0,3] a old, b new, c old");
	otp_fails(&otp, "b", OTP_ALWAYS);
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_pass(&otp, 2 * OTP_SECOND);
	otp_see(&otp, "[3,1,0,3] a old, b none, c none");
	otp_stop(&otp);
	otp_see(&otp, "finished [3,0,0,3] a none, b none, c none");
	otp_close(&otp);
}
END_TEST

START_TEST(hanging_restart_loop_simple)
{
	struct otp otp;

	otp_open(&otp, "simple_one_for_one 8/10:");
	otp_start(&otp);
	otp_see(&otp, "[1,0,0,0]");
	otp_says(otp_start_child(&otp, "root", "a,brutal_kill,delay"), "ok");
	otp_see(&otp, "[1,1,0,1] a new");
	otp_fails(&otp, "a", OTP_ALWAYS);
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_pass(&otp, 2 * OTP_SECOND);
	otp_see(&otp, "[1,0,0,1] a none");
	otp_says(otp_delete_child(&otp, "a"), "restarting");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,0,0,0] a none");
	otp_says(otp_delete_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,0,0,0]");
	otp_says(otp_start_child(&otp, "root", "b,brutal_kill,delay"), "ok");
	otp_see(&otp, "[1,1,0,1] b new");
	otp_fails(&otp, "b", OTP_ALWAYS);
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_pass(&otp, 2 * OTP_SECOND);
	otp_see(&otp, "[1,0,0,1] b none");
	otp_stop(&otp);
	otp_see(&otp, "finished [1,0,0,0] b none");
	otp_close(&otp);
}
END_TEST

void otp_hanging_cases(Suite *suite)
{
	TCase *cases = tcase_create("hanging");

	tcase_add_loop_test(cases, hanging_restart_loop, 0, GROUPS);
	tcase_add_test(cases, hanging_restart_loop_rest_for_one);
	tcase_add_test(cases, hanging_restart_loop_simple);
	suite_add_tcase(suite, cases);
}
