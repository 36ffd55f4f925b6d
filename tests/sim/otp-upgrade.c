/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "otp-cases.h"

/* A template that was changed while its command runs, under the next master: what runs is left
 * alone, and what comes is judged by the new one. What a template refuses is in otp-template.c. */

#define GROUPS (OTP_STRATEGIES - 1)

static const char plain[] = "%s 1/5 %s: a,transient b,transient";
static const char significant[] = "%s 1/5 %s: a,transient,significant b,transient,significant";

/* Both run under one mode, then under another. */
static void upgrade(struct otp *otp, int strategy, const char *from, const char *to)
{
	bool was = strcmp(from, "never") != 0, will = strcmp(to, "never") != 0;

	otp_open(otp, was ? significant : plain, otp_strategies[strategy], from);
	otp_start(otp);
	otp_see(otp, "[2,2,0,2] a new, b new");
	otp_upgrade(otp, will ? significant : plain, otp_strategies[strategy], to);
	otp_see(otp, "[2,2,0,2] a old, b old");
	otp_pass(otp, OTP_SECOND);
	otp_see(otp, "[2,2,0,2] a old, b old");
}

static void check_any(int strategy, const char *from)
{
	struct otp otp;

	upgrade(&otp, strategy, from, "any_significant");
	otp_exit(&otp, "a", OTP_NORMAL);
	otp_see(&otp, "finished [2,0,0,2] a none, b none");
	otp_close(&otp);
}

static void check_all(int strategy, const char *from)
{
	struct otp otp;

	upgrade(&otp, strategy, from, "all_significant");
	otp_exit(&otp, "a", OTP_NORMAL);
	otp_see(&otp, "[2,1,0,2] a none, b old");
	otp_exit(&otp, "b", OTP_NORMAL);
	otp_see(&otp, "finished [2,0,0,2] a none, b none");
	otp_close(&otp);
}

static void check_never(int strategy, const char *from)
{
	struct otp otp;

	upgrade(&otp, strategy, from, "never");
	otp_exit(&otp, "a", OTP_NORMAL);
	otp_see(&otp, "[2,1,0,2] a none, b old");
	otp_says(otp_restart_child(&otp, "a"), "ok");
	otp_see(&otp, "[2,2,0,2] a new, b old");
	otp_exit(&otp, "b", OTP_SHUTDOWN);
	otp_see(&otp, "[2,1,0,2] a old, b none");
	otp_stop(&otp);
	otp_see(&otp, "finished [2,0,0,2] a none, b none");
	otp_close(&otp);
}

START_TEST(significant_upgrade_never_any)
{
	check_any(_i, "never");
}
END_TEST

START_TEST(significant_upgrade_any_never)
{
	check_never(_i, "any_significant");
}
END_TEST

START_TEST(significant_upgrade_never_all)
{
	check_all(_i, "never");
}
END_TEST

START_TEST(significant_upgrade_all_never)
{
	check_never(_i, "all_significant");
}
END_TEST

START_TEST(significant_upgrade_any_all)
{
	check_all(_i, "any_significant");
}
END_TEST

START_TEST(significant_upgrade_all_any)
{
	check_any(_i, "all_significant");
}
END_TEST

START_TEST(significant_upgrade_child)
{
	static const char is[] = "%s 1/5 any_significant: a,transient,significant";
	static const char is_not[] = "%s 1/5 any_significant: a,transient";
	struct otp otp;

	otp_open(&otp, is_not, otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[1,1,0,1] a new");
	otp_upgrade(&otp, is, otp_strategies[_i]);
	otp_see(&otp, "[1,1,0,1] a old");
	otp_exit(&otp, "a", OTP_NORMAL);
	otp_see(&otp, "finished [1,0,0,1] a none");
	otp_close(&otp);

	otp_open(&otp, is, otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[1,1,0,1] a new");
	otp_upgrade(&otp, is_not, otp_strategies[_i]);
	otp_see(&otp, "[1,1,0,1] a old");
	otp_exit(&otp, "a", OTP_NORMAL);
	otp_see(&otp, "[1,0,0,1] a none");
	otp_stop(&otp);
	otp_see(&otp, "finished [1,0,0,1] a none");
	otp_close(&otp);
}
END_TEST

/* Flags and specifications, also of the supervisor below; the restarts that were count on. */
START_TEST(code_change)
{
	struct otp otp;

	otp_open(&otp, "%s 0/1: a,2 (s one_for_one 1/5: b)", otp_strategies[_i]);
	otp_start(&otp);
	otp_see(&otp, "[2,2,1,1] a new, s new [1,1,0,1](b new)");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_see(&otp, "[2,2,1,1] a old, s old [1,1,0,1](b new)");
	otp_upgrade(&otp, "one_for_one 1/3: a,brutal_kill (s one_for_one 2/5: b,transient)");
	otp_see(&otp, "[2,2,1,1] a old, s old [1,1,0,1](b old)");
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_see(&otp, "[2,2,1,1] a new, s old [1,1,0,1](b old)");
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_see(&otp, "[2,2,1,1] a old, s old [1,1,0,1](b new)");
	otp_exit(&otp, "b", OTP_NORMAL);
	otp_see(&otp, "[2,2,1,1] a old, s old [1,0,0,1](b none)");
	otp_says(otp_restart_child(&otp, "b"), "ok");
	otp_see(&otp, "[2,2,1,1] a old, s old [1,1,0,1](b new)");
	otp_stop(&otp);
	otp_see(&otp, "finished [2,0,1,1] a none, s none [1,0,0,1](b none)");
	otp_says(otp_end(&otp, "a"), "signal 9");
	otp_close(&otp);
}
END_TEST

START_TEST(code_change_simple)
{
	struct otp otp;

	otp_open(&otp, "simple_one_for_one 0/1: a,brutal_kill b,brutal_kill");
	otp_start(&otp);
	otp_see(&otp, "[1,2,0,2] a new, b new");
	otp_upgrade(&otp, "simple_one_for_one 0/1: a,1 b,1");
	otp_see(&otp, "[1,2,0,2] a old, b old");
	otp_stop(&otp);
	otp_see(&otp, "finished [1,0,0,0] a none, b none");
	otp_says(otp_end(&otp, "a"), "signal 15");
	otp_says(otp_end(&otp, "b"), "signal 15");
	otp_close(&otp);
}
END_TEST

void otp_upgrade_cases(Suite *suite)
{
	TCase *cases = tcase_create("upgrade");

	tcase_add_loop_test(cases, significant_upgrade_never_any, 0, GROUPS);
	tcase_add_loop_test(cases, significant_upgrade_any_never, 0, GROUPS);
	tcase_add_loop_test(cases, significant_upgrade_never_all, 0, GROUPS);
	tcase_add_loop_test(cases, significant_upgrade_all_never, 0, GROUPS);
	tcase_add_loop_test(cases, significant_upgrade_any_all, 0, GROUPS);
	tcase_add_loop_test(cases, significant_upgrade_all_any, 0, GROUPS);
	tcase_add_loop_test(cases, significant_upgrade_child, 0, GROUPS);
	tcase_add_loop_test(cases, code_change, 0, GROUPS);
	tcase_add_test(cases, code_change_simple);
	suite_add_tcase(suite, cases);
}
