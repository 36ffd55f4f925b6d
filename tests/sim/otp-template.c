/* SPDX-License-Identifier: MIT */
#include "config.h"

/* Those cases of OTP's suite that speak of specifications and flags: what a template says, what it
 * means where it says nothing, and what is refused, in which words. */

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "config-place.h"
#include "config/supervision.h"

struct fault {
	const char *text;
	const char *errors;
};

static void check_faults(const struct fault *faults, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_errors(faults[i].text, faults[i].errors);
}

#define TREE(members) "supervisor = { " members " };\n"
#define A "{ name = \"a\"; exec = \"a\"; }"
#define C "{ name = \"c\"; exec = \"c\"; }"
#define B "{ name = \"b\"; exec = \"b\"; }"
/* A supervisor with one program that says this of itself. */
#define WITH(members) TREE("programs = ({ name = \"a\"; exec = \"a\"; " members " });")

/* What is no description of a supervisor starts nothing. */
START_TEST(sup_start_error_return)
{
	static const struct fault faults[] = {
		{"supervisor = \"invalid\";",
			"t.cfg:1: 'supervisor' must be a group { ... }, not \"invalid\"\n"},
		{"supervisor = ();", "t.cfg:1: 'supervisor' must be a group { ... }, not a list\n"},
		{TREE(""), "t.cfg:1: supervisor: has neither programs nor supervisors\n"},
		{"supervisor = {", "t.cfg:1: syntax error\n"},
	};

	check_faults(faults, COUNT(faults));
}
END_TEST

/* Defaults, of a worker and of a supervisor. */
START_TEST(sup_start_map)
{
	check_loads(TREE("programs = (" A ", { name = \"b\"; exec = \"b\"; stop_timeout = 0; });"
			 "supervisors = ({ name = \"c\"; programs = ({ name = \"d\"; exec = \"d\"; "
			 "}); });"));
	ck_assert_int_eq(template->programs[0].restart, PROGRAM_PERMANENT);
	ck_assert_uint_eq(template->programs[0].stop_timeout_ns, 10 * SECOND);
	ck_assert_uint_eq(template->programs[0].significant, 0);
	ck_assert_uint_eq(template->programs[1].stop_timeout_ns, 0);
	ck_assert_uint_eq(template->nodes[0].strategy, NODE_ONE_FOR_ONE);
	ck_assert_uint_eq(template->nodes[0].intensity, 1);
	ck_assert_uint_eq(template->nodes[0].period_ns, 5 * SECOND);
	ck_assert_uint_eq(template->nodes[0].auto_shutdown, NODE_NEVER);
	ck_assert_uint_eq(template->nodes[1].restart, PROGRAM_PERMANENT);
	ck_assert_uint_eq(template->nodes[1].shutdown_ns, UINT64_MAX);
	ck_assert_uint_eq(template->nodes[1].significant, 0);
	ck_assert_ptr_nonnull(template_program(template, "a"));
	ck_assert_ptr_null(template_program(template, "e"));
}
END_TEST

/* All workers of a pool are of one specification. */
START_TEST(sup_start_map_simple)
{
	struct supervision *supervision;

	check_loads(
		TREE("strategy = \"simple_one_for_one\"; programs = ({ name = \"a\"; exec = \"a\"; "
		     "restart = \"temporary\"; workers = 3; });"));
	supervision = supervision_new(template);
	ck_assert_ptr_nonnull(supervision);
	ck_assert_uint_eq(supervision->spec.count, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_uint_eq(supervision->spec.policy_of[i], 0);
		ck_assert_uint_eq(supervision->spec.node_of[i], 0);
	}
	ck_assert_int_eq(supervision->spec.policies[0].restart, RESTART_TEMPORARY);
	ck_assert(supervision->spec.nodes[0].parallel);
	supervision_free(supervision);
}
END_TEST

/* OTP ignores a key that it does not know: here it is likely to be a slip of the pen. */
START_TEST(sup_start_map_faulty_specs)
{
	static const struct fault faults[] = {
		{TREE("programs = ({ exec = \"a\"; });"), "t.cfg:1: program 1: has no name\n"},
		{TREE("programs = ({ name = \"a\"; });"),
			"t.cfg:1: program 'a': has neither exec nor work nor command\n"},
		{WITH("silly_flag = true;"), "t.cfg:1: program 'a': unknown key 'silly_flag'\n"},
		{TREE("programs = (\"a\");"),
			"t.cfg:1: supervisor: 'programs' must be a list of groups ( { ... }, "
			"... ), not a list\n"},
	};

	check_faults(faults, COUNT(faults));
}
END_TEST

START_TEST(child_specs)
{
	static const struct fault faults[] = {
		{TREE("programs = ({ name = \"a\"; exec = 1; });"),
			"t.cfg:1: program 'a': 'exec' must be a list of texts, not 1\n"},
		{TREE("programs = ({ name = \"a\"; exec = []; });"),
			"t.cfg:1: program 'a': 'exec' must name a program\n"},
		{TREE("programs = ({ name = \"a\"; wrker = \"a\"; });"),
			"t.cfg:1: program 'a': has neither exec nor work nor command\n"
			"t.cfg:1: program 'a': unknown key 'wrker', did you mean 'workers'?\n"},
		{WITH("restart = \"prmanent\";"),
			"t.cfg:1: program 'a': 'restart' must be one of \"permanent\", "
			"\"transient\", \"temporary\", not \"prmanent\", did you mean "
			"\"permanent\"?\n"},
		{WITH("stop_timeout = -10;"),
			"t.cfg:1: program 'a': 'stop_timeout' must be a duration from 0s to "
			"1d such as \"1m30s\", or \"brutal_kill\", or \"infinity\", not -10\n"},
		{TREE("programs = (" A ", " A ");"),
			"t.cfg:1: program 'a' has the name of the program at t.cfg:1\n"},
		{TREE("strategy = \"simple_one_for_one\"; programs = ();"),
			"t.cfg:1: supervisor: has neither programs nor supervisors\n"},
		{TREE("strategy = \"simple_one_for_one\"; programs = (" A ", " B ");"),
			"t.cfg:1: supervisor: simple_one_for_one has one program, here are 2: "
			"its workers are all alike\n"},
	};

	check_faults(faults, COUNT(faults));
}
END_TEST

static const char *const choices[] = {"", "never", "any_significant", "all_significant"};
static const char *const restarts[] = {"", "permanent", "transient", "temporary"};
static const char *const shutdowns[] = {"", "0", "1000", "\"infinity\"", "\"brutal_kill\""};
static const char *const booleans[] = {"", "true", "false"};

static void say(char *text, size_t size, const char *key, const char *value, const char *quote)
{
	*text = '\0';
	if (*value)
		snprintf(text, size, "%s = %s%s%s; ", key, quote, value, quote);
}

/* One of all combinations, beside a program that gives auto_shutdown its meaning. Of a supervisor
 * it is the same but for the name of its shutdown time. */
static void put_combination(char *text, size_t size, const int *of, bool is_node)
{
	char a[64], r[64], s[64], t[64];
	bool never = of[0] < 2;

	say(a, sizeof a, "auto_shutdown", choices[of[0]], "\"");
	say(r, sizeof r, "restart", restarts[of[1]], "\"");
	say(s, sizeof s, is_node ? "shutdown" : "stop_timeout", shutdowns[of[2]], "");
	say(t, sizeof t, "significant", booleans[of[3]], "");
	snprintf(text, size,
		"supervisor = { %s\nprograms = ({ name = \"b\"; exec = \"b\"; %s }%s %s%s%s%s", a,
		never ? "" : "restart = \"temporary\"; significant = true;",
		is_node ? ");\nsupervisors = ({ programs = (" C "); " : ",\n{ exec = \"a\"; ",
		"name = \"a\"; ", r, s, t);
	strncat(text, "}); };\n", size - strlen(text) - 1);
}

static void check_combination(const int *of, bool is_node)
{
	char text[1024], expected[1024] = "";
	const char *who = is_node ? "supervisor" : "program";

	put_combination(text, sizeof text, of, is_node);
	if (of[3] == 1 && of[1] < 2)
		snprintf(expected, sizeof expected,
			"t.cfg:3: %s 'a': significant = true needs restart = \"transient\" or "
			"\"temporary\": a permanent one is always started again\n",
			who);
	else if (of[3] == 1 && of[0] < 2)
		snprintf(expected, sizeof expected,
			"t.cfg:3: %s 'a': significant = true means nothing: auto_shutdown of its "
			"supervisor is \"never\"\n",
			who);
	if (*expected)
		check_errors(text, expected);
	else
		check_loads(text);
}

START_TEST(child_specs_map)
{
	int of[4];

	for (of[0] = 0; of[0] < (int)COUNT(choices); of[0]++)
		for (of[1] = 0; of[1] < (int)COUNT(restarts); of[1]++)
			for (of[2] = 0; of[2] < (int)COUNT(shutdowns); of[2]++)
				for (of[3] = 0; of[3] < (int)COUNT(booleans); of[3]++) {
					check_combination(of, false);
					check_combination(of, true);
				}
}
END_TEST

/* A word for what would be ambiguous as 0: "none" and "unlimited" restarts. OTP has neither an
 * intensity without a limit nor flags that it does not know. */
START_TEST(sup_flags)
{
	static const struct fault faults[] = {
		{TREE("strategy = \"none_for_one\"; programs = (" A ");"),
			"t.cfg:1: supervisor: 'strategy' must be one of \"one_for_one\", "
			"\"one_for_all\", \"rest_for_one\", \"simple_one_for_one\", not "
			"\"none_for_one\", did you mean \"one_for_one\"?\n"},
		{TREE("strategy = 1; programs = (" A ");"),
			"t.cfg:1: supervisor: 'strategy' must be one of \"one_for_one\", "
			"\"one_for_all\", \"rest_for_one\", \"simple_one_for_one\", not 1\n"},
		{TREE("intensity = \"infinity\"; programs = (" A ");"),
			"t.cfg:1: supervisor: 'intensity' must be a whole number from 0 to "
			"1000, or \"none\", or \"unlimited\", not \"infinity\"\n"},
		{TREE("intensity = -1; programs = (" A ");"),
			"t.cfg:1: supervisor: 'intensity' must be a whole number from 0 to "
			"1000, or \"none\", or \"unlimited\", not -1\n"},
		{TREE("period = 0; programs = (" A ");"),
			"t.cfg:1: supervisor: 'period' must be a duration from 1ms to 52w "
			"such as \"1m30s\", not 0\n"},
		{TREE("period = \"infinity\"; programs = (" A ");"),
			"t.cfg:1: supervisor: 'period' must be a duration from 1ms to 52w "
			"such as \"1m30s\", not \"infinity\"\n"},
		{TREE("auto_shutdown = \"sometimes\"; programs = (" A ");"),
			"t.cfg:1: supervisor: 'auto_shutdown' must be one of \"never\", "
			"\"any_significant\", \"all_significant\", not \"sometimes\"\n"},
		{TREE("silly_flag = true; programs = (" A ");"),
			"t.cfg:1: supervisor: unknown key 'silly_flag'\n"},
		{"supervisor = (2, 3600);",
			"t.cfg:1: 'supervisor' must be a group { ... }, not a list\n"},
	};

	check_faults(faults, COUNT(faults));
	check_loads(TREE("intensity = \"unlimited\"; programs = (" A ");"));
	ck_assert_uint_eq(template->nodes[0].intensity, UINT_MAX);
	check_loads(TREE("intensity = \"none\"; programs = (" A ");"));
	ck_assert_uint_eq(template->nodes[0].intensity, 0);
	check_loads(TREE("intensity = 0; programs = (" A ");"));
	ck_assert_uint_eq(template->nodes[0].intensity, 0);
}
END_TEST

START_TEST(significant_simple)
{
	static const struct fault faults[] = {
		{TREE("strategy = \"simple_one_for_one\"; auto_shutdown = \"any_significant\"; "
		      "programs = (" A ");"),
			"t.cfg:1: supervisor: auto_shutdown cannot be in simple_one_for_one: "
			"no worker is more significant than the others\n"},
		{TREE("strategy = \"simple_one_for_one\"; auto_shutdown = \"all_significant\"; "
		      "programs = (" A ");"),
			"t.cfg:1: supervisor: auto_shutdown cannot be in simple_one_for_one: "
			"no worker is more significant than the others\n"},
	};

	check_faults(faults, COUNT(faults));
	check_loads(
		TREE("strategy = \"simple_one_for_one\"; auto_shutdown = \"never\"; programs = (" A
		     ");"));
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {sup_start_error_return, sup_start_map, sup_start_map_simple,
		sup_start_map_faulty_specs, child_specs, child_specs_map, sup_flags,
		significant_simple};
	Suite *suite = suite_create("otp-template");

	add_tests(suite, "specifications", tests, COUNT(tests));
	return run_suite(suite);
}
