/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "otp-cases.h"

/* OTP's group sup_stop. Members are told one after the other, from the last to the first, each when
 * the one before is gone; those of a pool all at once. */

#define POOL (OTP_STRATEGIES - 1)

START_TEST(sup_stop_infinity)
{
	struct otp otp;

	otp_open(&otp, "%s 2/3600: a,infinity (b one_for_one 1/5: c,infinity)", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[2,2,1,1] a new, b new [1,1,0,1](c new)");
	otp_takes(&otp, "a", 3600 * OTP_SECOND);
	otp_takes(&otp, "c", 7200 * OTP_SECOND);
	otp_stop(&otp);
	otp_pass(&otp, 7199 * OTP_SECOND);
	otp_see(&otp, "[2,2,1,1] a old, b old [1,1,0,1](c old)");
	otp_pass(&otp, OTP_SECOND);
	otp_see(&otp, "[2,1,1,1] a old, b none [1,0,0,1](c none)");
	otp_pass(&otp, 3600 * OTP_SECOND);
	otp_see(&otp, "finished [2,0,1,1] a none, b none [1,0,0,1](c none)");
	otp_says(otp_end(&otp, "a"), "signal 15");
	otp_says(otp_end(&otp, "c"), "signal 15");
	otp_close(&otp);
}
END_TEST

START_TEST(sup_stop_timeout)
{
	struct otp otp;

	otp_open(&otp, "%s 2/3600: a b", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[2,2,0,2] a new, b new");
	otp_takes(&otp, "b", UINT64_MAX);
	otp_stop(&otp);
	otp_see(&otp, "[2,2,0,2] a old, b old");
	otp_pass(&otp, OTP_SECOND);
	otp_see(&otp, "finished [2,0,0,2] a none, b none");
	otp_saw(&otp,
		"start a, start b, started, stop b, kill b, gone b, stop a, gone a, finished");
	otp_says(otp_end(&otp, "a"), "signal 15");
	otp_says(otp_end(&otp, "b"), "signal 9");
	otp_close(&otp);
}
END_TEST

START_TEST(sup_stop_timeout_dynamic)
{
	struct otp otp;

	otp_open(&otp, "simple_one_for_one 2/3600:");
	otp_start(&otp);
	otp_see(&otp, "[1,0,0,0]");
	otp_says(otp_start_child(&otp, "root", "a,temporary"), "ok");
	otp_says(otp_start_child(&otp, "root", "b,temporary"), "ok");
	otp_see(&otp, "[1,2,0,2] a new, b new");
	otp_takes(&otp, "b", UINT64_MAX);
	otp_stop(&otp);
	otp_see(&otp, "[1,1,0,1] a none, b old");
	otp_pass(&otp, OTP_SECOND);
	otp_see(&otp, "finished [1,0,0,0] a none, b none");
	otp_says(otp_end(&otp, "a"), "signal 15");
	otp_says(otp_end(&otp, "b"), "signal 9");
	otp_close(&otp);
}
END_TEST

START_TEST(sup_stop_brutal_kill)
{
	struct otp otp;

	otp_open(&otp, "%s 2/3600: a b,brutal_kill", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, _i == POOL ? "[1,2,0,2] a new, b new" : "[2,2,0,2] a new, b new");
	otp_stop(&otp);
	otp_see(&otp, _i == POOL ? "finished [1,0,0,0] a none, b none"
				 : "finished [2,0,0,2] a none, b none");
	otp_saw(&otp, "start a, start b, started, kill b, gone b, stop a, gone a, finished");
	otp_close(&otp);
}
END_TEST

START_TEST(sup_stop_brutal_kill_dynamic)
{
	char text[128];
	struct otp otp;

	otp_open(&otp, "simple_one_for_one 2/3600:");
	otp_start(&otp);
	for (int i = 1; i <= 10; i++) {
		snprintf(text, sizeof text, "c%d,temporary,brutal_kill", i);
		otp_says(otp_start_child(&otp, "root", text), "ok");
	}
	otp_see(&otp, "[1,10,0,10] c1 new, c2 new, c3 new, c4 new, c5 new, c6 new, c7 new, c8 new, "
		      "c9 new, c10 new");
	otp_stop(&otp);
	otp_see(&otp, "finished [1,0,0,0] c1 none, c2 none, c3 none, c4 none, c5 none, c6 none, "
		      "c7 none, c8 none, c9 none, c10 none");
	for (int i = 1; i <= 10; i++) {
		snprintf(text, sizeof text, "c%d", i);
		otp_says(otp_end(&otp, text), "signal 9");
	}
	otp_close(&otp);
}
END_TEST

static const char *const ends[] = {"exit 0", "exit 10", "exit 1", "signal 9"};

/* While z takes its time, all others but a end by themselves: nothing is started again, each keeps
 * its own end, and the stop comes to its own. */
START_TEST(sup_stop_race)
{
	char name[OTP_NAME];
	struct otp otp;

	otp_open(&otp,
		"%s 2/3600: a,temporary "
		"p0 p1 p2 p3 t0,transient t1,transient t2,transient t3,transient "
		"e0,temporary e1,temporary e2,temporary e3,temporary z,temporary,2",
		otp_strategies[_i]);
	otp_start(&otp);
	otp_takes(&otp, "a", OTP_SECOND / 2);
	otp_takes(&otp, "z", OTP_SECOND);
	for (unsigned i = 1; i < 13; i++)
		otp_takes(&otp, otp.children[i].name, OTP_SECOND / 2);
	otp_stop(&otp);
	otp_pass(&otp, OTP_SECOND / 5);
	for (unsigned i = 0; i < 12; i++) {
		snprintf(name, sizeof name, "%c%u", "pte"[i / 4], i % 4);
		otp_exit(&otp, name, (enum otp_reason)(i % 4));
		otp_says(otp_end(&otp, name), ends[i % 4]);
	}
	otp_pass(&otp, 2 * OTP_SECOND);
	otp_see(&otp, _i == POOL ? "finished [1,0,0,0] a none, p0 none, p1 none, p2 none, p3 none, "
				   "t0 none, t1 none, t2 none, t3 none, e0 none, e1 none, "
				   "e2 none, e3 none, z none"
				 : "finished [8,0,0,8] a none, p0 none, p1 none, p2 none, p3 none, "
				   "t0 none, t1 none, t2 none, t3 none, e0 none, e1 none, "
				   "e2 none, e3 none, z none");
	otp_says(otp_end(&otp, "a"), "signal 15");
	otp_says(otp_end(&otp, "z"), "signal 15");
	otp_close(&otp);
}
END_TEST

START_TEST(sup_stop_non_shutdown_exit_dynamic)
{
	struct otp otp;

	for (int i = 0; i < OTP_STRATEGIES; i++) {
		otp_open(&otp, "%s 2/3600: c0,%s c1,%s c2,%s c3,%s", otp_strategies[i],
			otp_restarts[_i], otp_restarts[_i], otp_restarts[_i], otp_restarts[_i]);
		otp_start(&otp);
		otp_ends_by(&otp, "c0", OTP_NORMAL);
		otp_ends_by(&otp, "c1", OTP_SHUTDOWN);
		otp_ends_by(&otp, "c2", OTP_ABNORMAL);
		otp_ends_by(&otp, "c3", OTP_KILLED);
		otp_stop(&otp);
		otp_saw(&otp, "start c0, start c1, start c2, start c3, started, stop c3, gone c3, "
			      "stop c2, gone c2, stop c1, gone c1, stop c0, gone c0, finished");
		otp_close(&otp);
	}
}
END_TEST

/* A supervisor that is stopped by itself; its neighbours do not notice. */
START_TEST(sup_stop_manual)
{
	struct otp otp;

	otp_open(
		&otp, "%s 2/3600: d (s one_for_one 2/3600: a,brutal_kill b c)", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[2,2,1,1] d new, s new [3,3,0,3](a new, b new, c new)");
	otp_takes(&otp, "c", UINT64_MAX);
	otp_says(otp_terminate_child(&otp, "s"), "ok");
	otp_see(&otp, "[2,2,1,1] d old, s old [3,3,0,3](a old, b old, c old)");
	otp_pass(&otp, OTP_SECOND);
	otp_see(&otp, "[2,1,1,1] d old, s none [3,0,0,3](a none, b none, c none)");
	otp_says(otp_end(&otp, "a"), "signal 9");
	otp_says(otp_end(&otp, "b"), "signal 15");
	otp_says(otp_end(&otp, "c"), "signal 9");
	otp_says(otp_restart_child(&otp, "s"), "ok");
	otp_see(&otp, "[2,2,1,1] d old, s new [3,3,0,3](a new, b new, c new)");
	otp_close(&otp);
}
END_TEST

/* Whoever asked has given up waiting: the stop goes on. */
START_TEST(sup_stop_manual_timeout)
{
	struct otp otp;

	otp_open(&otp, "%s 2/3600: a,5 b", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, _i == POOL ? "[1,2,0,2] a new, b new" : "[2,2,0,2] a new, b new");
	otp_takes(&otp, "a", OTP_SECOND);
	otp_stop(&otp);
	otp_pass(&otp, OTP_SECOND / 10);
	otp_see(&otp, _i == POOL ? "[1,1,0,1] a old, b none" : "[2,1,0,2] a old, b none");
	otp_pass(&otp, OTP_SECOND);
	otp_see(&otp, _i == POOL ? "finished [1,0,0,0] a none, b none"
				 : "finished [2,0,0,2] a none, b none");
	otp_says(otp_end(&otp, "a"), "signal 15");
	otp_says(otp_end(&otp, "b"), "signal 15");
	otp_close(&otp);
}
END_TEST

void otp_stop_cases(Suite *suite)
{
	TCase *cases = tcase_create("sup_stop");

	tcase_add_loop_test(cases, sup_stop_infinity, 0, POOL);
	tcase_add_loop_test(cases, sup_stop_timeout, 0, POOL);
	tcase_add_test(cases, sup_stop_timeout_dynamic);
	tcase_add_loop_test(cases, sup_stop_brutal_kill, 0, OTP_STRATEGIES);
	tcase_add_test(cases, sup_stop_brutal_kill_dynamic);
	tcase_add_loop_test(cases, sup_stop_race, 0, OTP_STRATEGIES);
	tcase_add_loop_test(cases, sup_stop_non_shutdown_exit_dynamic, 0, 3);
	tcase_add_loop_test(cases, sup_stop_manual, 0, POOL);
	tcase_add_loop_test(cases, sup_stop_manual_timeout, 0, OTP_STRATEGIES);
	suite_add_tcase(suite, cases);
}
