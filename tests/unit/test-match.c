/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "command/match.h"

#define WORDS 16

static const char usage[] =
	"<start|stop|restart> -[d] -[a|s] -[n=N] -[c[=NAME]] -[json] [program...]";
static struct error_list errors;
static struct match match;
static size_t asked; /* how often the rules were asked */

/* -d means nothing to stop; -json takes no value. */
static bool applies(void *data, size_t action, size_t option)
{
	const struct grammar *grammar = data;

	asked++;
	return strcmp(grammar->actions[action], "stop") != 0 ||
	       strcmp(grammar->options[option].word, "d") != 0;
}

static bool takes_value(void *data, size_t option)
{
	const struct grammar *grammar = data;

	return strcmp(grammar->options[option].word, "json") != 0;
}

static void clean(void)
{
	error_list_done(&errors);
	match_done(&match);
}

/* The match of a line as text, "!" in place of it where the line is refused. */
static const char *try(const char *template_usage, const char *line)
{
	static struct buffer shown;
	char copy[512], *arguments[WORDS + 1] = {NULL}, *rest = copy;
	struct grammar *grammar;
	struct match_rules rules = {applies, takes_value, NULL};
	int result;

	clean();
	buffer_done(&shown);
	snprintf(copy, sizeof copy, "%s", line);
	for (size_t i = 0; *line && rest && i < WORDS; i++)
		arguments[i] = strsep(&rest, " ");
	grammar = grammar_compile(template_usage, "t.cfg", 1, &errors);
	ck_assert_ptr_nonnull(grammar);
	rules.data = grammar;
	result = match_arguments(grammar, &rules, arguments, &match, &errors);
	ck_assert_int_eq(result, errors.count ? -1 : 0);
	buffer_text(&shown, match.kind == MATCH_HELP ? "help " : "");
	buffer_text(&shown, match.kind == MATCH_VERSION ? "version " : "");
	buffer_text(&shown, match.kind == MATCH_MAN ? "man " : "");
	if (match.kind == MATCH_COMPLETION)
		buffer_printf(&shown, "completion%s%s ", match.shell ? "=" : "",
			match.shell ? match.shell : "");
	if (result < 0)
		buffer_text(&shown, "!");
	else
		buffer_text(&shown, match.action < 0 ? "none" : grammar->actions[match.action]);
	for (size_t i = 0; result == 0 && i < match.option_count; i++) {
		buffer_printf(&shown, " -%s", grammar->options[match.options[i].option].word);
		if (match.options[i].value)
			buffer_printf(&shown, "=%s", match.options[i].value);
	}
	for (size_t i = 0; result == 0 && i < match.operand_count; i++)
		buffer_printf(&shown, " %s", match.operands[i]);
	if (match.operands)
		ck_assert_ptr_null(match.operands[match.operand_count]);
	for (size_t i = 0; i < errors.count; i++) {
		ck_assert_int_eq(errors.items[i].code, REEVE_EXIT_USAGE);
		ck_assert_int_eq(errors.items[i].line, 0);
	}
	grammar_free(grammar);
	return shown.data;
}

static const struct {
	const char *line, *shown;
} right[] = {
	{"start", "start"},
	{"start -d", "start -d"},
	{"start --d", "start -d"},
	{"restart -d -a", "restart -d -a"},
	{"start -d=1", "start -d=1"},
	{"start -a=a=b=c", "start -a=a=b=c"},
	{"start -a=", "start -a="},
	{"start -n=4", "start -n=4"},
	{"start --n=4", "start -n=4"},
	{"start -n 4", "start -n=4"},
	{"start -n -4", "start -n=-4"},
	{"start -n=-d", "start -n=-d"},
	{"start -n=", "start -n="},
	{"start -c web", "start -c web"},
	{"start -c=web", "start -c=web"},
	{"start -json", "start -json"},
	{"start web -d mail", "start -d web mail"},
	{"start -", "start -"},
	{"start -- -d --help", "start -d --help"},
	{"-- start", "start"},
	{"start -n=1 -d -n=2", "start -d -n=2"},
	{"start -d -a -d", "start -a -d"},
	{"start -a -a=2", "start -a=2"},
	{"start start", "start start"},
	{"--help", "help none"},
	{"-help", "help none"},
	{"start --help", "help start"},
	{"--help start", "help start"},
	{"stop start --help", "help stop"},
	{"start -q --nope --help", "help start"},
	{"strat --help", "help none"},
	{"start -n --help", "help start"},
	{"--version", "version none"},
	{"--version --help", "help none"},
	{"start -q --version", "version start"},
	{"--man", "man none"},
	{"start --man --version", "version start"},
	{"--completion=bash", "completion=bash none"},
	{"--completion zsh", "completion=zsh none"},
	{"--completion", "completion none"},
	{"--man --completion=fish", "man none"},
	{"--completion=fish --help", "help none"},
	{"start -- --man", "start --man"},
};

START_TEST(accepts)
{
	ck_assert_str_eq(try(usage, right[_i].line), right[_i].shown);
	ck_assert_uint_eq(errors.count, 0);
}
END_TEST

static const struct {
	const char *line;
	const char *sentences[4];
} wrong[] = {
	{"", {"no action was given"}},
	{"-d", {"no action was given"}},
	{"--", {"no action was given"}},
	{"restrat", {"unknown action 'restrat', did you mean 'restart'?"}},
	{"xyzzy", {"unknown action 'xyzzy'"}},
	{"\x1b[2Jstart", {"unknown action '\\x1b[2Jstart'"}},
	{"start -\xff", {"unknown option '-\\xff'"}},
	{"start -jsno", {"unknown option '-jsno', did you mean '-json'?"}},
	{"start --jsno=1", {"unknown option '--jsno', did you mean '-json'?"}},
	{"start --hlep", {"unknown option '--hlep', did you mean '--help'?"}},
	{"start -h", {"unknown option '-h', did you mean '--help'?"}},
	{"start --=x", {"unknown option '--'"}},
	{"start -=x", {"unknown option '-'"}},
	{"start --mna", {"unknown option '--mna', did you mean '--man'?"}},
	{"start --help=x", {"option '--help' takes no value"}},
	{"start --man=x", {"option '--man' takes no value"}},
	{"stop -d", {"option '-d' means nothing to 'stop'"}},
	{"start -a -s", {"'-a' and '-s' exclude each other"}},
	{"start -s=1 -d -a", {"'-s' and '-a' exclude each other"}},
	{"start -n", {"option '-n' needs a value (N)"}},
	{"start -n -d", {"option '-n' needs a value (N)"}},
	{"start -n --", {"option '-n' needs a value (N)"}},
	{"start -json=1", {"option '-json' takes no value"}},
	{"-d start", {"the action comes first: 'start' before '-d'"}},
	{"-n 4 start -d", {"the action comes first: 'start' before '-n'"}},
	{"restrat -d -q -a -s", {"unknown action 'restrat', did you mean 'restart'?",
					"unknown option '-q'", "'-a' and '-s' exclude each other"}},
	{"stop -d -n -json=x",
		{"option '-n' needs a value (N)", "option '-d' means nothing to 'stop'",
			"option '-json' takes no value"}},
};

START_TEST(refuses)
{
	size_t expected = 0;

	ck_assert_str_eq(try(usage, wrong[_i].line), "!");
	for (; expected < 4 && wrong[_i].sentences[expected]; expected++) {
		ck_assert_uint_gt(errors.count, expected);
		ck_assert_str_eq(errors.items[expected].text, wrong[_i].sentences[expected]);
	}
	ck_assert_uint_eq(errors.count, expected);
}
END_TEST

START_TEST(operands)
{
	ck_assert_str_eq(try("<start> -[d]", "start web"), "!");
	ck_assert_str_eq(errors.items[0].text, "unexpected argument 'web'");
	ck_assert_str_eq(try("<start> -[d]", "start d"), "!");
	ck_assert_str_eq(errors.items[0].text, "unexpected argument 'd', did you mean '-d'?");
	ck_assert_str_eq(try("<start> <program...>", "start"), "!");
	ck_assert_str_eq(errors.items[0].text, "a program is required");
	ck_assert_str_eq(try("<start> <program...>", "start web"), "start web");
}
END_TEST

START_TEST(required_groups)
{
	ck_assert_str_eq(try("<start|stop> -<a|s>", "start"), "!");
	ck_assert_str_eq(errors.items[0].text, "one of -<a|s> is required");
	ck_assert_str_eq(try("<start|stop> -<a|s>", "start -s"), "start -s");
	ck_assert_str_eq(try("<start|stop> -<a|s>", "start -s -a"), "!");
	ck_assert_uint_eq(errors.count, 1);
	ck_assert_str_eq(errors.items[0].text, "'-s' and '-a' exclude each other");
	/* What means nothing to the action cannot be required of it. */
	ck_assert_str_eq(try("<start|stop> -<d>", "stop"), "stop");
	ck_assert_str_eq(try("<start|stop> -<d>", "start"), "!");
	ck_assert_str_eq(errors.items[0].text, "option '-d' is required");
}
END_TEST

/* Each question may load a plugin: none is asked about words that were not given. */
START_TEST(asks_only_about_what_was_given)
{
	asked = 0;
	ck_assert_str_eq(try(usage, "start"), "start");
	ck_assert_uint_eq(asked, 0);
	ck_assert_str_eq(try(usage, "start -d -n=1"), "start -d -n=1");
	ck_assert_uint_eq(asked, 2);
}
END_TEST

/* 100,000 arguments of 20 bytes and one of 100,000: bounded errors, at once. */
START_TEST(hostile_lines)
{
	size_t count = 100000;
	char **arguments = calloc(count + 2, sizeof *arguments);
	char *longest = malloc(count + 1);
	struct match_rules rules = {applies, takes_value, NULL};
	struct grammar *grammar = grammar_compile(usage, "t.cfg", 1, &errors);
	char word[] = "-abcdefghijklmnopqrs", option[] = "-d";

	rules.data = grammar;
	memset(longest, 'a', count);
	longest[count] = '\0';
	for (size_t i = 1; i <= count; i++)
		arguments[i] = word;
	arguments[0] = longest;
	ck_assert_int_eq(match_arguments(grammar, &rules, arguments, &match, &errors), -1);
	ck_assert_uint_eq(errors.count, ERROR_LIST_MAX);
	ck_assert_uint_eq(errors.dropped, count + 1 - ERROR_LIST_MAX);
	ck_assert_uint_lt(strlen(errors.items[0].text), 150);
	clean();

	arguments[0] = memcpy(longest, "start", 6);
	for (size_t i = 1; i <= count; i++)
		arguments[i] = option;
	ck_assert_int_eq(match_arguments(grammar, &rules, arguments, &match, &errors), 0);
	ck_assert_uint_eq(match.option_count, 1);
	grammar_free(grammar);
	free(arguments);
	free(longest);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("match");
	TCase *lines = tcase_create("lines");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(lines, NULL, clean);
	tcase_add_loop_test(lines, accepts, 0, (int)(sizeof right / sizeof *right));
	tcase_add_loop_test(lines, refuses, 0, (int)(sizeof wrong / sizeof *wrong));
	tcase_add_test(lines, operands);
	tcase_add_test(lines, required_groups);
	tcase_add_test(lines, asks_only_about_what_was_given);
	tcase_add_test(lines, hostile_lines);
	suite_add_tcase(suite, lines);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
