/* SPDX-License-Identifier: MIT */
#include "otp-cases.h"

/* Supervisors of supervisors, and the order among the members of one. */

#define GROUPS (OTP_STRATEGIES - 1)

/* Three levels. Where OTP starts supchild3 again, an operator's stop stays here. */
START_TEST(tree)
{
	struct otp otp;

	otp_open(&otp,
		"one_for_all 4/3600: (sup1 one_for_one 4/3600: a b) (sup2 one_for_one 4/3600:) "
		"(sup3,transient one_for_one 4/3600:)");
	otp_start(&otp);
	otp_see(&otp, "[3,3,3,0] sup1 new [2,2,0,2](a new, b new), sup2 new [0,0,0,0], "
		      "sup3 new [0,0,0,0]");
	otp_says(otp_terminate_child(&otp, "sup3"), "ok");
	otp_see(&otp, "[3,2,3,0] sup1 old [2,2,0,2](a old, b old), sup2 old [0,0,0,0], "
		      "sup3 none [0,0,0,0]");
	otp_says(otp_start_child(&otp, "sup2", "c"), "ok");
	otp_says(otp_start_child(&otp, "sup2", "d"), "ok");
	otp_see(&otp, "[3,2,3,0] sup1 old [2,2,0,2](a old, b old), "
		      "sup2 old [2,2,0,2](c new, d new), sup3 none [0,0,0,0]");

	otp_exit(&otp, "d", OTP_ABNORMAL);
	otp_see(&otp, "[3,2,3,0] sup1 old [2,2,0,2](a old, b old), "
		      "sup2 old [2,2,0,2](c old, d new), sup3 none [0,0,0,0]");

	/* Its supervisor gives up, and everything but what was added comes back. */
	otp_fails(&otp, "c", OTP_ALWAYS);
	otp_exit(&otp, "c", OTP_ABNORMAL);
	otp_see(&otp,
		"[3,2,3,0] sup1 new [2,2,0,2](a new, b new), sup2 new [0,0,0,0](c none, d none), "
		"sup3 none [0,0,0,0]");
	otp_says(otp_restart_child(&otp, "sup3"), "ok");
	otp_see(&otp,
		"[3,3,3,0] sup1 old [2,2,0,2](a old, b old), sup2 old [0,0,0,0](c none, d none), "
		"sup3 new [0,0,0,0]");
	otp_close(&otp);
}
END_TEST

/* Whose fault it is that the command did not start, however deep it is. */
START_TEST(faulty_application_shutdown)
{
	struct otp otp;

	otp_open(&otp, "%s 1/5: a (mid %s 1/5: b (low %s 1/5: c d))", otp_strategies[_i],
		otp_strategies[_i], otp_strategies[_i]);
	otp_fails(&otp, "d", OTP_ALWAYS);
	otp_start(&otp);
	otp_see(&otp, "finished [2,0,1,1] a none, mid none [2,0,1,1](b none, "
		      "low none [2,0,0,2](c none, d none))");
	otp_saw(&otp, "start a, start b, start c, fail d, stop c, gone c, start-failed d, stop b, "
		      "gone b, stop a, gone a, finished");
	ck_assert_int_eq(supervisor_child(otp.supervisor, otp_find_child(&otp, "d"))->cause,
		CHILD_CAUSE_SPAWN);
	otp_close(&otp);
}
END_TEST

/* What OTP's names are for: never two of one name. The supervisor's own death is the master's, and
 * the worker lives on under the next one. */
START_TEST(simple_global_supervisor)
{
	static const char text[] = "%s 3/60: (sup2,2 %s 3/60: server,2)";
	struct otp otp;

	otp_open(&otp, text, otp_strategies[_i], otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[1,1,1,0] sup2 new [1,1,0,1](server new)");
	otp_upgrade(&otp, text, otp_strategies[_i], otp_strategies[_i]);
	otp_see(&otp, "[1,1,1,0] sup2 old [1,1,0,1](server old)");
	otp_exit(&otp, "server", OTP_KILLED);
	otp_see(&otp, "[1,1,1,0] sup2 old [1,1,0,1](server new)");
	otp_exit(&otp, "server", OTP_NORMAL);
	otp_see(&otp, "[1,1,1,0] sup2 old [1,1,0,1](server new)");
	otp_says(otp_terminate_child(&otp, "server"), "ok");
	otp_see(&otp, "[1,1,1,0] sup2 old [1,0,0,1](server none)");
	otp_says(otp_restart_child(&otp, "server"), "ok");
	otp_see(&otp, "[1,1,1,0] sup2 old [1,1,0,1](server new)");
	otp_stop(&otp);
	otp_see(&otp, "finished [1,0,1,0] sup2 none [1,0,0,1](server none)");
	otp_close(&otp);
}
END_TEST

/* Each starts when the one before is ready and ends when the one after is gone; names have no say.
 */
START_TEST(order_of_children)
{
	static const char *const names[] = {"ch7", "ch3", "ch10", "ch2", "ch5"};
	struct otp otp;

	otp_open(&otp, "%s 2/3600: ch7 ch3 ch10 ch2 ch5", otp_strategies[_i]);
	for (int i = 0; i < 5; i++) {
		otp_slow(&otp, names[i]);
		otp_takes(&otp, names[i], OTP_SECOND / 2);
	}
	otp_start(&otp);
	for (int i = 0; i < 5; i++) {
		otp_pass(&otp, OTP_SECOND);
		ck_assert_uint_eq(otp.last_pid, (unsigned)i + 1);
		otp_ready(&otp, names[i]);
	}
	otp_see(&otp, "[5,5,0,5] ch7 new, ch3 new, ch10 new, ch2 new, ch5 new");
	otp_saw(&otp, "start ch7, start ch3, start ch10, start ch2, start ch5, started");

	otp_exit(&otp, "ch10", OTP_ABNORMAL);
	for (int i = 0; i < 5; i++) {
		otp_pass(&otp, 3 * OTP_SECOND);
		if (otp.children[i].pid > 5)
			otp_ready(&otp, names[i]);
	}
	switch (_i) {
	case 0:
		otp_see(&otp, "[5,5,0,5] ch7 old, ch3 old, ch10 new, ch2 old, ch5 old");
		otp_saw(&otp, "gone ch10, start ch10");
		break;
	case 1:
		otp_see(&otp, "[5,5,0,5] ch7 new, ch3 new, ch10 new, ch2 new, ch5 new");
		otp_saw(&otp,
			"gone ch10, stop ch5, gone ch5, stop ch2, gone ch2, stop ch3, gone ch3, "
			"stop ch7, gone ch7, start ch7, start ch3, start ch10, start ch2, "
			"start ch5");
		break;
	default:
		otp_see(&otp, "[5,5,0,5] ch7 old, ch3 old, ch10 new, ch2 new, ch5 new");
		otp_saw(&otp,
			"gone ch10, stop ch5, gone ch5, stop ch2, gone ch2, start ch10, start ch2, "
			"start ch5");
		break;
	}
	otp_stop(&otp);
	otp_pass(&otp, 3 * OTP_SECOND);
	otp_see(&otp, "finished [5,0,0,5] ch7 none, ch3 none, ch10 none, ch2 none, ch5 none");
	otp_saw(&otp,
		"stop ch5, gone ch5, stop ch2, gone ch2, stop ch10, gone ch10, stop ch3, gone ch3, "
		"stop ch7, gone ch7, finished");
	otp_close(&otp);
}
END_TEST

void otp_nested_cases(Suite *suite)
{
	TCase *cases = tcase_create("nested");

	tcase_add_test(cases, tree);
	tcase_add_loop_test(cases, faulty_application_shutdown, 0, GROUPS);
	tcase_add_loop_test(cases, simple_global_supervisor, 0, GROUPS);
	tcase_add_loop_test(cases, order_of_children, 0, GROUPS);
	suite_add_tcase(suite, cases);
}
