/* SPDX-License-Identifier: MIT */
#include "otp-cases.h"

/* OTP's group restart_simple_one_for_one: a pool, whose members come and go. */

static void open_pool(struct otp *otp, const char *flags)
{
	otp_open(otp, "simple_one_for_one %s:", flags);
	otp_start(otp);
	otp_see(otp, "[1,0,0,0]");
	otp_saw(otp, "started");
}

START_TEST(simple_one_for_one)
{
	struct otp otp;

	open_pool(&otp, "2/3600");
	otp_says(otp_start_child(&otp, "root", "a"), "ok");
	otp_says(otp_start_child(&otp, "root", "b"), "ok");
	otp_see(&otp, "[1,2,0,2] a new, b new");
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "[1,2,0,2] a new, b old");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_see(&otp, "[1,2,0,2] a old, b new");
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "finished [1,0,0,0] a none, b none");
	otp_says(otp_end(&otp, "b"), "signal 15");
	otp_close(&otp);
}
END_TEST

/* All are told at once: it takes as long as the slowest, and no longer than they are given. */
START_TEST(simple_one_for_one_shutdown)
{
	struct otp otp;

	open_pool(&otp, "2/3600");
	otp_says(otp_start_child(&otp, "root", "a,2"), "ok");
	otp_says(otp_start_child(&otp, "root", "b,2"), "ok");
	otp_says(otp_start_child(&otp, "root", "c,2"), "ok");
	otp_see(&otp, "[1,3,0,3] a new, b new, c new");
	otp_takes(&otp, "a", OTP_SECOND);
	otp_takes(&otp, "b", OTP_SECOND);
	otp_takes(&otp, "c", 5 * OTP_SECOND);
	otp_stop(&otp);
	otp_pass(&otp, OTP_SECOND - 1);
	otp_see(&otp, "[1,3,0,3] a old, b old, c old");
	otp_pass(&otp, 1);
	otp_see(&otp, "[1,1,0,1] a none, b none, c old");
	otp_pass(&otp, OTP_SECOND - 1);
	otp_see(&otp, "[1,1,0,1] a none, b none, c old");
	otp_pass(&otp, 1);
	otp_see(&otp, "finished [1,0,0,0] a none, b none, c none");
	otp_says(otp_end(&otp, "b"), "signal 15");
	otp_says(otp_end(&otp, "c"), "signal 9");
	otp_close(&otp);
}
END_TEST

START_TEST(simple_one_for_one_escalation)
{
	struct otp otp;

	open_pool(&otp, "4/3600");
	otp_says(otp_start_child(&otp, "root", "a"), "ok");
	otp_says(otp_start_child(&otp, "root", "b"), "ok");
	otp_see(&otp, "[1,2,0,2] a new, b new");
	otp_fails(&otp, "a", OTP_ALWAYS);
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "finished [1,0,0,0] a none, b none");
	otp_saw(&otp, "start a, start b, gone a, fail a, fail a, fail a, fail a, gave-up, stop b, "
		      "gone b, "
		      "finished");
	otp_close(&otp);
}
END_TEST

/* Nothing is kept of those that are gone: the next one takes their place. */
START_TEST(simple_one_for_one_corruption)
{
	struct otp otp;

	open_pool(&otp, "2/3600");
	for (int i = 0; i < 10000; i++) {
		otp_says(otp_start_child(&otp, "root", "a,temporary"), "ok");
		otp_see(&otp, "[1,1,0,1] a new");
		otp_exit(&otp, "a", OTP_ABNORMAL);
		otp_see(&otp, "[1,0,0,0] a none");
		otp_says(otp_delete_child(&otp, "a"), "ok");
		otp_see(&otp, "[1,0,0,0]");
		otp_news(&otp);
	}
	ck_assert_uint_eq(otp.count, 1);
	otp_close(&otp);
}
END_TEST

/* Started again, it finds that there is nothing to do. (A permanent one cannot say so.) */
START_TEST(simple_one_for_one_restart_ignore)
{
	struct otp otp;

	open_pool(&otp, "10/3600");
	otp_says(otp_start_child(&otp, "root", "a,transient"), "ok");
	otp_see(&otp, "[1,1,0,1] a new");
	otp_exit(&otp, "a", OTP_KILLED);
	otp_see(&otp, "[1,1,0,1] a new");
	otp_ignores(&otp, "a");
	otp_exit(&otp, "a", OTP_KILLED);
	otp_see(&otp, "[1,0,0,0] a none");
	otp_stop(&otp);
	otp_see(&otp, "finished [1,0,0,0] a none");
	otp_saw(&otp, "start a, gone a, start a, gone a, start a, gone a, finished");
	otp_close(&otp);
}
END_TEST

void otp_pool_cases(Suite *suite)
{
	TCase *cases = tcase_create("restart_simple_one_for_one");

	tcase_add_test(cases, simple_one_for_one);
	tcase_add_test(cases, simple_one_for_one_shutdown);
	tcase_add_test(cases, simple_one_for_one_escalation);
	tcase_add_test(cases, simple_one_for_one_corruption);
	tcase_add_test(cases, simple_one_for_one_restart_ignore);
	suite_add_tcase(suite, cases);
}
