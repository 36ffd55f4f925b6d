/* SPDX-License-Identifier: MIT */
#include "otp-cases.h"

/* OTP's groups restart_one_for_one, restart_one_for_all and restart_rest_for_one. Those that speak
 * of a group are played with members that start and stop one after the other, and with all at once.
 */

static const char *const orders[] = {"", " parallel"};
#define ORDERS 2

START_TEST(one_for_one)
{
	struct otp otp;

	otp_open(&otp, "one_for_one 2/3600%s: a b", orders[_i]);
	otp_start(&otp);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_saw(&otp, "start a, start b, started");
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "[2,2,0,2] a new, b old");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_see(&otp, "[2,2,0,2] a old, b new");
	otp_saw(&otp, "gone a, start a, gone b, start b");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_see(&otp, "finished [2,0,0,2] a none, b none");
	otp_saw(&otp, "gone b, gave-up, stop a, gone a, finished");
	otp_close(&otp);
}
END_TEST

START_TEST(one_for_one_escalation)
{
	struct otp otp;

	otp_open(&otp, "one_for_one 4/3600: a b");
	otp_start(&otp);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_saw(&otp, "start a, start b, started");
	otp_fails(&otp, "a", OTP_ALWAYS);
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "finished [2,0,0,2] a none, b none");
	otp_saw(&otp, "gone a, fail a, fail a, fail a, fail a, gave-up, stop b, gone b, finished");
	otp_close(&otp);
}
END_TEST

START_TEST(one_for_all)
{
	struct otp otp;

	otp_open(&otp, "one_for_all 2/3600%s: a b", orders[_i]);
	otp_start(&otp);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_saw(&otp, "start a, start b, started");
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_saw(&otp, _i == 0 ? "gone a, stop b, gone b, start a, start b"
			      : "gone a, stop b, gone b, start b, start a");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_saw(&otp, "gone b, stop a, gone a, start a, start b");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_see(&otp, "finished [2,0,0,2] a none, b none");
	otp_saw(&otp, "gone b, gave-up, stop a, gone a, finished");
	otp_close(&otp);
}
END_TEST

START_TEST(one_for_all_escalation)
{
	struct otp otp;

	otp_open(&otp, "one_for_all 4/3600: a b");
	otp_start(&otp);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_saw(&otp, "start a, start b, started");
	otp_fails(&otp, "b", OTP_ALWAYS);
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "finished [2,0,0,2] a none, b none");
	otp_saw(&otp, "gone a, stop b, gone b, start a, fail b, stop a, gone a, start a, fail b, "
		      "stop a, gone a, start a, fail b, stop a, gone a, start a, fail b, "
		      "gave-up, stop a, gone a, finished");
	otp_close(&otp);
}
END_TEST

/* What was started again already is ended again, and then the whole of it is tried anew. */
START_TEST(one_for_all_other_child_fails_restart)
{
	struct otp otp;

	otp_open(&otp, "one_for_all 3/3600: a b");
	otp_start(&otp);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_saw(&otp, "start a, start b, started");
	otp_fails(&otp, "b", 1);
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_saw(&otp, "gone a, stop b, gone b, start a, fail b, stop a, gone a, start a, start b");
	/* Two of three are used up. */
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "finished [2,0,0,2] a none, b none");
	otp_close(&otp);
}
END_TEST

START_TEST(rest_for_one)
{
	struct otp otp;

	otp_open(&otp, "rest_for_one 2/3600%s: a b c", orders[_i]);
	otp_start(&otp);
	otp_see(&otp, "[3,3,0,3] a new, b new, c new");
	otp_saw(&otp, "start a, start b, start c, started");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_see(&otp, "[3,3,0,3] a old, b new, c new");
	otp_saw(&otp, _i == 0 ? "gone b, stop c, gone c, start b, start c"
			      : "gone b, stop c, gone c, start c, start b");
	otp_exit(&otp, "c", OTP_ABNORMAL);
	otp_see(&otp, "[3,3,0,3] a old, b old, c new");
	otp_saw(&otp, "gone c, start c");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_see(&otp, "finished [3,0,0,3] a none, b none, c none");
	otp_close(&otp);
}
END_TEST

/* What was started again already stays: only the one that fails is tried anew. */
START_TEST(rest_for_one_escalation)
{
	struct otp otp;

	otp_open(&otp, "rest_for_one 4/3600: a b");
	otp_start(&otp);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_saw(&otp, "start a, start b, started");
	otp_fails(&otp, "b", OTP_ALWAYS);
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "finished [2,0,0,2] a none, b none");
	otp_saw(&otp, "gone a, stop b, gone b, start a, fail b, fail b, fail b, fail b, "
		      "gave-up, stop a, gone a, finished");
	otp_close(&otp);
}
END_TEST

START_TEST(rest_for_one_other_child_fails_restart)
{
	struct otp otp;

	otp_open(&otp, "rest_for_one 3/3600: a b");
	otp_start(&otp);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_saw(&otp, "start a, start b, started");
	otp_fails(&otp, "b", 1);
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_saw(&otp, "gone a, stop b, gone b, start a, fail b, start b");
	otp_close(&otp);
}
END_TEST

void otp_restart_cases(Suite *suite)
{
	TCase *cases = tcase_create("restart");

	tcase_add_loop_test(cases, one_for_one, 0, ORDERS);
	tcase_add_test(cases, one_for_one_escalation);
	tcase_add_loop_test(cases, one_for_all, 0, ORDERS);
	tcase_add_test(cases, one_for_all_escalation);
	tcase_add_test(cases, one_for_all_other_child_fails_restart);
	tcase_add_loop_test(cases, rest_for_one, 0, ORDERS);
	tcase_add_test(cases, rest_for_one_escalation);
	tcase_add_test(cases, rest_for_one_other_child_fails_restart);
	suite_add_tcase(suite, cases);
}
