/* SPDX-License-Identifier: MIT */
#include "otp-cases.h"

/* OTP's groups normal_termination, shutdown_termination and abnormal_termination, and what else may
 * become of one child: what each restart type makes of each way to end, under every strategy. */

/* Ended so, it is started again, each time. */
static void check_restarted(const char *restart, enum otp_reason reason)
{
	for (int i = 0; i < OTP_STRATEGIES; i++) {
		struct otp otp;

		otp_open(&otp, "%s 2/3600: a,%s", otp_strategies[i], restart);
		otp_start(&otp);
		otp_see(&otp, "[1,1,0,1] a new");
		otp_exit(&otp, "a", reason);
		otp_see(&otp, "[1,1,0,1] a new");
		otp_exit(&otp, "a", reason);
		otp_see(&otp, "[1,1,0,1] a new");
		otp_close(&otp);
	}
}

/* Ended so, it is not started again but by an operator. down: what is to be seen then; a pool keeps
 * count of those alone that run or will. */
static void check_stays_down(const char *restart, enum otp_reason reason, const char *down)
{
	for (int i = 0; i < OTP_STRATEGIES; i++) {
		bool pool = i == OTP_STRATEGIES - 1;
		struct otp otp;

		otp_open(&otp, "%s 2/3600: a,%s", otp_strategies[i], restart);
		otp_start(&otp);
		otp_see(&otp, "[1,1,0,1] a new");
		otp_exit(&otp, "a", reason);
		otp_see(&otp, pool ? "[1,0,0,0] a none" : down);
		otp_pass(&otp, 3600 * OTP_SECOND);
		otp_see(&otp, pool ? "[1,0,0,0] a none" : down);
		otp_says(otp_restart_child(&otp, "a"), "ok");
		otp_see(&otp, "[1,1,0,1] a new");
		otp_exit(&otp, "a", reason);
		otp_see(&otp, pool ? "[1,0,0,0] a none" : down);
		otp_close(&otp);
	}
}

START_TEST(permanent_normal)
{
	check_restarted("permanent", OTP_NORMAL);
}
END_TEST

START_TEST(transient_normal)
{
	check_stays_down("transient", OTP_NORMAL, "[1,0,0,1] a none");
}
END_TEST

START_TEST(temporary_normal)
{
	check_stays_down("temporary", OTP_NORMAL, "[0,0,0,0] a none");
}
END_TEST

START_TEST(permanent_shutdown)
{
	check_restarted("permanent", OTP_SHUTDOWN);
}
END_TEST

START_TEST(transient_shutdown)
{
	check_stays_down("transient", OTP_SHUTDOWN, "[1,0,0,1] a none");
}
END_TEST

START_TEST(temporary_shutdown)
{
	check_stays_down("temporary", OTP_SHUTDOWN, "[0,0,0,0] a none");
}
END_TEST

START_TEST(permanent_abnormal)
{
	check_restarted("permanent", OTP_ABNORMAL);
	check_restarted("permanent", OTP_KILLED);
}
END_TEST

START_TEST(transient_abnormal)
{
	check_restarted("transient", OTP_ABNORMAL);
	check_restarted("transient", OTP_KILLED);
}
END_TEST

START_TEST(temporary_abnormal)
{
	check_stays_down("temporary", OTP_ABNORMAL, "[0,0,0,0] a none");
	check_stays_down("temporary", OTP_KILLED, "[0,0,0,0] a none");
}
END_TEST

/* A process that leaves its supervisor, with others of its set still there that take no signal:
 * its stop takes no longer than its shutdown time. */
START_TEST(child_unlink)
{
	struct otp otp;
	bool pool = _i == OTP_STRATEGIES - 1;
	unsigned a;

	otp_open(&otp, "%s 2/3600: a,5 b", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, pool ? "[1,2,0,2] a new, b new" : "[2,2,0,2] a new, b new");
	a = otp_find_child(&otp, "a");
	otp_takes(&otp, "a", UINT64_MAX);
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_tell(&otp, CHILD_EVENT_EXITED, a, CHILD_CAUSE_EXIT, 0);
	otp_see(&otp, pool ? "[1,2,0,2] a old, b old" : "[2,2,0,2] a old, b old");
	otp_pass(&otp, OTP_SECOND);
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_pass(&otp, 4 * OTP_SECOND);
	otp_see(&otp, pool ? "[1,1,0,1] a none, b new" : "[2,1,0,2] a none, b new");
	otp_close(&otp);
}
END_TEST

/* A temporary one that is ended because of another is not started again, and nobody stumbles over
 * it. */
START_TEST(temporary_bystander)
{
	static const char *const strategies[] = {
		"one_for_all 2/300", "rest_for_one 2/300", "one_for_all 2/300 parallel"};
	struct otp otp;

	otp_open(&otp, "%s: a b,temporary", strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_exit(&otp, "a", OTP_NORMAL);
	otp_see(&otp, "[1,1,0,1] a new, b none");
	otp_saw(&otp, "start a, start b, started, gone a, stop b, gone b, start a");
	otp_pass(&otp, 350 * OTP_SECOND);
	otp_see(&otp, "[1,1,0,1] a old, b none");
	otp_exit(&otp, "a", OTP_NORMAL);
	otp_see(&otp, "[1,1,0,1] a new, b none");
	otp_close(&otp);
}
END_TEST

void otp_termination_cases(Suite *suite)
{
	TCase *cases = tcase_create("termination");

	tcase_add_test(cases, permanent_normal);
	tcase_add_test(cases, transient_normal);
	tcase_add_test(cases, temporary_normal);
	tcase_add_test(cases, permanent_shutdown);
	tcase_add_test(cases, transient_shutdown);
	tcase_add_test(cases, temporary_shutdown);
	tcase_add_test(cases, permanent_abnormal);
	tcase_add_test(cases, transient_abnormal);
	tcase_add_test(cases, temporary_abnormal);
	tcase_add_loop_test(cases, child_unlink, 0, OTP_STRATEGIES);
	tcase_add_loop_test(cases, temporary_bystander, 0, 3);
	suite_add_tcase(suite, cases);
}
