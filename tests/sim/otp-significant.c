/* SPDX-License-Identifier: MIT */
#include "otp-cases.h"

/* Supervisors that end because their significant children have. What a template refuses
 * (significant and permanent, significant_simple) is in otp-template.c. */

#define GROUPS 3 /* strategies that may shut themselves down */

static const char *const modes[] = {"never", "any_significant", "all_significant"};
static const enum otp_reason reasons[] = {OTP_NORMAL, OTP_SHUTDOWN, OTP_ABNORMAL, OTP_KILLED};

START_TEST(nonsignificant_temporary)
{
	for (int i = 0; i < OTP_STRATEGIES; i++) {
		bool pool = i == OTP_STRATEGIES - 1;
		const char *down = pool ? "[1,0,0,0] a none" : "[0,0,0,0] a none";
		struct otp otp;

		otp_open(&otp, "%s 1/5 %s: a,temporary", otp_strategies[i],
			pool ? "never" : modes[_i]);
		otp_start(&otp);
		otp_see(&otp, "[1,1,0,1] a new");
		otp_says(otp_terminate_child(&otp, "a"), "ok");
		otp_see(&otp, down);
		for (int k = 0; k < 4; k++) {
			otp_says(otp_restart_child(&otp, "a"), "ok");
			otp_see(&otp, "[1,1,0,1] a new");
			otp_exit(&otp, "a", reasons[k]);
			otp_see(&otp, down);
		}
		otp_stop(&otp);
		otp_close(&otp);
	}
}
END_TEST

START_TEST(nonsignificant_transient)
{
	for (int i = 0; i < OTP_STRATEGIES; i++) {
		bool pool = i == OTP_STRATEGIES - 1;
		const char *down = pool ? "[1,0,0,0] a none" : "[1,0,0,1] a none";
		struct otp otp;

		otp_open(&otp, "%s 5/5 %s: a,transient", otp_strategies[i],
			pool ? "never" : modes[_i]);
		otp_start(&otp);
		otp_see(&otp, "[1,1,0,1] a new");
		otp_says(otp_terminate_child(&otp, "a"), "ok");
		otp_see(&otp, down);
		otp_says(otp_restart_child(&otp, "a"), "ok");
		otp_see(&otp, "[1,1,0,1] a new");
		otp_exit(&otp, "a", OTP_KILLED);
		otp_see(&otp, "[1,1,0,1] a new");
		otp_exit(&otp, "a", OTP_ABNORMAL);
		otp_see(&otp, "[1,1,0,1] a new");
		otp_exit(&otp, "a", OTP_NORMAL);
		otp_see(&otp, down);
		otp_says(otp_restart_child(&otp, "a"), "ok");
		otp_see(&otp, "[1,1,0,1] a new");
		otp_exit(&otp, "a", OTP_SHUTDOWN);
		otp_see(&otp, down);
		otp_close(&otp);
	}
}
END_TEST

/* Whatever way a temporary one ends. */
START_TEST(significant_temporary)
{
	const char *strategy = otp_strategies[_i];
	struct otp otp;

	for (int k = 0; k < 4; k++) {
		otp_open(&otp,
			"%s 5/5 any_significant: a,temporary,significant "
			"b,temporary,significant c,temporary",
			strategy);
		otp_start(&otp);
		otp_see(&otp, "[3,3,0,3] a new, b new, c new");
		otp_says(otp_terminate_child(&otp, "a"), "ok");
		otp_see(&otp, "[2,2,0,2] a none, b old, c old");
		otp_exit(&otp, "c", reasons[k]);
		otp_see(&otp, "[1,1,0,1] a none, b old, c none");
		otp_says(otp_restart_child(&otp, "a"), "ok");
		otp_see(&otp, "[2,2,0,2] a new, b old, c none");
		otp_exit(&otp, "a", reasons[k]);
		otp_see(&otp, "finished [0,0,0,0] a none, b none, c none");
		otp_says(otp_end(&otp, "b"), "signal 15");
		otp_close(&otp);

		otp_open(&otp,
			"%s 5/5 all_significant: a,temporary,significant "
			"b,temporary,significant c,temporary",
			strategy);
		otp_start(&otp);
		otp_see(&otp, "[3,3,0,3] a new, b new, c new");
		otp_exit(&otp, "a", reasons[k]);
		otp_see(&otp, "[2,2,0,2] a none, b old, c old");
		otp_exit(&otp, "b", reasons[k]);
		otp_see(&otp, "finished [0,0,0,0] a none, b none, c none");
		otp_close(&otp);
	}
}
END_TEST

/* A transient one only if it is not started again. */
START_TEST(significant_transient)
{
	bool all = _i == 1, rest = _i == 2;
	struct otp otp;

	for (int k = 0; k < 2; k++) {
		otp_open(&otp,
			"%s 5/5 any_significant: a,transient,significant "
			"b,transient,significant c,transient",
			otp_strategies[_i]);
		otp_start(&otp);
		otp_see(&otp, "[3,3,0,3] a new, b new, c new");
		otp_says(otp_terminate_child(&otp, "a"), "ok");
		otp_see(&otp, "[3,2,0,3] a none, b old, c old");
		otp_says(otp_restart_child(&otp, "a"), "ok");
		otp_see(&otp, "[3,3,0,3] a new, b old, c old");
		otp_exit(&otp, "a", OTP_KILLED);
		otp_see(&otp, all || rest ? "[3,3,0,3] a new, b new, c new"
					  : "[3,3,0,3] a new, b old, c old");
		otp_exit(&otp, "b", OTP_ABNORMAL);
		otp_see(&otp, all    ? "[3,3,0,3] a new, b new, c new"
			      : rest ? "[3,3,0,3] a old, b new, c new"
				     : "[3,3,0,3] a old, b new, c old");
		otp_exit(&otp, "c", reasons[k]);
		otp_see(&otp, "[3,2,0,3] a old, b old, c none");
		otp_exit(&otp, "a", reasons[k]);
		otp_see(&otp, "finished [3,0,0,3] a none, b none, c none");
		otp_close(&otp);

		otp_open(&otp,
			"%s 5/5 all_significant: a,transient,significant "
			"b,transient,significant c,transient",
			otp_strategies[_i]);
		otp_start(&otp);
		otp_see(&otp, "[3,3,0,3] a new, b new, c new");
		otp_exit(&otp, "a", reasons[k]);
		otp_see(&otp, "[3,2,0,3] a none, b old, c old");
		otp_exit(&otp, "b", reasons[k]);
		otp_see(&otp, "finished [3,0,0,3] a none, b none, c none");
		otp_close(&otp);
	}
}
END_TEST

/* What ends because of another does not count, for those that are started again and those that are
 * not. */
START_TEST(significant_bystander)
{
	for (int mode = 1; mode < 3; mode++) {
		struct otp otp;

		otp_open(&otp,
			"%s 5/5 %s: a,transient,significant b,transient c,transient,significant",
			otp_strategies[_i], modes[mode]);
		otp_start(&otp);
		otp_see(&otp, "[3,3,0,3] a new, b new, c new");
		otp_exit(&otp, "b", OTP_KILLED);
		otp_see(&otp, _i == 0	? "[3,3,0,3] a old, b new, c old"
			      : _i == 1 ? "[3,3,0,3] a new, b new, c new"
					: "[3,3,0,3] a old, b new, c new");
		otp_stop(&otp);
		otp_see(&otp, "finished [3,0,0,3] a none, b none, c none");
		otp_close(&otp);

		otp_open(&otp, "%s 5/5 %s: a b,temporary,significant", otp_strategies[_i],
			modes[mode]);
		otp_start(&otp);
		otp_see(&otp, "[2,2,0,2] a new, b new");
		otp_exit(&otp, "a", OTP_KILLED);
		otp_see(&otp, _i == 0 ? "[2,2,0,2] a new, b old" : "[1,1,0,1] a new, b none");
		otp_close(&otp);
	}
}
END_TEST

/* A supervisor that shut itself down has ended as it should: its parent goes on if it is not
 * significant there, and follows if it is. */
START_TEST(significant_escalation)
{
	static const char tree[] =
		"%s 1/5 any_significant: c (b,transient%s %s 1/5 any_significant: "
		"a,transient,significant)";

	for (int i = 0; i < GROUPS; i++) {
		struct otp otp;

		otp_open(&otp, tree, otp_strategies[_i], ",significant", otp_strategies[i]);
		otp_start(&otp);
		otp_see(&otp, "[2,2,1,1] c new, b new [1,1,0,1](a new)");
		otp_exit(&otp, "a", OTP_NORMAL);
		otp_see(&otp, "finished [2,0,1,1] c none, b none [1,0,0,1](a none)");
		otp_close(&otp);

		otp_open(&otp, tree, otp_strategies[_i], "", otp_strategies[i]);
		otp_start(&otp);
		otp_see(&otp, "[2,2,1,1] c new, b new [1,1,0,1](a new)");
		otp_exit(&otp, "a", OTP_NORMAL);
		otp_see(&otp, "[2,1,1,1] c old, b none [1,0,0,1](a none)");
		otp_says(otp_state(&otp, "b"), "exited auto-shutdown");
		otp_stop(&otp);
		otp_see(&otp, "finished [2,0,1,1] c none, b none [1,0,0,1](a none)");
		otp_close(&otp);
	}
}
END_TEST

void otp_significant_cases(Suite *suite)
{
	TCase *cases = tcase_create("significant");

	tcase_add_loop_test(cases, nonsignificant_temporary, 0, 3);
	tcase_add_loop_test(cases, nonsignificant_transient, 0, 3);
	tcase_add_loop_test(cases, significant_temporary, 0, GROUPS);
	tcase_add_loop_test(cases, significant_transient, 0, GROUPS);
	tcase_add_loop_test(cases, significant_bystander, 0, GROUPS);
	tcase_add_loop_test(cases, significant_escalation, 0, GROUPS);
	suite_add_tcase(suite, cases);
}
