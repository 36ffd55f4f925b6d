/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config-place.h"
#include "base/buffer.h"

struct fault {
	const char *text;
	const char *errors;
};

#define P(members) "programs = ({ name = \"p\"; exec = \"true\"; " members " });\n"
#define W(members) "programs = ({ name = \"w\"; work = \"w\"; " members " });\n"

static const struct fault told_faults[] = {
	{"", "t.cfg: there is no program: programs = ( { name = \"...\"; exec = [...]; } "
	     ")\n"},
	{"programs = ();", "t.cfg:1: there is no program: programs = ( { name = \"...\"; exec = "
			   "[...]; } )\n"},
	{"a = ;", "t.cfg:1: syntax error\n"},
	{ONE "\na = 1; a = 2;", "t.cfg:3: duplicate setting name\n"},
	{ONE "x = 1;\n", "t.cfg:2: unknown key 'x'\n"},
	{ONE "path = \"/x\"; owner = 0;\n",
		"t.cfg:2: unknown key 'path'\nt.cfg:2: unknown key 'owner'\n"},
	{P("\nworker = 4;"),
		"t.cfg:2: program 'p': unknown key 'worker', did you mean 'workers'?\n"},
	{P("usage = \"<a>\";"), "t.cfg:1: program 'p': key 'usage' belongs at the top of a "
				"template, not in a program\n"},
	{ONE "exec = \"x\";", "t.cfg:2: key 'exec' belongs in a program, not at the top of a "
			      "template\n"},
	{P("workers = 0;"), "t.cfg:1: program 'p': 'workers' must be a whole number from 1 to "
			    "10000, not 0\n"},
	{P("workers = 10001;"), "t.cfg:1: program 'p': 'workers' must be a whole number from 1 "
				"to 10000, not 10001\n"},
	{P("workers = 4294967297;"), "t.cfg:1: program 'p': 'workers' must be a whole number "
				     "from 1 to 10000, not 4294967297\n"},
	{P("workers = \"many\";"), "t.cfg:1: program 'p': 'workers' must be a whole number from "
				   "1 to 10000, not \"many\"\n"},
	{P("workers = 1.5;"), "t.cfg:1: program 'p': 'workers' must be a whole number from 1 to "
			      "10000, not the fraction 1.5\n"},
	{P("workers = true;"), "t.cfg:1: program 'p': 'workers' must be a whole number from 1 "
			       "to 10000, not true\n"},
	{P("workers = { };"), "t.cfg:1: program 'p': 'workers' must be a whole number from 1 to "
			      "10000, not a group\n"},
	{P("restart = \"allways\";"), "t.cfg:1: program 'p': 'restart' must be one of "
				      "\"permanent\", \"transient\", "
				      "\"temporary\", not \"allways\"\n"},
	{P("restart = \"tempory\";"),
		"t.cfg:1: program 'p': 'restart' must be one of \"permanent\", "
		"\"transient\", "
		"\"temporary\", not \"tempory\", did you mean \"temporary\"?\n"},
	{P("restart = 1;"), "t.cfg:1: program 'p': 'restart' must be one of \"permanent\", "
			    "\"transient\", \"temporary\", not 1\n"},
	{P("stop_timeout = \"5 parsecs\";"), "t.cfg:1: program 'p': 'stop_timeout' must be "
					     "a duration from 0s to 1d such as "
					     "\"1m30s\", or \"brutal_kill\", or "
					     "\"infinity\", not \"5 parsecs\"\n"},
	{P("stop_timeout = -1;"),
		"t.cfg:1: program 'p': 'stop_timeout' must be a duration from "
		"0s to 1d such as \"1m30s\", or \"brutal_kill\", or \"infinity\", "
		"not -1\n"},
	{P("stop_timeout = 3000000000;"), "t.cfg:1: program 'p': 'stop_timeout' is too "
					  "large as a bare number: write it "
					  "as text with a unit, \"34722d5h20m\"\n"},
	{P("stop_timeout = 99999999999999999999;"), "t.cfg:1: this number does not fit 64 bits\n"},
	{P("stop_signal = \"TREM\";"), "t.cfg:1: program 'p': 'stop_signal' must be a signal "
				       "such as \"TERM\", not \"TREM\"\n"},
	{P("stop_signal = 65;"), "t.cfg:1: program 'p': 'stop_signal' must be a signal such as "
				 "\"TERM\", not 65\n"},
	{P("stop_sequence = [\"TERM\"];"),
		"t.cfg:1: program 'p': 'stop_sequence' has \"TERM\", which must say how "
		"long is waited then, such as \"TERM 10s\"\n"},
	{P("stop_sequence = \"TREM 5s\";"),
		"t.cfg:1: program 'p': 'stop_sequence' has \"TREM 5s\", which must be a "
		"signal and a time such as \"TERM 10s\"\n"},
	{P("stop_sequence = [\"KILL\", \"TERM 5s\"];"),
		"t.cfg:1: program 'p': 'stop_sequence' has \"KILL\", which can have "
		"nothing after it: a process does not outlive KILL\n"},
	{P("stop_timeout = 5; stop_sequence = [\"INT 5s\"];"),
		"t.cfg:1: program 'p': 'stop_timeout' does not go with stop_sequence, "
		"which says it: it can have only one of them\n"},
	{"programs = ({ name = \"p\"; command = \"in.cfg\"; kill_scope = \"group\"; });",
		"t.cfg:1: program 'p': 'kill_scope' does not go with command, which ends "
		"its own workers\nt.cfg:1: cannot open 'in.cfg': No such file or "
		"directory\n"},
	{P("cwd = 5;"), "t.cfg:1: program 'p': 'cwd' must be text in quotes, not 5\n"},
	{P("cwd = \"\";"), "t.cfg:1: program 'p': 'cwd' must not be empty\n"},
	{P("umask = \"8\";"), "t.cfg:1: program 'p': 'umask' must be an octal number from 000 "
			      "to 777, in quotes\n"},
	{P("umask = 022;"), "t.cfg:1: program 'p': 'umask' must be text in quotes, not 22\n"},
	{P("env = (\"1A=x\",\n\"REEVE_X=secret\", \"A\");"),
		"t.cfg:1: program 'p': 'env' has \"1A\", which must be \"NAME=value\", the "
		"name "
		"of letters, digits and '_'\n"
		"t.cfg:2: program 'p': 'env' has \"REEVE_X\", which cannot be set: names "
		"that "
		"begin with REEVE_ are reeve's own\n"
		"t.cfg:2: program 'p': 'env' has \"A\", which must be \"NAME=value\", the "
		"name "
		"of letters, digits and '_'\n"},
	{P("env = (1);"), "t.cfg:1: program 'p': 'env' must be a list of texts, not a list\n"},
	{P("inherit = \"some\";"), "t.cfg:1: program 'p': 'inherit' must be \"all\", "
				   "\"none\" or a list of names\n"},
	{P("inherit = (\"A*B\");"), "t.cfg:1: program 'p': 'inherit' must hold names of "
				    "variables, with '*' only at their end\n"},
	{P("env_file = \"none\";"), "t.cfg:1: cannot open 'none': No such file or directory\n"},
	{P("execute_times = 1; config = {};"),
		"t.cfg:1: program 'p': 'execute_times' is for programs with work, not "
		"exec\n"
		"t.cfg:1: program 'p': 'config' is for programs with work, not exec\n"},
	{W("start_grace = 1;"), "t.cfg:1: program 'w': 'start_grace' is for programs with "
				"exec, not work\n"},
	{W("config = { a = { b = \"\\xff\"; }; };"),
		"t.cfg:1: program 'w': 'config' is not valid UTF-8\n"},
	{W("config = { a = 1e999; };"), "t.cfg:1: program 'w': 'config' is not a finite number\n"},
	{W("config = [];"), "t.cfg:1: program 'w': 'config' must be a group { ... }, not a "
			    "list\n"},
	{"programs = { };", "t.cfg:1: 'programs' must be a list of groups ( { ... }, ... ), not "
			    "a group\n"},
	{"programs = ({}, 1);", "t.cfg:1: 'programs' must be a list of groups ( { ... }, "
				"... ), not a list\n"},
	{"programs = ({ exec = \"a\"; work = \"b\"; },\n{ name = 5; },\n{ name = \"a b\"; "
	 "exec = "
	 "[]; });",
		"t.cfg:1: program 1: has no name\n"
		"t.cfg:1: program 1: has both exec and work: it can have only one of them\n"
		"t.cfg:2: program 2: has neither exec nor work nor command\n"
		"t.cfg:2: program 2: 'name' must be text in quotes, not 5\n"
		"t.cfg:3: program 'a b': 'name' must be 1 to 64 letters, digits, '_', '.' "
		"or "
		"'-', the first a letter or a digit\n"
		"t.cfg:3: program 'a b': 'exec' must name a program\n"},
	{"programs = ({ name = \"a\"; exec = \"a\"; },\n{ name = \"a\"; exec = \"b\"; },\n"
	 "{ name = \"a\"; exec = \"c\"; });",
		"t.cfg:2: program 'a' has the name of the program at t.cfg:1\n"
		"t.cfg:3: program 'a' has the name of the program at t.cfg:2\n"},
	{"programs = ({ name = \"all\"; exec = \"a\"; });",
		"t.cfg:1: program 'all': the name 'all' is taken: it means every program, as in "
		"'stop all'\n"},
	{"programs = ({ name = \"a\"; work = \"a b\"; });",
		"t.cfg:1: program 'a': 'work' must be the name of a plugin or a path with "
		"'/'\n"},
	{ONE "title_prefix = \"a:b\";", "t.cfg:2: 'title_prefix' must be 1 to 32 printable bytes "
					"without blanks, ':' and '/'\n"},
	{ONE "base = \"rel\";", "t.cfg:2: 'base' must be an absolute path\n"},
	{ONE "name = \"a/b\";", "t.cfg:2: 'name' must be 1 to 64 letters, digits, '_', '.' or "
				"'-', the first a letter or a digit\n"},
	{ONE "summary = \"a\\nb\";", "t.cfg:2: 'summary' must be one line of printable UTF-8\n"},
	{ONE "summary = \"\\x1b[31m\" ; usage = 5;",
		"t.cfg:2: 'summary' must be one line of printable UTF-8\n"
		"t.cfg:2: 'usage' must be text in quotes, not 5\n"},
	{ONE "actions = { x = 1; y* = \"y\"; };\noptions = { z = { plugn = \"z\"; }; };",
		"t.cfg:2: 'actions' has 'x', which must be the name of a plugin or a path "
		"with "
		"'/'\n"
		"t.cfg:2: 'actions' has 'y*', which is not a word of a grammar\n"
		"t.cfg:3: 'options' has an unknown key 'plugn', did you mean 'plugin'?\n"
		"t.cfg:3: 'options' needs plugin = the name of a plugin or a path with "
		"'/'\n"},
	{ONE "run_dir = \"${NOPE}\";",
		"t.cfg:2: 'run_dir': ${NOPE} is not set; a default is written "
		"${NOPE:-default}\n"},
	{ONE "cgroup = \"on\";", "t.cfg:2: 'cgroup' must be 'auto', 'off' or an absolute path\n"},
	{ONE "cgroup = \"\";", "t.cfg:2: 'cgroup' must be 'auto', 'off' or an absolute path\n"},
	{ONE "cgroup = \"a/b\";", "t.cfg:2: 'cgroup' must be 'auto', 'off' or an absolute path\n"},
	{ONE "summary = \"a\\x00b\";", "t.cfg:2: a text cannot hold a NUL byte\n"},
	{ONE "\nsummary = \"abc", "t.cfg:3: this text has no closing quote\n"},
	{ONE "\n/* abc\n\n", "t.cfg:3: this comment has no end\n"},
	{ONE "@include \"none.cfg\"\n",
		"t.cfg:2: cannot open 'none.cfg': No such file or directory\n"},
	{ONE "@include \"t.cfg\"\n",
		"t.cfg:2: includes are nested too deep (does a file include itself?)\n"},
	{ONE "x = 1; @include \"none\"\n", "t.cfg:2: syntax error\n"},
	{ONE "@include none\n", "t.cfg:2: @include needs a path in quotes, on the same line\n"},
	{ONE "@include \"none\n", "t.cfg:2: @include needs a path in quotes, on the same line\n"},
};

START_TEST(faults_are_told)
{
	for (size_t i = 0; i < COUNT(told_faults); i++)
		check_errors(told_faults[i].text, told_faults[i].errors);
}
END_TEST

START_TEST(workers_are_bounded_together)
{
	struct buffer text = {0};

	buffer_text(&text, "programs = (");
	for (int i = 0; i < 7; i++)
		buffer_printf(&text, "%s{ name = \"p%d\"; exec = \"x\"; workers = 10000; }",
			i ? "," : "", i);
	buffer_text(&text, ");");
	check_errors(text.data,
		"t.cfg:1: all programs together have 70000 workers, at most 65536 can be\n");
	buffer_done(&text);
}
END_TEST

START_TEST(workers_are_bounded_when_set)
{
	struct buffer text = {0};
	struct reeve_error error;

	buffer_text(&text, "programs = (");
	for (int i = 0; i < 7; i++)
		buffer_printf(&text, "%s{ name = \"p%d\"; exec = \"x\"; }", i ? "," : "", i);
	buffer_text(&text, ");");
	check_loads(text.data);
	buffer_done(&text);
	ck_assert_int_eq(template_set_workers(&template, 1, "10000", &error), -1);
	ck_assert_str_eq(
		error.text, "all programs together would have 70000 workers, at most 65536 can be");
	ck_assert_uint_eq(template->programs[0].workers, 1);
	ck_assert_int_eq(template_set_workers(&template, 1, "p0=10000", &error), 0);
}
END_TEST

START_TEST(odd_files_are_refused)
{
	struct buffer large = {0};

	ck_assert(!load("none"));
	ck_assert_str_eq(error_text(), "cannot open 'none': No such file or directory\n");
	ck_assert_int_eq(error_list_code(&errors), REEVE_EXIT_TEMPLATE);
	ck_assert_int_eq(mkfifo(in_root("fifo"), 0600), 0);
	ck_assert(!load("fifo"));
	ck_assert_str_eq(error_text(), "'fifo' is not a regular file\n");
	put_bytes("nul", "a\0b", 3);
	ck_assert(!load("nul"));
	ck_assert_str_eq(error_text(), "'nul' is not a text file\n");
	for (int i = 0; i < 70000; i++)
		buffer_text(&large, "# sixteen bytes\n");
	put_bytes("large", large.data, large.length);
	ck_assert(!load("large"));
	ck_assert_str_eq(error_text(),
		"'large' is too large: a template may have 1 MiB with all that it includes\n");
	put("with", "name = \"q\"; env_file = \"large\"; programs = ({ name = \"a\"; exec = \"b\"; "
		    "});");
	ck_assert(!load("with"));
	ck_assert_str_eq(
		error_text(), "with:1: 'large' is too large: an env_file may have 1 MiB\n");
	buffer_done(&large);
	large = (struct buffer){0};
	for (int i = 0; i < 100; i++)
		buffer_text(&large, "@include \"empty\"\n");
	put("empty", "");
	put_bytes("many", large.data, large.length);
	ck_assert(!load("many"));
	ck_assert_ptr_nonnull(strstr(error_text(), "many:64: more than 64 files are included\n"));
	buffer_done(&large);
}
END_TEST

static uint64_t random_state;

static uint64_t next_random(uint64_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state % below;
}

/* Mutations of a sound template: an error or a template, never anything else. */
START_TEST(mutations_do_no_harm)
{
	static const char seed[] =
		"name = \"q\"; usage = \"<start>\"; actions = { a = \"./b\"; };\n/* c */ # d\n"
		"options = { e = { plugin = \"f\"; actions = [\"g\"]; }; }; env = "
		"[\"A=${B:-c}\"];\n"
		"@include \"empty\"\nprograms = ({ name = \"p\"; work = \"w\"; config = { x = (1, "
		"0x2, "
		"3.5, \"\\x41\", [true], { }); };\nexecute_usleep = 500000000; stop_signal = 9; "
		"});\n";
	static const char bytes[] = "\"\\{}()[];,=#/*$@:-+.0L\n\t \x01\xff";
	char text[sizeof seed + 8];
	unsigned loaded = 0;

	put("empty", "");
	random_state = UINT64_C(0xfeedface12345678);
	for (int i = 0; i < 3000; i++) {
		size_t length = sizeof seed - 1;

		memcpy(text, seed, length);
		for (uint64_t k = next_random(4) + 1; k; k--) {
			size_t at = next_random(length);

			if (next_random(3) == 0)
				length = at + 1;
			text[at] = bytes[next_random(sizeof bytes - 1)];
		}
		put_bytes("m.cfg", text, length);
		loaded += load("m.cfg");
	}
	ck_assert_uint_gt(loaded, 10);
	ck_assert_uint_lt(loaded, 2990);
}
END_TEST

int main(void)
{
	const TTest *const faults[] = {faults_are_told, workers_are_bounded_together,
		workers_are_bounded_when_set, odd_files_are_refused, mutations_do_no_harm};
	Suite *suite = suite_create("config-faults");

	add_tests(suite, "faults", faults, COUNT(faults));
	return run_suite(suite);
}
