/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config-place.h"
#include "base/buffer.h"
#include "config/environment.h"
#include "config/expand.h"

START_TEST(includes_keep_their_lines)
{
	ck_assert_int_eq(mkdir(in_root("d"), 0755), 0);
	put("d/one.cfg", "# one\nworker = 1;\n  @include \"two.cfg\" x9 = 9;\nrun_dirs = \"x\";");
	put("d/two.cfg", "stat_dir = 1;\n");
	check_errors("x1 = 1;\n/*\n@include \"a\"\n*/ # \"\n@include \"d/one.cfg\" x2 = 2;\n"
		     "summary = \"\n@include \\\"b\\\"\n\"; // /*\nx3 = 3;\n" ONE,
		"d/one.cfg:2: unknown key 'worker', did you mean 'workers'?\n"
		"d/one.cfg:3: unknown key 'x9'\n"
		"d/one.cfg:4: unknown key 'run_dirs', did you mean 'run_dir'?\n"
		"d/two.cfg:1: unknown key 'stat_dir', did you mean 'state_dir'?\n"
		"t.cfg:1: unknown key 'x1'\n"
		"t.cfg:5: unknown key 'x2'\n"
		"t.cfg:6: 'summary' must be one line of printable UTF-8\n"
		"t.cfg:9: unknown key 'x3'\n");
}
END_TEST

/* As everything relative in a template, whose base is where the file really is. */
START_TEST(a_linked_template_includes_what_is_beside_the_file)
{
	ck_assert_int_eq(mkdir(in_root("bin"), 0755), 0);
	put("one.cfg", "@include \"two.cfg\"\nworkers = 8;");
	put("two.cfg", "umask = \"077\";");
	put("t.cfg", "@include \"one.cfg\"\n" ONE);
	ck_assert_int_eq(symlink("../t.cfg", in_root("bin/t")), 0);
	ck_assert_msg(load("bin/t"), "%s", error_text());
	ck_assert_uint_eq(template->programs[0].workers, 8);
	ck_assert_uint_eq(template->programs[0].umask, 077);
	ck_assert_str_eq(template->base, root);
	/* And so does a linked include. */
	put("bin/t.cfg", "@include \"../linked.cfg\"\n" ONE);
	ck_assert_int_eq(mkdir(in_root("d"), 0755), 0);
	put("d/one.cfg", "@include \"two.cfg\"\n");
	put("d/two.cfg", "workers = 9;");
	ck_assert_int_eq(symlink("d/one.cfg", in_root("linked.cfg")), 0);
	ck_assert_msg(load("bin/t.cfg"), "%s", error_text());
	ck_assert_uint_eq(template->programs[0].workers, 9);
}
END_TEST

START_TEST(syntax_errors_know_their_file)
{
	put("one.cfg", "\n\n= 3;\n");
	check_errors(ONE "@include \"one.cfg\"\n", "one.cfg:3: syntax error\n");
}
END_TEST

START_TEST(untrusted_files_are_not_believed)
{
	put("one.cfg", "bad = 1;");
	ck_assert_int_eq(chmod(in_root("one.cfg"), 0666), 0);
	check_errors(ONE "\n@include \"one.cfg\"\n",
		"t.cfg:3: 'one.cfg' can be written by others (mode 0666)\n");
	ck_assert_int_eq(error_list_code(&errors), REEVE_EXIT_REFUSED);
	put("e.env", "A=1\n");
	ck_assert_int_eq(chmod(in_root("e.env"), 0666), 0);
	check_errors(ONE "env_file = \"e.env\";",
		"t.cfg:2: 'e.env' can be written by others (mode 0666)\n");
	put("t.cfg", "bad = 1;");
	ck_assert_int_eq(chmod(in_root("t.cfg"), 0666), 0);
	ck_assert(!load("t.cfg"));
	ck_assert_str_eq(error_text(), "'t.cfg' can be written by others (mode 0666)\n");
	ck_assert_int_eq(chmod(in_root("t.cfg"), 0644), 0);
	put("reeve.conf", "workers = 3;");
	ck_assert_int_eq(chmod(in_root("reeve.conf"), 0666), 0);
	check_errors(ONE, "'reeve.conf' can be written by others (mode 0666)\n");
	if (geteuid() != 0) /* only root can give files away */
		return;
	/* A template brings its own owner along, a site file does not. */
	ck_assert_int_eq(chmod(in_root("reeve.conf"), 0644), 0);
	ck_assert_int_eq(chown(in_root("reeve.conf"), 12345, 12345), 0);
	check_errors(
		ONE, "'reeve.conf' belongs to user 12345, who is neither root nor the caller\n");
	ck_assert_int_eq(unlink(in_root("reeve.conf")), 0);
	put("one.cfg", "workers = 2;");
	put("t.cfg", ONE "@include \"one.cfg\"\n");
	ck_assert_int_eq(chmod(in_root("one.cfg"), 0644), 0);
	ck_assert_int_eq(chown(in_root("t.cfg"), 12345, 12345), 0);
	ck_assert_int_eq(chown(in_root("one.cfg"), 12345, 12345), 0);
	ck_assert_msg(load("t.cfg"), "%s", error_text());
	ck_assert_uint_eq(template->owner, 12345);
	ck_assert_int_eq(chown(in_root("one.cfg"), 12346, 12346), 0);
	ck_assert(!load("t.cfg"));
	ck_assert_str_eq(error_text(),
		"t.cfg:2: 'one.cfg' belongs to user 12346, who is neither root "
		"nor the caller nor the template's owner\n");
}
END_TEST

START_TEST(nearer_values_win)
{
	put("system.conf", "workers = 2; cwd = \"/system\"; run_dir = \"r\"; title_prefix = \"s\"; "
			   "env = [\"A=s\", \"S=1\"];");
	put("reeve.conf", "workers = 3; cwd = \"/user\"; title_prefix = \"u\"; env = [\"A=u\", "
			  "\"U=1\"];");
	check_loads(
		"workers = 5; env = [\"A=t\", \"T=1\"]; start_grace = 9; programs = (\n"
		"{ name = \"a\"; exec = \"a\"; workers = 7; env = [\"A=p\"]; }, { name = \"b\"; "
		"exec = \"b\"; cwd = \"/p\"; },\n{ name = \"w\"; work = \"w\"; });");
	ck_assert_uint_eq(template->programs[0].workers, 7);
	ck_assert_uint_eq(template->programs[1].workers, 5);
	ck_assert_str_eq(template->programs[0].cwd, "/user");
	ck_assert_str_eq(template->programs[1].cwd, "/p");
	ck_assert_str_eq(template->title_prefix, "u");
	ck_assert_str_eq(template->run_dir, in_root("r"));
	ck_assert_str_eq(variable(&template->programs[0], "A"), "p");
	ck_assert_str_eq(variable(&template->programs[1], "A"), "t");
	ck_assert_str_eq(variable(&template->programs[1], "S"), "1");
	ck_assert_str_eq(variable(&template->programs[1], "U"), "1");
	ck_assert_uint_eq(template->programs[1].start_grace_ns, 9 * SECOND);
}
END_TEST

START_TEST(site_files_take_defaults_only)
{
	put("reeve.conf", "usage = \"<a>\";\nexec = \"x\"; worker = 1;\nrestart = \"x\";");
	check_errors(ONE,
		"reeve.conf:1: key 'usage' belongs at the top of a template, not in a site "
		"file\n"
		"reeve.conf:2: key 'exec' belongs in a program, not in a site file\n"
		"reeve.conf:2: unknown key 'worker', did you mean 'workers'?\n"
		"reeve.conf:3: 'restart' must be one of \"permanent\", \"transient\", "
		"\"temporary\", not \"x\"\n");
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", root, 1);
	check_loads(ONE);
	ck_assert_int_eq(mkdir(in_root(".config"), 0755), 0);
	put(".config/reeve.conf", "workers = 6;");
	check_loads(ONE);
	ck_assert_uint_eq(template->programs[0].workers, 6);
}
END_TEST

/* As under sudo where it keeps HOME: what is there is his, and means his commands. */
START_TEST(anothers_home_has_no_site_file)
{
	if (geteuid() != 0)
		return; /* only root can give directories away */
	unsetenv("XDG_CONFIG_HOME");
	ck_assert_int_eq(mkdir(in_root("home"), 0755), 0);
	ck_assert_int_eq(mkdir(in_root("home/.config"), 0755), 0);
	put("home/.config/reeve.conf", "workers = 6;");
	setenv("HOME", in_root("home"), 1);
	check_loads(ONE);
	ck_assert_uint_eq(template->programs[0].workers, 6);
	ck_assert_int_eq(chown(in_root("home"), 12345, 12345), 0);
	ck_assert_int_eq(chown(in_root("home/.config/reeve.conf"), 12345, 12345), 0);
	check_loads(ONE);
	ck_assert_uint_eq(template->programs[0].workers, 1);
	ck_assert_int_eq(chown(in_root("home/.config"), 12345, 12345), 0);
	setenv("XDG_CONFIG_HOME", in_root("home/.config"), 1);
	check_loads(ONE);
	ck_assert_uint_eq(template->programs[0].workers, 1);
}
END_TEST

START_TEST(texts_expand_once)
{
	static const char *const cases[][2] = {
		{"plain", "plain"},
		{"${A}", "one"},
		{"-${A}-${A}-", "-one-one-"},
		{"${EMPTY}", ""},
		{"${EMPTY:-x}", "x"},
		{"${NONE:-}", ""},
		{"${NONE:-a b:-c}", "a b:-c"},
		{"${TRICK}", "${A}"},
		{"$${A}", "${A}"},
		{"$$${A}", "$${A}"},
		{"$A $ $$", "$A $ $$"},
		{"${FILE}", "file"},
		{"${BOTH}", "environment"},
	};
	static const char *const faults[] = {"${", "${A", "${}", "${1}", "${A:x}", "${A-b}",
		"${NONE}", "${NONE:-${A}}", "${A B}"};
	struct variables variables = {0};

	setenv("A", "one", 1);
	setenv("EMPTY", "", 1);
	setenv("TRICK", "${A}", 1);
	setenv("BOTH", "environment", 1);
	variables_set(&variables, "FILE=file");
	variables_set(&variables, "BOTH=file");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buffer text = {0}, why = {0};

		ck_assert_int_eq(expand_text(cases[i][0], &variables, &text, &why), 0);
		ck_assert_str_eq(text.data, cases[i][1]);
		buffer_done(&text);
		buffer_done(&why);
	}
	for (size_t i = 0; i < COUNT(faults); i++) {
		struct buffer text = {0}, why = {0};

		ck_assert_msg(expand_text(faults[i], &variables, &text, &why) < 0, "%s", faults[i]);
		ck_assert_ptr_nonnull(why.data);
		buffer_done(&text);
		buffer_done(&why);
	}
	variables_done(&variables);
}
END_TEST

START_TEST(expansion_is_bounded)
{
	char *huge = malloc(40001);
	struct buffer text = {0}, why = {0};

	ck_assert_ptr_nonnull(huge);
	memset(huge, 'x', 40000);
	huge[40000] = '\0';
	setenv("HUGE", huge, 1);
	ck_assert_int_eq(expand_text("${HUGE}", NULL, &text, &why), 0);
	ck_assert_int_eq(expand_text("${HUGE}${HUGE}", NULL, &text, &why), -EINVAL);
	ck_assert_str_eq(why.data, "the expanded text is longer than 65536 bytes");
	buffer_done(&text);
	buffer_done(&why);
	free(huge);
}
END_TEST

START_TEST(templates_expand_everywhere)
{
	put("e.env", "# a comment\n\n  N = 1\n");
	ck_assert(!load_text(ONE "env_file = \"e.env\";"));
	ck_assert_str_eq(error_text(),
		"e.env:3: this line must be \"NAME=value\", the name of letters, "
		"digits and '_'\n");
	put("e.env",
		"# a comment\n\nN=7\nQ=\" a'b \"\r\nS='x=y'\n T=a b \nA=file\nR=\"\nTRICK=${N}");
	setenv("NAME", "e", 1);
	setenv("A", "caller", 1);
	check_loads(
		"env_file = \"${NAME}.env\"; workers = \"${N}\";\nenv = [\"X=${Q}${A}${TRICK}\"];\n"
		"programs = ({ name = \"${WHO:-p}\"; work = \"w\"; config = { a = (\"${N}\"); }; "
		"});");
	ck_assert_uint_eq(template->programs[0].workers, 7);
	ck_assert_str_eq(template->programs[0].name, "p");
	ck_assert_str_eq(template->programs[0].config, "{\"a\":[\"7\"]}");
	ck_assert_str_eq(variable(&template->programs[0], "X"), " a'b caller${N}");
	ck_assert_str_eq(variable(&template->programs[0], "Q"), " a'b ");
	ck_assert_str_eq(variable(&template->programs[0], "S"), "x=y");
	ck_assert_str_eq(variable(&template->programs[0], "T"), "a b");
	ck_assert_str_eq(variable(&template->programs[0], "R"), "\"");
	ck_assert_str_eq(variable(&template->programs[0], "A"), "file");
}
END_TEST

START_TEST(environments_are_computed)
{
	const struct program *p;

	setenv("LC_TIME", "C", 1);
	setenv("SECRET", "x", 1);
	setenv("REEVE_TOKEN", "x", 1);
	setenv("BASH_FUNC_f%%", "() { :; }", 1);
	check_loads("programs = ({ name = \"a\"; exec = \"a\"; },\n"
		    "{ name = \"b\"; exec = \"a\"; inherit = \"all\"; env = \"SECRET=y\"; },\n"
		    "{ name = \"c\"; exec = \"a\"; inherit = \"none\"; },\n"
		    "{ name = \"d\"; exec = \"a\"; inherit = [\"SEC*\", \"REEVE_TOKEN\", "
		    "\"NONE\"]; env "
		    "= [\"PATH=/p\"]; });");
	p = &template->programs[0];
	ck_assert_str_eq(variable(p, "HOME"), "/home/x");
	ck_assert_str_eq(variable(p, "LC_TIME"), "C");
	ck_assert_ptr_null(variable(p, "SECRET"));
	ck_assert_str_eq(variable(p, "PATH"),
		"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
	ck_assert_ptr_null(p->env[3]);
	p = &template->programs[1];
	ck_assert_str_eq(variable(p, "SECRET"), "y");
	ck_assert_str_eq(variable(p, "XDG_CONFIG_HOME"), root);
	ck_assert_ptr_null(variable(p, "REEVE_TOKEN"));
	ck_assert_ptr_null(variable(p, "REEVE_SYSCONF"));
	ck_assert_ptr_null(variable(p, "BASH_FUNC_f%%"));
	p = &template->programs[2];
	ck_assert_str_eq(p->env[0], ENVIRONMENT_PATH);
	ck_assert_ptr_null(p->env[1]);
	p = &template->programs[3];
	ck_assert_str_eq(p->env[0], "PATH=/p");
	ck_assert_str_eq(p->env[1], "SECRET=x");
	ck_assert_ptr_null(p->env[2]);
}
END_TEST

START_TEST(files_lose_against_env)
{
	put("top.env", "A=top\nB=top\nC=top\nD=top\n");
	put("own.env", "A=own\nB=own\nC=own\n");
	setenv("TZ", "caller", 1);
	check_loads("env_file = \"top.env\"; env = [\"A=template\", \"B=template\"];\n"
		    "programs = ({ name = \"a\"; exec = \"a\"; env_file = \"own.env\"; env = "
		    "[\"A=program\"]; });");
	ck_assert_str_eq(variable(&template->programs[0], "A"), "program");
	ck_assert_str_eq(variable(&template->programs[0], "B"), "template");
	ck_assert_str_eq(variable(&template->programs[0], "C"), "own");
	ck_assert_str_eq(variable(&template->programs[0], "D"), "top");
	ck_assert_str_eq(variable(&template->programs[0], "TZ"), "caller");
}
END_TEST

int main(void)
{
	const TTest *const files[] = {includes_keep_their_lines,
		a_linked_template_includes_what_is_beside_the_file, syntax_errors_know_their_file,
		untrusted_files_are_not_believed, nearer_values_win, site_files_take_defaults_only,
		anothers_home_has_no_site_file};
	const TTest *const environment[] = {texts_expand_once, expansion_is_bounded,
		templates_expand_everywhere, environments_are_computed, files_lose_against_env};
	Suite *suite = suite_create("config-files");

	add_tests(suite, "files", files, COUNT(files));
	add_tests(suite, "environment", environment, COUNT(environment));
	return run_suite(suite);
}
