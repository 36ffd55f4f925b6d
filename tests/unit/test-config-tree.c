/* SPDX-License-Identifier: MIT */
#include "config.h"

/* A template with a tree of supervisors: what is read, what is refused, and that the text in force
 * says the same. */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "config-place.h"
#include "config/supervision.h"

#define TREE(members) "supervisor = { " members " };\n"
#define A "programs = ({ name = \"a\"; exec = \"true\"; });"
#define TWO "programs = ({ name = \"a\"; exec = \"true\"; }, { name = \"b\"; exec = \"true\"; });"

static const char whole[] =
	"name = \"c\"; restart = \"transient\"; start_grace = 3;\n"
	"supervisor = {\n"
	"  strategy = \"rest_for_one\"; intensity = 3; period = \"10s\";\n"
	"  programs = ({ name = \"db\"; exec = \"db\"; }, { name = \"c\"; exec = \"c\"; workers = "
	"2; });\n"
	"  supervisors = (\n"
	"    { name = \"web\"; strategy = \"one_for_all\"; intensity = \"none\"; shutdown = "
	"\"5s\";\n"
	"      auto_shutdown = \"any_significant\"; start_order = \"parallel\"; restart = "
	"\"transient\";\n"
	"      programs = ({ name = \"api\"; exec = \"api\"; significant = true; max_restarts = 3; "
	"});\n"
	"      supervisors = ({ name = \"deep\"; restart = \"temporary\"; shutdown = "
	"\"brutal_kill\";\n"
	"        significant = true; intensity = \"unlimited\";\n"
	"        supervisors = ({ name = \"pool\"; strategy = \"simple_one_for_one\";\n"
	"          programs = ({ name = \"p\"; work = \"p\"; workers = 3; }); }); }); },\n"
	"    { name = \"tail\"; programs = ({ name = \"log\"; exec = \"log\"; }); });\n"
	"};\n";

static void check_node(unsigned number, const char *name, unsigned parent, size_t programs)
{
	const struct template_node *node = &template->nodes[number];

	ck_assert_str_eq(node->name, name);
	ck_assert_uint_eq(node->parent, parent);
	ck_assert_uint_eq(node->program_count, programs);
	for (size_t i = 0; i < programs; i++)
		ck_assert_uint_eq(template->programs[node->first_program + i].node, number);
}

static void check_whole(void)
{
	const struct template_node *web = &template->nodes[1];

	ck_assert_uint_eq(template->node_count, 5);
	ck_assert_uint_eq(template->program_count, 5);
	check_node(0, "c", 0, 2);
	check_node(1, "web", 0, 1);
	check_node(2, "deep", 1, 0);
	check_node(3, "pool", 2, 1);
	check_node(4, "tail", 0, 1);
	ck_assert_str_eq(template->programs[3].name, "p");
	ck_assert_uint_eq(template->nodes[0].strategy, NODE_REST_FOR_ONE);
	ck_assert_uint_eq(template->nodes[0].intensity, 3);
	ck_assert_uint_eq(template->nodes[0].period_ns, 10 * SECOND);
	ck_assert_uint_eq(template->nodes[0].parallel, 0);
	ck_assert_uint_eq(web->strategy, NODE_ONE_FOR_ALL);
	ck_assert_uint_eq(web->intensity, 0);
	ck_assert_uint_eq(web->period_ns, 5 * SECOND);
	ck_assert_uint_eq(web->shutdown_ns, 5 * SECOND);
	ck_assert_uint_eq(web->auto_shutdown, NODE_ANY_SIGNIFICANT);
	ck_assert_uint_eq(web->parallel, 1);
	ck_assert_uint_eq(web->restart, PROGRAM_TRANSIENT);
	ck_assert_uint_eq(template->nodes[2].shutdown_ns, 0);
	ck_assert_uint_eq(template->nodes[2].intensity, UINT_MAX);
	ck_assert_uint_eq(template->nodes[2].significant, 1);
	ck_assert_uint_eq(template->nodes[3].parallel, 1);
	ck_assert_uint_eq(template->nodes[4].shutdown_ns, UINT64_MAX);
	/* What stands at the top is for programs. */
	ck_assert_uint_eq(template->nodes[4].restart, PROGRAM_PERMANENT);
	ck_assert_uint_eq(template->programs[0].restart, PROGRAM_TRANSIENT);
}

START_TEST(a_tree_is_read)
{
	check_loads(whole);
	check_whole();
	ck_assert_uint_eq(template->nodes[1].line, 6);
	ck_assert_uint_eq(template->programs[2].significant, 1);
	ck_assert_uint_eq(template->programs[0].significant, 0);
	/* The intensity is the limit, but for what the template says. */
	ck_assert_uint_eq(template->programs[0].max_restarts, UINT_MAX);
	ck_assert_uint_eq(template->programs[2].max_restarts, 3);
	check_loads(ONE);
	ck_assert_uint_eq(template->node_count, 0);
	ck_assert_uint_eq(template->programs[0].max_restarts, 10);
}
END_TEST

START_TEST(the_core_gets_the_same)
{
	struct supervision *supervision;

	check_loads(whole);
	supervision = supervision_new(template);
	ck_assert_ptr_nonnull(supervision);
	ck_assert_uint_eq(supervision->spec.count, 8);
	ck_assert_uint_eq(supervision->spec.node_count, 5);
	ck_assert_uint_eq(supervision->spec.parent_of[3], 2);
	ck_assert_uint_eq(supervision->spec.node_of[3], 1);
	ck_assert_uint_eq(supervision->spec.node_of[4], 3);
	ck_assert_uint_eq(supervision->spec.policy_of[6], 3);
	ck_assert_int_eq(supervision->spec.nodes[1].strategy, STRATEGY_ONE_FOR_ALL);
	ck_assert_int_eq(supervision->spec.nodes[3].strategy, STRATEGY_SIMPLE_ONE_FOR_ONE);
	ck_assert_int_eq(supervision->spec.nodes[1].auto_shutdown, AUTO_SHUTDOWN_ANY_SIGNIFICANT);
	ck_assert_uint_eq(supervision->spec.nodes[2].intensity, SUPERVISOR_UNLIMITED);
	ck_assert(supervision->spec.nodes[2].restart == RESTART_TEMPORARY);
	ck_assert(supervision->spec.policies[2].significant);
	supervision_free(supervision);
	check_loads(ONE);
	supervision = supervision_new(template);
	ck_assert_ptr_nonnull(supervision);
	ck_assert_uint_eq(supervision->spec.node_count, 0);
	ck_assert_ptr_null(supervision->spec.node_of);
	supervision_free(supervision);
	supervision_free(NULL);
}
END_TEST

START_TEST(the_text_in_force_says_the_same)
{
	char *text, *again;

	check_loads(whole);
	text = template_resolve(template);
	forget();
	template = template_load_resolved(text, strlen(text), &errors);
	ck_assert_msg(template != NULL, "%s\n%s", error_text(), text);
	check_whole();
	ck_assert_ptr_null(template->nodes[1].file);
	again = template_resolve(template);
	ck_assert_str_eq(text, again);
	free(text);
	free(again);
}
END_TEST

START_TEST(site_files_and_includes_count)
{
	put("system.conf", "intensity = 7; start_order = \"parallel\"; period = 60;\n");
	put("web.cfg", "name = \"web\"; intensity = 2; " TWO "\n");
	check_loads("supervisor = { supervisors = ({\n@include \"web.cfg\"\n}); };\n");
	ck_assert_uint_eq(template->nodes[0].intensity, 7);
	ck_assert_uint_eq(template->nodes[0].parallel, 1);
	ck_assert_uint_eq(template->nodes[1].intensity, 2);
	ck_assert_uint_eq(template->nodes[1].period_ns, 60 * SECOND);
	put("web.cfg", "name = \"web\"; intensty = 2; " TWO "\n");
	check_errors("supervisor = { supervisors = ({\n@include \"web.cfg\"\n}); };\n",
		"web.cfg:1: supervisor 'web': unknown key 'intensty', did you mean 'intensity'?\n");
	put("system.conf", "strategy = \"one_for_all\";\n");
	check_errors(ONE, "system.conf:1: key 'strategy' belongs in a supervisor, not in a site "
			  "file\n");
}
END_TEST

START_TEST(each_of_several_commands_may_have_a_tree)
{
	check_loads("commands = ({ name = \"x\"; " TREE(TWO) " }, { name = \"y\"; " A " });\n");
	ck_assert_uint_eq(template->commands[0]->node_count, 1);
	ck_assert_uint_eq(template->commands[0]->program_count, 2);
	ck_assert_uint_eq(template->commands[1]->node_count, 0);
	check_errors("commands = ({ name = \"y\"; " A " });\n" TREE(TWO),
		"t.cfg:2: there are both supervisor and commands: a template has only one of "
		"them\n");
}
END_TEST

START_TEST(faults_are_told)
{
	static const struct {
		const char *text, *errors;
	} faults[] = {
		{ONE TREE(A), "t.cfg:1: there are both programs and supervisor: move the programs "
			      "into the supervisor\n"},
		{"supervisor = 3;", "t.cfg:1: 'supervisor' must be a group { ... }, not 3\n"},
		{TREE(""), "t.cfg:1: supervisor: has neither programs nor supervisors\n"},
		{TREE("programs = ();"),
			"t.cfg:1: supervisor: has neither programs nor supervisors\n"},
		{TREE("programs = 1;"),
			"t.cfg:1: supervisor: 'programs' must be a list of groups ( "
			"{ ... }, ... ), not 1\n"},
		{TREE("supervisors = ({ " A " });"), "t.cfg:1: supervisor 1: has no name\n"},
		{TREE("restart = \"permanent\"; significant = true;\nshutdown = \"infinity\";" A),
			"t.cfg:1: supervisor: 'restart' means nothing in the outermost supervisor: "
			"there is none above it\n"
			"t.cfg:1: supervisor: 'significant' means nothing in the outermost "
			"supervisor: there is none above it\n"
			"t.cfg:2: supervisor: 'shutdown' means nothing in the outermost "
			"supervisor: "
			"there is none above it\n"},
		{TREE("strategy = \"one_for_al\";" A),
			"t.cfg:1: supervisor: 'strategy' must be one of \"one_for_one\", "
			"\"one_for_all\", \"rest_for_one\", \"simple_one_for_one\", not "
			"\"one_for_al\", did you mean \"one_for_all\"?\n"},
		{TREE("intensity = -1; period = 0;" A),
			"t.cfg:1: supervisor: 'intensity' must be a whole number from 0 to 1000, "
			"or "
			"\"none\", or \"unlimited\", not -1\n"
			"t.cfg:1: supervisor: 'period' must be a duration from 1ms to 52w such as "
			"\"1m30s\", not 0\n"},
		{TREE("supervisors = ({ name = \"s\"; shutdown = \"unlimited\"; " A " });"),
			"t.cfg:1: supervisor 's': 'shutdown' must be a duration from 0s to 52w "
			"such "
			"as \"1m30s\", or \"brutal_kill\", or \"infinity\", not \"unlimited\"\n"},
		{TREE("restart_delay = 3;" A),
			"t.cfg:1: supervisor: key 'restart_delay' belongs in a "
			"program, not in a supervisor\n"},
		{"intensity = 3;\n" ONE, "t.cfg:1: key 'intensity' belongs in a supervisor, not at "
					 "the top of a template\n"},
		{TREE("supervisors = ({ name = \"all\";\n" A " });"),
			"t.cfg:1: supervisor 'all': the name 'all' is taken: it means every "
			"program, as in 'stop all'\n"},
		{TREE("supervisors = ({ name = \"a\";\n" A " });"),
			"t.cfg:2: program 'a' has the name of the supervisor at t.cfg:1\n"},
		{TREE(A "\nsupervisors = ({ name = \"b\"; programs = ({ name = \"a\"; exec = "
			"\"true\"; }); });"),
			"t.cfg:2: program 'a' has the name of the program at t.cfg:1\n"},
		{TREE("strategy = \"simple_one_for_one\"; start_order = \"sequential\";\n"
		      "auto_shutdown = \"any_significant\";\n" TWO
		      "\nsupervisors = ({ name = \"s\"; programs = ({ name = \"c\"; exec = \"c\"; "
		      "}); });"),
			"t.cfg:1: supervisor: simple_one_for_one starts its workers in parallel\n"
			"t.cfg:2: supervisor: auto_shutdown cannot be in simple_one_for_one: no "
			"worker is more significant than the others\n"
			"t.cfg:3: supervisor: simple_one_for_one has one program, here are 2: its "
			"workers are all alike\n"
			"t.cfg:4: supervisor: simple_one_for_one has no supervisors in it\n"},
		{TREE("auto_shutdown = \"any_significant\";" A),
			"t.cfg:1: supervisor: auto_shutdown can never happen: nothing in it has "
			"significant = true\n"},
	};

	for (size_t i = 0; i < COUNT(faults); i++)
		check_errors(faults[i].text, faults[i].errors);
}
END_TEST

#define S(keys, program)                                                    \
	TREE("auto_shutdown = \"" keys                                      \
	     "\"; programs = ({ name = \"a\"; exec = \"a\"; significant = " \
	     "true; " program " });")

START_TEST(significant_has_to_mean_something)
{
	check_loads(S("any_significant", "restart = \"transient\";"));
	check_loads("restart = \"temporary\";" S("all_significant", ""));
	check_errors(S("any_significant", ""),
		"t.cfg:1: program 'a': significant = true needs restart = \"transient\" or "
		"\"temporary\": a permanent one is always started again\n");
	check_errors(S("never", "restart = \"transient\";"),
		"t.cfg:1: program 'a': significant = true means nothing: auto_shutdown of its "
		"supervisor is \"never\"\n");
	check_errors("programs = ({ name = \"a\"; exec = \"a\"; significant = true; });",
		"t.cfg:1: program 'a': significant = true means nothing here: the program is in no "
		"supervisor\n");
	check_errors(TREE("auto_shutdown = \"any_significant\"; supervisors = ({ name = \"s\"; "
			  "significant = true;" A " });"),
		"t.cfg:1: supervisor 's': significant = true needs restart = \"transient\" or "
		"\"temporary\": a permanent one is always started again\n");
	/* One complaint is enough. */
	check_errors(S("any_significants", "restart = \"transient\";"),
		"t.cfg:1: supervisor: 'auto_shutdown' must be one of \"never\", "
		"\"any_significant\", "
		"\"all_significant\", not \"any_significants\", did you mean "
		"\"any_significant\"?\n");
	check_errors(S("any_significant", "restart = \"transiet\";"),
		"t.cfg:1: program 'a': 'restart' must be one of \"permanent\", \"transient\", "
		"\"temporary\", not \"transiet\", did you mean \"transient\"?\n");
}
END_TEST

/* Depth and number are bounded. */
static void put_nested(struct buffer *text, unsigned depth)
{
	buffer_text(text, "supervisor = { ");
	for (unsigned i = 1; i < depth; i++)
		buffer_printf(text, "supervisors = ({ name = \"s%u\";\n", i);
	buffer_text(text, A);
	for (unsigned i = 1; i < depth; i++)
		buffer_text(text, " });");
	buffer_text(text, " };\n");
}

START_TEST(a_tree_has_bounds)
{
	struct buffer text = {0};

	put_nested(&text, TEMPLATE_MAX_DEPTH);
	check_loads(text.data);
	ck_assert_uint_eq(template->nodes[TEMPLATE_MAX_DEPTH - 1].depth, TEMPLATE_MAX_DEPTH - 1);
	buffer_done(&text);
	put_nested(&text, TEMPLATE_MAX_DEPTH + 1);
	check_errors(text.data,
		"t.cfg:16: supervisor 's15': supervisors are nested more than 16 deep\n");
	buffer_done(&text);
	buffer_text(&text, "supervisor = { supervisors = (\n");
	for (unsigned i = 0; i <= TEMPLATE_MAX_SUPERVISORS; i++)
		buffer_printf(&text,
			"%s{ name = \"s%u\"; programs = ({ name = \"p%u\"; exec = "
			"\"p\"; }); }",
			i ? "," : "", i, i);
	buffer_text(&text, "); };\n");
	check_errors(text.data, "t.cfg:1: there are 4098 supervisors, at most 4096 can be\n");
	buffer_done(&text);
}
END_TEST

/* An intensity that can never be exceeded is refused, and only that. */
START_TEST(intensity_can_be_exceeded)
{
#define SLOW(name) "{ name = \"" name "\"; exec = \"x\"; restart_delay = \"10s\"; }"
	static const char *const fine[] = {
		TREE("programs = (" SLOW("a") "); period = 10;"),
		TREE("programs = (" SLOW("a") "); intensity = \"none\";"),
		TREE("programs = (" SLOW("a") "); intensity = \"unlimited\";"),
		TREE("programs = (" SLOW("a") ", " SLOW("b") ");"),
		TREE("strategy = \"one_for_all\"; period = 10; programs = (" SLOW("a") ", " SLOW(
			"b") ");"),
		TREE("intensity = 2; period = 10; programs = (" SLOW("a") ", " SLOW("b") ");"),
		TREE("supervisors = ({ name = \"s\"; " A " });"),
		TREE("programs = ({ name = \"a\"; exec = \"a\"; restart = \"temporary\"; });"),
	};
	static const struct {
		const char *text, *errors;
	} faults[] = {
		{TREE("programs = (" SLOW("a") ");"),
			"t.cfg:1: supervisor: 1 restart in 5s can never be exceeded with "
			"restart_delay 10s: one more takes 10s at least; set a longer period, "
			"shorter delays, or intensity = \"unlimited\"\n"},
		{TREE("intensity = 2; programs = (" SLOW("a") ", " SLOW("b") ");"),
			"t.cfg:1: supervisor: 2 restarts in 5s can never be exceeded with the "
			"delays "
			"of what is in it: one more takes 10s at least; set a longer period, "
			"shorter delays, or intensity = \"unlimited\"\n"},
		{TREE("strategy = \"one_for_all\"; programs = (" SLOW("a") ", " SLOW("b") ");"),
			"t.cfg:1: supervisor: 1 restart in 5s can never be exceeded with the "
			"delays "
			"of what is in it: one more takes 10s at least; set a longer period, "
			"shorter delays, or intensity = \"unlimited\"\n"},
		{TREE("supervisors = ({ name = \"s\"; period = 20; programs = (" SLOW(
			 "a") "); });"),
			"t.cfg:1: supervisor: 1 restart in 5s can never be exceeded with the "
			"delays "
			"of what is in it: one more takes 10s at least; set a longer period, "
			"shorter delays, or intensity = \"unlimited\"\n"},
		{TREE("intensity = 1; programs = ({ name = \"a\"; exec = \"a\"; restart = "
		      "\"temporary\"; });"),
			"t.cfg:1: supervisor: intensity can never be exceeded: nothing in it is "
			"started again\n"},
	};

	for (size_t i = 0; i < COUNT(fine); i++)
		check_loads(fine[i]);
	for (size_t i = 0; i < COUNT(faults); i++)
		check_errors(faults[i].text, faults[i].errors);
}
END_TEST

/* Where a bare 0 could mean either. */
START_TEST(words_in_place_of_0)
{
	check_loads("programs = ({ name = \"w\"; work = \"w\"; execute_times = \"unlimited\"; "
		    "limit_seconds = \"unlimited\"; ready_timeout = \"unlimited\"; "
		    "check_interval = \"never\"; limit_jitter = \"none\"; });\n");
	ck_assert_uint_eq(template->programs[0].execute_times, 0);
	ck_assert_uint_eq(template->programs[0].limit_ns, 0);
	ck_assert_uint_eq(template->programs[0].ready_timeout_ns, UINT64_MAX);
	ck_assert_uint_eq(template->programs[0].check_interval_ns, 0);
	check_errors("programs = ({ name = \"w\"; work = \"w\"; execute_times = \"none\"; });\n",
		"t.cfg:1: program 'w': 'execute_times' must be a whole number from 0 to "
		"9223372036854775807, or \"unlimited\", not \"none\"\n");
}
END_TEST

/* Its template is read and checked with the one that runs it. */
START_TEST(a_command_is_a_program)
{
	const struct program *program;
	char *text, *again;

	put("in.cfg", ONE);
	put("t.cfg", "programs = ({ name = \"p\"; command = \"in.cfg\"; });\n");
	ck_assert_msg(load("t.cfg"), "%s", error_text());
	program = &template->programs[0];
	ck_assert_str_eq(program->command, in_root("in.cfg"));
	ck_assert_str_eq(program->argv[1], in_root("in.cfg"));
	ck_assert_str_eq(program->argv[2], "start");
	ck_assert_ptr_null(program->argv[3]);
	ck_assert_uint_eq(program->stop_timeout_ns, 600 * SECOND);
	text = template_resolve(template);
	forget();
	/* What was valid is in force, whatever has become of that file. */
	put("in.cfg", "x");
	template = template_load_resolved(text, strlen(text), &errors);
	ck_assert_msg(template != NULL, "%s\n%s", error_text(), text);
	ck_assert_str_eq(template->programs[0].command, in_root("in.cfg"));
	again = template_resolve(template);
	ck_assert_str_eq(text, again);
	free(text);
	free(again);
	check_errors("programs = ({ name = \"p\"; command = \"in.cfg\"; });\n",
		"in.cfg:1: syntax error\n");
	/* That may be set where it runs. */
	put("in.cfg", "programs = ({ name = \"p\"; exec = \"${NOT_HERE}\"; });\n");
	check_loads("programs = ({ name = \"p\"; command = \"in.cfg\"; stop_timeout = 3; });\n");
	ck_assert_uint_eq(template->programs[0].stop_timeout_ns, 3 * SECOND);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {a_tree_is_read, the_core_gets_the_same,
		the_text_in_force_says_the_same, site_files_and_includes_count,
		each_of_several_commands_may_have_a_tree, faults_are_told,
		significant_has_to_mean_something, a_tree_has_bounds, a_command_is_a_program, words_in_place_of_0, intensity_can_be_exceeded};
	Suite *suite = suite_create("config-tree");

	add_tests(suite, "tree", tests, COUNT(tests));
	return run_suite(suite);
}
