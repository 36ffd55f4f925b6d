/* SPDX-License-Identifier: MIT */
#include "config.h"

/* What could stand at the cursor of a line: the engine, and how lines are read. */

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "command/complete.h"
#include "command/completion.h"

static struct buffer shown;
static struct grammar *grammar;
static struct line line;
static unsigned asked, described;

/* -d means something to start alone; -v takes a value, whatever the grammar says. */
static bool applies(void *data, size_t action, size_t option)
{
	asked++;
	return strcmp(grammar->options[option].word, "d") != 0 ||
	       strcmp(grammar->actions[action], "start") == 0;
}

static bool takes_value(void *data, size_t option)
{
	return strcmp(grammar->options[option].word, "v") == 0;
}

static const char *describe_action(void *data, size_t action)
{
	described++;
	return action == 0 ? "start\tprocess\n" : NULL;
}

static const char *describe_option(void *data, size_t option)
{
	described++;
	return "";
}

static void values(void *data, const struct complete_value *value, struct complete *complete)
{
	const char *name = value->name ? value->name : "";

	if (strcmp(name, "FILE") == 0)
		complete_offer_files(complete, NULL);
	else if (strcmp(name, "CFG") == 0)
		complete_offer_files(complete, ".cfg");
	else if (strcmp(name, "DIR") == 0)
		complete_offer_directories(complete);
	else if (strcmp(name, "N") == 0)
		complete_offer(complete, "web=", "2 workers");
	if (value->option >= 0 || strcmp(name, "program") != 0)
		return;
	complete_offer(complete, "web", "2 workers");
	complete_offer(complete, "web.1", NULL);
	complete_offer(complete, "mail", NULL);
	complete_offer(complete, "rm -rf", "is no name");
	complete_offer(complete, "$(id)", NULL);
}

static const struct complete_source source = {
	.rules = {applies, takes_value, NULL},
	.describe_action = describe_action,
	.describe_option = describe_option,
	.values = values,
};

static void clean(void)
{
	grammar_free(grammar);
	grammar = NULL;
	buffer_done(&shown);
	line_done(&line);
	asked = described = 0;
}

/* The candidates for the line up to "^" as one text, "|" between them. */
static const char *complete(const char *usage, const char *text, bool describe)
{
	struct error_list errors = {0};
	char *before = strdup(text), *behind;

	clean();
	ck_assert_ptr_nonnull(before);
	behind = strchr(before, '^');
	ck_assert_ptr_nonnull(behind);
	*behind++ = '\0';
	grammar = grammar_compile(usage, "t.cfg", 1, &errors);
	ck_assert_ptr_nonnull(grammar);
	ck_assert_int_eq(line_from_text(&line, before, behind), 0);
	buffer_text(&shown, "");
	complete_write(&shown, grammar, &source, &line, describe);
	ck_assert(!shown.failed);
	for (char *at = shown.data; *at; at++)
		if (*at == '\n')
			*at = at[1] ? '|' : '\0';
	free(before);
	return shown.data;
}

static const char usage[] =
	"<start|stop|restart> -[d] -[a|s] -[json] -[n=N] -[c[=FILE]] [program...]";

static const struct {
	const char *line, *shown;
} lines[] = {
	/* The action comes first. */
	{"q ^", "start|stop|restart"},
	{"q st^", "start|stop"},
	{"q st^art web", "start|stop"},
	{"q x^", ""},
	{"q -- ^", "start|stop|restart"},
	{"q -- -^", ""},
	/* What is predefined. */
	{"q -^", "--help|--version|--completion=|--man"},
	{"q --m^", "--man"},
	{"q --completion=^", "--completion=bash|--completion=zsh|--completion=fish"},
	{"q --completion=z^", "--completion=zsh"},
	{"q --completion f^", "fish"},
	{"q --completion=zsh ^", ""},
	{"q --man ^", ""},
	{"q --version start ^", ""},
	{"q --help ^", "start|stop|restart"},
	{"q --help start --h^", ""},
	/* Options that the action takes and that are still allowed. */
	{"q start -^", "-d|-a|-s|-json|-n=|-c|-c=|--help"},
	{"q start --^", "--d|--a|--s|--json|--n=|--c|--c=|--help"},
	{"q start --j^", "--json"},
	{"q stop -^", "-a|-s|-json|-n=|-c|-c=|--help"},
	{"q start -d -^", "-a|-s|-json|-n=|-c|-c=|--help"},
	{"q start -a -^", "-d|-json|-n=|-c|-c=|--help"},
	{"q start -^ -s", "-d|-json|-n=|-c|-c=|--help"},
	{"q start --n=1 --json -^", "-d|-a|-s|-c|-c=|--help"},
	{"q start -x -^", "-d|-a|-s|-json|-n=|-c|-c=|--help"},
	{"q start -- -^", ""},
	{"q nope -^", "--help"},
	{"q nope ^", ""},
	/* Values. */
	{"q start -n=^", "-n=web="},
	{"q start --n=w^", "--n=web="},
	{"q start -n=x^", ""},
	{"q start -n ^", "web="},
	{"q start -n w^", "web="},
	{"q start -n -d -^", "-a|-s|-json|-c|-c=|--help"},
	{"q start -n -- ^", "web|web.1|mail"},
	{"q start -c=^", "\tfiles"},
	{"q start -c=a/b^", "\tfiles"},
	{"q start -c ^", "web|web.1|mail"},
	{"q start -z=^", ""},
	/* Operands. */
	{"q start ^", "web|web.1|mail"},
	{"q start w^", "web|web.1"},
	{"q start web ^", "web.1|mail"},
	{"q start ^ mail", "web|web.1"},
	{"q start -d web -n 3 m^", "mail"},
	{"q start -- w^", "web|web.1"},
	/* Quotes of a Bourne shell; nothing is expanded. */
	{"'a b/q' 'st'a^", "start"},
	{"\"a b\"/q \"star^", "start"},
	{"a\\ b/q st\\a^", "start"},
	{"q start 'a b' w^", "web|web.1"},
	{"q start \"a\\\" b\" w^", "web|web.1"},
	{"q start 'w^", "web|web.1"},
	{"q\tstart   \tw^", "web|web.1"},
	{"q start '' $(w^", ""},
	{"q start \\^", "web|web.1|mail"},
	{"q^", "start|stop|restart"},
	{"^", "start|stop|restart"},
};

START_TEST(of_a_line)
{
	ck_assert_str_eq(complete(usage, lines[_i].line, false), lines[_i].shown);
	ck_assert_uint_eq(described, 0);
}
END_TEST

static const struct {
	const char *usage, *line, *shown;
} others[] = {
	/* No operands: the options instead. */
	{"<start> -[d] -[v]", "q start ^", "-d|-v="},
	{"<start> -[d] -[v]", "q start w^", ""},
	{"<start> -[d] -[v]", "q start -d ^", "-v="},
	{"<start>", "q start ^", ""},
	/* One of a required group first. */
	{"<start> -[d] -<a|b=DIR> <program...>", "q start ^", "-a|-b="},
	{"<start> -[d] -<a|b=DIR> <program...>", "q start -^", "-a|-b=|-d|--help"},
	{"<start> -[d] -<a|b=DIR> <program...>", "q start -a ^", "web|web.1|mail"},
	{"<start> -[d] -<a|b=DIR> <program...>", "q start w^", "web|web.1"},
	{"<start> -[d] -<a|b=DIR> <program...>", "q start -b=^", "\tdirectories"},
	{"<go> [CFG...]", "q go x^", "\tfiles\t.cfg"},
	{"<go> [thing...]", "q go ^", ""},
};

START_TEST(of_other_grammars)
{
	ck_assert_str_eq(complete(others[_i].usage, others[_i].line, false), others[_i].shown);
}
END_TEST

START_TEST(with_descriptions)
{
	ck_assert_str_eq(complete(usage, "q st^", true), "start\tstart\\x09process\\x0a|stop");
	ck_assert_str_eq(complete(usage, "q start w^", true), "web\t2 workers|web.1");
	ck_assert_str_eq(complete(usage, "q start -n=^", true), "-n=web=\t2 workers");
	ck_assert_str_eq(complete(usage, "q start --h^", true), "--help\tshow this help");
}
END_TEST

/* A plugin is asked for, and loaded, only where its answer counts. */
START_TEST(asks_no_more_than_it_need)
{
	complete(usage, "q st^", false);
	complete(usage, "q start -d w^", false);
	complete(usage, "q start -n=^", false);
	ck_assert_uint_eq(asked + described, 0);
	complete(usage, "q start -a -s^", true);
	ck_assert_uint_eq(asked + described, 0);
	complete(usage, "q start -js^", true);
	ck_assert_uint_eq(asked, 1);
	ck_assert_uint_eq(described, 1);
	complete(usage, "q st^", true);
	ck_assert_uint_eq(described, 2);
}
END_TEST

START_TEST(of_words)
{
	char query[] = "--complete=zsh", at[] = "1", start[] = "start", d[] = "-d w";
	char bash[] = "--complete=bash", before[] = "q 'a b' c", behind[] = "d e";
	char *words[] = {query, at, start, d, NULL};
	char *text[] = {bash, before, behind, NULL};
	bool describe;

	ck_assert(completion_is_query(query));
	ck_assert(!completion_is_query("--completion=zsh"));
	ck_assert(!completion_is_query(NULL));
	ck_assert_int_eq(completion_read(words, &line, &describe), 0);
	ck_assert(describe);
	ck_assert_uint_eq(line.count, 2);
	ck_assert_uint_eq(line.at, 1);
	ck_assert_str_eq(line.words[1], "-d w");
	line_done(&line);
	at[0] = '2';
	ck_assert_int_eq(completion_read(words, &line, &describe), 0);
	ck_assert_uint_eq(line.count, 3);
	ck_assert_str_eq(line.words[2], "");
	line_done(&line);
	at[0] = '3';
	ck_assert_int_eq(completion_read(words, &line, &describe), -EINVAL);
	at[0] = 'x';
	ck_assert_int_eq(completion_read(words, &line, &describe), -EINVAL);
	words[1] = NULL;
	ck_assert_int_eq(completion_read(words, &line, &describe), -EINVAL);
	ck_assert_int_eq(completion_read(text, &line, &describe), 0);
	ck_assert(!describe);
	ck_assert_uint_eq(line.count, 3);
	ck_assert_uint_eq(line.at, 1);
	ck_assert_str_eq(line.words[0], "a b");
	ck_assert_str_eq(line.words[1], "c");
	ck_assert_str_eq(line.words[2], "e");
	line_done(&line);
	text[2] = NULL;
	ck_assert_int_eq(completion_read(text, &line, &describe), -EINVAL);
}
END_TEST

/* The name is the user's: within a script it is text. */
START_TEST(scripts)
{
	const char *name = "a'b\\c $(id)\n@NAME@";

	ck_assert_int_eq(completion_write(&shown, "bash", name), 0);
	ck_assert_ptr_nonnull(strstr(shown.data, "-- 'a'\\''b\\c $(id)\n@NAME@' 2>"));
	ck_assert_int_eq(strncmp(shown.data, "# SPDX", 6), 0);
	buffer_clear(&shown);
	ck_assert_int_eq(completion_write(&shown, "fish", name), 0);
	ck_assert_ptr_nonnull(strstr(shown.data, "-- 'a\\'b\\\\c $(id)\n@NAME@') --no"));
	buffer_clear(&shown);
	ck_assert_int_eq(completion_write(&shown, "zsh", name), 0);
	ck_assert_int_eq(strncmp(shown.data, "#\n", 2), 0);
	buffer_clear(&shown);
	ck_assert_int_eq(completion_write(&shown, "zsh", "queue"), 0);
	ck_assert_int_eq(strncmp(shown.data, "#compdef queue\n", 15), 0);
	ck_assert_ptr_nonnull(strstr(shown.data, "compdef _reeve_complete 'queue'\n"));
	ck_assert_ptr_null(strstr(shown.data, "@NAME@"));
	ck_assert_int_eq(completion_write(&shown, "tcsh", "queue"), -EINVAL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("complete");
	TCase *cases = tcase_create("candidates");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(cases, NULL, clean);
	tcase_add_loop_test(cases, of_a_line, 0, (int)(sizeof lines / sizeof *lines));
	tcase_add_loop_test(cases, of_other_grammars, 0, (int)(sizeof others / sizeof *others));
	tcase_add_test(cases, with_descriptions);
	tcase_add_test(cases, asks_no_more_than_it_need);
	tcase_add_test(cases, of_words);
	tcase_add_test(cases, scripts);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
