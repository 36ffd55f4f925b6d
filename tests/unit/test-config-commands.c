/* SPDX-License-Identifier: MIT */
/* Several commands in one template. */
#include "config.h"

#include "config-place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"

#define GROUP(name) "{ name = \"" name "\"; programs = ({ name = \"p\"; exec = \"true\"; }); }"

static const struct template *command(size_t index)
{
	ck_assert_uint_lt(index, template->command_count);
	return template->commands[index];
}

START_TEST(files_are_templates_of_their_own)
{
	put("env", "A=file\n");
	put("one.cfg", "usage = \"<go>\"; summary = \"one\"; workers = 3; env_file = \"env\";\n"
		       "env = [\"B=${A}\"]; pid_file = \"one.pid\";\n" ONE);
	check_loads("commands = (\"./one.cfg\");");
	ck_assert_str_eq(template->name, "t");
	ck_assert_uint_eq(template->program_count, 0);
	ck_assert_uint_eq(template->command_count, 1);
	ck_assert_str_eq(command(0)->name, "one");
	ck_assert_str_eq(command(0)->path, in_root("one.cfg"));
	ck_assert_str_eq(command(0)->usage, "<go>");
	ck_assert_str_eq(command(0)->pid_file, in_root("one.pid"));
	ck_assert_uint_eq(command(0)->programs[0].workers, 3);
	ck_assert_str_eq(variable(&command(0)->programs[0], "B"), "file");
	/* A single text is a list of one, and base is where it starts from. */
	ck_assert_int_eq(mkdir(in_root("d"), 0755), 0);
	put("d/two.cfg", "@include \"three.cfg\"\n");
	put("d/three.cfg", "name = \"three\"; programs = ({ name = \"p\"; exec = \"./x\"; });");
	put("t.cfg", "base = \"${WHERE}/d\"; commands = \"two.cfg\"; name = \"all\";");
	setenv("WHERE", root, 1);
	ck_assert_msg(load("t.cfg"), "%s", error_text());
	ck_assert_str_eq(template->name, "all");
	ck_assert_str_eq(command(0)->name, "three");
	ck_assert_str_eq(command(0)->programs[0].argv[0], in_root("d/x"));
}
END_TEST

START_TEST(groups_take_from_the_top)
{
	put("reeve.conf", "workers = 2; max_restarts = 7; env = [\"S=site\", \"A=site\"];");
	put("env", "F=file\nA=file\n");
	check_loads("title_prefix = \"top\"; run_dir = \"r\"; stop_timeout = 3; workers = 5;\n"
		    "env = [\"A=top\", \"T=top\"]; plugin_path = \"plugins\"; actions = { kick = "
		    "\"stop\"; };\nusage = \"<kick>\";\n"
		    "commands = (" GROUP("a") ", { name = \"b\"; workers = 6; title_prefix = "
					      "\"own\"; run_dir = \"rb\"; stop_timeout = 4;\n"
					      "env = [\"A=b\"]; env_file = \"env\"; pid_file = "
					      "\"b.pid\"; on_start_failure = \"keep\";\n"
					      "programs = ({ name = \"p\"; exec = \"true\"; }, { "
					      "name = \"q\"; exec = \"true\"; workers = 8; env = "
					      "[\"A=q\"]; }); });");
	ck_assert_uint_eq(template->command_count, 2);
	ck_assert_str_eq(command(0)->title_prefix, "top");
	ck_assert_str_eq(command(0)->run_dir, in_root("r"));
	ck_assert_str_eq(command(0)->path, in_root("t.cfg"));
	ck_assert_str_eq(command(0)->plugin_path[0], in_root("plugins"));
	ck_assert_ptr_null(command(0)->pid_file);
	ck_assert_uint_eq(command(0)->action_count, 0);
	ck_assert(!command(0)->keep_on_start_failure);
	ck_assert_uint_eq(command(0)->programs[0].workers, 5);
	ck_assert_uint_eq(command(0)->programs[0].max_restarts, 7);
	ck_assert_uint_eq(command(0)->programs[0].stop_timeout_ns, 3 * SECOND);
	ck_assert_str_eq(variable(&command(0)->programs[0], "A"), "top");
	ck_assert_str_eq(command(1)->title_prefix, "own");
	ck_assert_str_eq(command(1)->run_dir, in_root("rb"));
	ck_assert_str_eq(command(1)->pid_file, in_root("b.pid"));
	ck_assert(command(1)->keep_on_start_failure);
	ck_assert_uint_eq(command(1)->programs[0].workers, 6);
	ck_assert_uint_eq(command(1)->programs[1].workers, 8);
	ck_assert_uint_eq(command(1)->programs[0].stop_timeout_ns, 4 * SECOND);
	ck_assert_str_eq(variable(&command(1)->programs[0], "A"), "b");
	ck_assert_str_eq(variable(&command(1)->programs[1], "A"), "q");
	ck_assert_str_eq(variable(&command(1)->programs[0], "F"), "file");
	ck_assert_str_eq(variable(&command(1)->programs[0], "T"), "top");
	ck_assert_str_eq(variable(&command(1)->programs[0], "S"), "site");
	ck_assert_ptr_null(variable(&command(0)->programs[0], "F"));
}
END_TEST

/* What a master is given is one command, and no other. */
START_TEST(each_is_resolved_by_itself)
{
	struct template *back;
	char *text;

	put("one.cfg", ONE);
	check_loads("commands = (\"one.cfg\", " GROUP("b") ");");
	for (size_t i = 0; i < 2; i++) {
		text = template_resolve(command(i));
		ck_assert_ptr_nonnull(text);
		back = template_load_resolved(text, strlen(text), &errors);
		ck_assert_msg(back, "%s", error_text());
		ck_assert_str_eq(back->name, command(i)->name);
		ck_assert_str_eq(back->path, command(i)->path);
		ck_assert_uint_eq(back->program_count, 1);
		ck_assert_uint_eq(back->command_count, 0);
		template_free(back);
		free(text);
	}
}
END_TEST

START_TEST(faults_have_their_place)
{
	check_errors(
		"commands = ();", "t.cfg:1: there is no command: commands = ( \"a.cfg\", ... )\n");
	check_errors("commands = 3;", "t.cfg:1: 'commands' must be a list of files and groups ( "
				      "\"...\", { ... }, ... ), not 3\n");
	check_errors("commands = (\"a.cfg\", 3);",
		"t.cfg:1: 'commands' must be a list of files and groups ( \"...\", { ... }, ... ), "
		"not a list\n");
	check_errors(ONE "commands = (" GROUP("a") ");",
		"t.cfg:1: there are both programs and commands: a template has only one of them\n");
	check_errors("\ncommands = (\n\"no.cfg\");",
		"t.cfg:3: cannot open 'no.cfg': No such file or directory\n");
	check_errors("commands = (\"\");", "t.cfg:1: 'commands' must not be empty\n");
	check_errors("commands = (\n{ programs = ({ name = \"p\"; exec = \"x\"; }); },\n{ name = "
		     "\"b\"; });",
		"t.cfg:2: command 1: has no name\n"
		"t.cfg:3: command 'b': there is no program: programs = ( { name = \"...\"; exec = "
		"[...]; } )\n");
	check_errors("commands = ({ name = \"a b\";\nprograms = ({ name = \"p\"; exec = \"x\"; "
		     "wrkers = 1; }); usage = \"<a>\";\nwrokers = 3; exec = \"y\"; });",
		"t.cfg:1: command 'a b': 'name' must be 1 to 64 letters, digits, '_', '.' or '-', "
		"the first a letter or a digit\n"
		"t.cfg:2: command 'a b': key 'usage' belongs at the top of a template, not in one "
		"of several commands\n"
		"t.cfg:2: command 'a b': program 'p': unknown key 'wrkers', did you mean "
		"'workers'?\n"
		"t.cfg:3: command 'a b': unknown key 'wrokers', did you mean 'workers'?\n"
		"t.cfg:3: command 'a b': key 'exec' belongs in a program, not in one of several "
		"commands\n");
	check_errors("commands = (" GROUP("a") ");\npid_file = \"x\";",
		"t.cfg:2: 'pid_file' is one file: it belongs in each of the commands\n");
}
END_TEST

START_TEST(all_files_tell_all_their_faults)
{
	put("one.cfg", "workers = 0;\n" ONE "stop_timeout = \"x\";\n");
	put("two.cfg", "programs = ;\n");
	put("three.cfg", "workers = 0;\n@include \"four.cfg\"\n" ONE);
	put("four.cfg", "restart = \"often\";");
	check_errors("bad = 1;\ncommands = (\"one.cfg\",\n\"two.cfg\", \"three.cfg\");",
		"four.cfg:1: 'restart' must be one of \"permanent\", \"transient\", "
		"\"temporary\", not \"often\"\n"
		"one.cfg:1: 'workers' must be a whole number from 1 to 10000, not 0\n"
		"one.cfg:3: 'stop_timeout' must be a duration from 0s to 1d such as \"1m30s\", "
		"or \"brutal_kill\", or \"infinity\", not \"x\"\n"
		"t.cfg:1: unknown key 'bad'\n"
		"three.cfg:1: 'workers' must be a whole number from 1 to 10000, not 0\n"
		"two.cfg:1: syntax error\n");
	/* What is wrong with a site file is wrong once. */
	put("one.cfg", ONE);
	put("two.cfg", ONE);
	put("reeve.conf", "workers = 0;");
	check_errors("commands = (\"one.cfg\", \"two.cfg\");",
		"reeve.conf:1: 'workers' must be a whole number from 1 to 10000, not 0\n");
}
END_TEST

START_TEST(commands_are_distinct)
{
	put("a.cfg", ONE);
	put("b.cfg", "name = \"a\";" ONE);
	check_errors(
		"commands = (\"a.cfg\",\n" GROUP("c") ",\n\"b.cfg\", \"a.cfg\",\n" GROUP("c") ");",
		"t.cfg:3: command 'a' has the name of the command at t.cfg:1\n"
		"t.cfg:3: command 'a' has the name of the command at t.cfg:1\n"
		"t.cfg:4: command 'c' has the name of the command at t.cfg:2\n");
	check_errors("commands = ({ name = \"a\"; pid_file = \"x\"; " ONE "},\n"
		     "{ name = \"b\"; pid_file = \"./x\"; " ONE "});",
		"t.cfg:3: command 'b' has the pid_file of the command at t.cfg:1\n");
	/* The template's own name is none of theirs. */
	check_loads("name = \"a\"; commands = (\"a.cfg\");");
}
END_TEST

START_TEST(they_do_not_nest)
{
	put("a.cfg", "\ncommands = (\"b.cfg\");");
	put("b.cfg", ONE);
	check_errors("commands = (\"a.cfg\");", "a.cfg:2: commands cannot be nested: this file is "
						"one of the commands of 't.cfg'\n");
	check_errors("commands = (\n\"t.cfg\", \"b.cfg\");",
		"t.cfg:2: this template is itself the file 't.cfg'\n");
	put("a.cfg", "commands = (\"t.cfg\");");
	check_errors("commands = (\"a.cfg\");", "a.cfg:1: commands cannot be nested: this file is "
						"one of the commands of 't.cfg'\n");
	check_errors("commands = ({ name = \"a\"; commands = (\"b.cfg\"); });",
		"t.cfg:1: command 'a': key 'commands' belongs at the top of a template, not in one "
		"of several commands\n"
		"t.cfg:1: command 'a': there is no program: programs = ( { name = \"...\"; exec = "
		"[...]; } )\n");
}
END_TEST

/* Silence would be taken for consent. */
START_TEST(a_key_for_nobody_is_refused)
{
	put("a.cfg", ONE);
	check_errors("commands = (\"a.cfg\"); workers = 3;\nrun_dir = \"r\"; plugin_path = \"p\";",
		"t.cfg:1: 'workers' means nothing here: each file in commands is a template of its "
		"own\n"
		"t.cfg:2: 'run_dir' means nothing here: each file in commands is a template of its "
		"own\n");
	setenv("B", "", 1);
	put("env", "B=a.cfg\n");
	check_loads("name = \"n\"; env_file = \"env\"; commands = (\"a.cfg\");");
	check_loads("workers = 3; commands = (\"a.cfg\", " GROUP("b") ");");
	ck_assert_uint_eq(command(0)->programs[0].workers, 1);
	ck_assert_uint_eq(command(1)->programs[0].workers, 3);
}
END_TEST

START_TEST(untrusted_files_are_not_believed)
{
	put("a.cfg", ONE);
	ck_assert_int_eq(chmod(in_root("a.cfg"), 0666), 0);
	check_errors("commands = (\"a.cfg\");",
		"t.cfg:1: 'a.cfg' can be written by others (mode 0666)\n");
	ck_assert_int_eq(error_list_code(&errors), REEVE_EXIT_REFUSED);
	if (geteuid() != 0) /* only root can give files away */
		return;
	/* The template's owner is believed, not that of any file that it names. */
	put("t.cfg", "commands = (\"a.cfg\");");
	ck_assert_int_eq(chmod(in_root("a.cfg"), 0644), 0);
	ck_assert_int_eq(chown(in_root("a.cfg"), 12345, 12345), 0);
	ck_assert(!load("t.cfg"));
	ck_assert_str_eq(error_text(),
		"t.cfg:1: 'a.cfg' belongs to user 12345, who is neither root "
		"nor the caller nor the template's owner\n");
	ck_assert_int_eq(chown(in_root("t.cfg"), 12345, 12345), 0);
	ck_assert_msg(load("t.cfg"), "%s", error_text());
	ck_assert_uint_eq(command(0)->owner, 12345);
}
END_TEST

/* Of a name that is not set nothing is known: not which file, not what it says. */
START_TEST(what_is_not_set_is_not_looked_at)
{
	struct error_list unset = {0};

	put("a.cfg", "workers = \"${N}\"; run_dir = \"${RUN}\"; wrokers = 3;\n" ONE);
	put("t.cfg", "commands = (\"a.cfg\", \"${WHERE}/b.cfg\", { name = \"${NAME}\"; " ONE "});");
	template = template_load_faulty(in_root("t.cfg"), &unset, &errors);
	ck_assert_ptr_nonnull(template);
	ck_assert_uint_eq(template->command_count, 2);
	ck_assert_str_eq(error_text(), "a.cfg:1: unknown key 'wrokers', did you mean 'workers'?\n");
	ck_assert_uint_eq(unset.count, 4);
	ck_assert(template->is_open);
	ck_assert(!template_is_known(template, command(0)->run_dir));
	ck_assert(template_is_known(template, command(0)->name));
	error_list_done(&unset);
	ck_assert(!load("t.cfg"));
	ck_assert_uint_eq(errors.count, 5);
	setenv("WHERE", root, 1);
	setenv("NAME", "a", 1);
	setenv("N", "0", 1);
	setenv("RUN", "/run/x", 1);
	put("b.cfg", ONE);
	ck_assert(!load("t.cfg"));
	ck_assert_str_eq(error_text(),
		"a.cfg:1: 'workers' must be a whole number from 1 to 10000, not \"0\"\n"
		"a.cfg:1: unknown key 'wrokers', did you mean 'workers'?\n"
		"t.cfg:1: command 'a' has the name of the command at t.cfg:1\n");
}
END_TEST

START_TEST(there_is_a_limit)
{
	struct buffer text = {0};

	buffer_text(&text, "commands = (");
	for (int i = 0; i < 257; i++)
		buffer_printf(&text, "%s{ name = \"c%d\"; " ONE "}", i ? "," : "", i);
	buffer_text(&text, ");");
	check_errors(text.data, "t.cfg:1: 257 commands: at most 256 can be\n");
	buffer_done(&text);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		files_are_templates_of_their_own,
		groups_take_from_the_top,
		each_is_resolved_by_itself,
		faults_have_their_place,
		all_files_tell_all_their_faults,
		commands_are_distinct,
		they_do_not_nest,
		a_key_for_nobody_is_refused,
		untrusted_files_are_not_believed,
		what_is_not_set_is_not_looked_at,
		there_is_a_limit,
	};
	Suite *suite = suite_create("config-commands");

	add_tests(suite, "commands", tests, COUNT(tests));
	return run_suite(suite);
}
