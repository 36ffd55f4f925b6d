/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "command/help.h"
#include "config/template.h"

static struct error_list errors;
static struct buffer text;
static struct grammar *grammar;
static const struct template *help_template;

static void clean(void)
{
	error_list_done(&errors);
	buffer_done(&text);
	grammar_free(grammar);
	grammar = NULL;
}

static const char *write_help(const char *usage, const char *summary,
	const struct help_word *actions, const struct help_word *options, int action)
{
	struct help help = {NULL, "queue", summary, actions, options, help_template};

	clean();
	grammar = grammar_compile(usage, "queue.cfg", 1, &errors);
	ck_assert_ptr_nonnull(grammar);
	help.grammar = grammar;
	help_write(&text, &help, action);
	ck_assert(!text.failed);
	return text.data;
}

static const struct help_word manage_actions[] = {
	{.summary = "start process"},
	{.summary = "stop process"},
	{.summary = "restart process"},
	{.summary = "process status"},
};
static const struct help_word manage_options[] = {{.summary = "background running process"}};

START_TEST(several_commands_are_listed)
{
	struct template first = {.name = (char *)"clock"}, second = {.name = (char *)"load"};
	struct template *list[] = {&first, &second};
	struct template several = {.commands = list, .command_count = 2};

	help_template = &several;
	ck_assert_ptr_nonnull(strstr(write_help("<start|stop|restart|status> -[d]", NULL,
					     manage_actions, manage_options, -1),
		"process\ncommands:\n  clock\n  load\nother:\n"));
	ck_assert_ptr_null(strstr(write_help("<start|stop|restart|status> -[d]", NULL,
					  manage_actions, manage_options, 1),
		"commands"));
	help_template = &first;
	ck_assert_ptr_null(strstr(write_help("<start|stop|restart|status> -[d]", NULL,
					  manage_actions, manage_options, -1),
		"commands"));
	help_template = NULL;
}
END_TEST

/* The text of the original, but for its sentence on --help. */
START_TEST(shape_of_the_original)
{
	ck_assert_str_eq(write_help("<start|stop|restart|status> -[d]", NULL, manage_actions,
				 manage_options, -1),
		"Usage: queue <start|stop|restart|status> -[d]\n"
		"action:\n"
		"  start         start process\n"
		"  stop          stop process\n"
		"  restart       restart process\n"
		"  status        process status\n"
		"options:\n"
		"  -d            background running process\n"
		"other:\n"
		"  --help        show this help\n"
		"  --version     show the version\n"
		"  --completion  print a completion script: =bash, =zsh or =fish\n"
		"  --man         print a manual page\n");
}
END_TEST

START_TEST(aligned_to_the_longest)
{
	static const struct help_word actions[] = {{.summary = "go"}};
	static const struct help_word options[] = {{.summary = "instances"}, {.summary = "which"},
		{.summary = "free", .metavar = "X"}};

	ck_assert_str_eq(write_help("<go>  -[n=INSTANCES]\n\t-[c[=NAME]|v]", "Does\tmuch.", actions,
				 options, -1),
		"Usage: queue <go> -[n=INSTANCES] -[c[=NAME]|v]\n"
		"Does\\x09much.\n"
		"action:\n"
		"  go            go\n"
		"options:\n"
		"  -n=INSTANCES  instances\n"
		"  -c[=NAME]     which\n"
		"  -v=X          free\n"
		"other:\n"
		"  --help        show this help\n"
		"  --version     show the version\n"
		"  --completion  print a completion script: =bash, =zsh or =fish\n"
		"  --man         print a manual page\n");
	ck_assert_str_eq(write_help("<go> -[n=INSTANCES5] -[a|b]", NULL, actions, options, -1),
		"Usage: queue <go> -[n=INSTANCES5] -[a|b]\n"
		"action:\n"
		"  go             go\n"
		"options:\n"
		"  -n=INSTANCES5  instances\n"
		"  -a             which\n"
		"  -b=X           free\n"
		"other:\n"
		"  --help         show this help\n"
		"  --version      show the version\n"
		"  --completion   print a completion script: =bash, =zsh or =fish\n"
		"  --man          print a manual page\n");
}
END_TEST

START_TEST(of_one_action)
{
	static const struct help_word options[] = {
		{.summary = "background running process"},
		{.summary = "all", .hidden = true},
		{.summary = "some"},
		{.summary = "how many", .hidden = true},
	};

	ck_assert_str_eq(write_help("<start|stop|restart|status> -[d] -<a|s> -[n=N] [program...]",
				 "Mail.", manage_actions, options, 1),
		"Usage: queue stop -[d] -<s> [program...]\n"
		"action:\n"
		"  stop          stop process\n"
		"options:\n"
		"  -d            background running process\n"
		"  -s            some\n"
		"other:\n"
		"  --help        show this help\n"
		"  --version     show the version\n"
		"  --completion  print a completion script: =bash, =zsh or =fish\n"
		"  --man         print a manual page\n");
}
END_TEST

START_TEST(missing_plugins_and_summaries)
{
	static const struct help_word actions[] = {
		{.reason = "plugin 'a' is\nnot installed"}, {.summary = ""}, {0}};

	ck_assert_str_eq(write_help("<a|b|c>", NULL, actions, NULL, -1),
		"Usage: queue <a|b|c>\n"
		"action:\n"
		"  a             (not available: plugin 'a' is\\x0anot installed)\n"
		"  b\n"
		"  c\n"
		"other:\n"
		"  --help        show this help\n"
		"  --version     show the version\n"
		"  --completion  print a completion script: =bash, =zsh or =fish\n"
		"  --man         print a manual page\n");
}
END_TEST

START_TEST(usage_line)
{
	clean();
	grammar = grammar_compile("  <a|b>\n -[d]  ", "queue.cfg", 1, &errors);
	help_usage(&text,
		"qu\x1b"
		"eue",
		grammar);
	ck_assert_str_eq(text.data, "Usage: qu\\x1beue <a|b> -[d]\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("help");
	TCase *texts = tcase_create("texts");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(texts, NULL, clean);
	tcase_add_test(texts, shape_of_the_original);
	tcase_add_test(texts, several_commands_are_listed);
	tcase_add_test(texts, aligned_to_the_longest);
	tcase_add_test(texts, of_one_action);
	tcase_add_test(texts, missing_plugins_and_summaries);
	tcase_add_test(texts, usage_line);
	suite_add_tcase(suite, texts);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
