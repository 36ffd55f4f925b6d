/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "otp-rig.h"

/* What an operator says while a supervisor is in the middle of something; OTP does nothing else then, and
 * has no cases of it. */

/* Its turn has not come: it is down, and would be started. */
START_TEST(a_stop_of_one_that_waits_for_its_turn)
{
	struct otp otp;

	otp_open(&otp, "one_for_all 5/3600: a b c");
	otp_start(&otp);
	otp_slow(&otp, "a");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_see(&otp, "[3,1,0,3] a new, b none, c none");
	otp_says(otp_terminate_child(&otp, "c"), "ok");
	otp_ready(&otp, "a");
	otp_see(&otp, "[3,2,0,3] a old, b new, c none");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_ready(&otp, "a");
	otp_see(&otp, "[3,2,0,3] a new, b new, c none");
	otp_close(&otp);
}
END_TEST

START_TEST(a_stop_below_a_supervisor_that_is_down)
{
	struct otp otp;

	otp_open(&otp, "one_for_one 5/3600: (s one_for_one 1/1: a b)");
	otp_start(&otp);
	otp_says(otp_terminate_child(&otp, "s"), "ok");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_says(otp_restart_child(&otp, "s"), "ok");
	otp_see(&otp, "[1,1,1,0] s new [2,1,0,2](a none, b new)");
	otp_says(otp_terminate_child(&otp, "s"), "ok");
	otp_says(otp_restart_child(&otp, "a"), "later");
	otp_see(&otp, "[1,0,1,0] s none [2,0,0,2](a none, b none)");
	otp_says(otp_restart_child(&otp, "s"), "ok");
	otp_see(&otp, "[1,1,1,0] s new [2,2,0,2](a new, b new)");
	otp_close(&otp);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tree");
	TCase *cases = tcase_create("words in the middle");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, cases);
	tcase_add_test(cases, a_stop_of_one_that_waits_for_its_turn);
	tcase_add_test(cases, a_stop_below_a_supervisor_that_is_down);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
