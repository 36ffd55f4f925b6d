/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "command/grammar.h"

static struct error_list errors;

static struct grammar *compile(const char *usage)
{
	error_list_done(&errors);
	return grammar_compile(usage, "queue.cfg", 7, &errors);
}

static struct grammar *must_compile(const char *usage)
{
	struct grammar *grammar = compile(usage);

	if (!grammar)
		ck_abort_msg("'%s': %s", usage, errors.count ? errors.items[0].text : "no error");
	ck_assert_uint_eq(errors.count, 0);
	ck_assert_str_eq(grammar->usage, usage);
	return grammar;
}

START_TEST(original_examples)
{
	struct grammar *g = must_compile("<start|stop|restart> -[d] -[a|s]");

	ck_assert_uint_eq(g->action_count, 3);
	ck_assert_str_eq(g->actions[0], "start");
	ck_assert_str_eq(g->actions[2], "restart");
	ck_assert_uint_eq(g->option_count, 3);
	ck_assert_str_eq(g->options[0].word, "d");
	ck_assert_str_eq(g->options[1].word, "a");
	ck_assert_str_eq(g->options[2].word, "s");
	ck_assert_uint_eq(g->group_count, 2);
	ck_assert_uint_eq(g->options[0].group, 0);
	ck_assert_uint_eq(g->options[1].group, 1);
	ck_assert_uint_eq(g->options[2].group, 1);
	ck_assert(!g->groups[0].required && !g->groups[1].required);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(g->options[i].value, VALUE_FREE);
		ck_assert_ptr_null(g->options[i].metavar);
	}
	ck_assert_ptr_null(g->operand);
	grammar_free(g);
}
END_TEST

START_TEST(values_and_required_groups)
{
	struct grammar *g = must_compile("<scale> -[n=N] -<a[=WHAT]|s-x_2> <program...>");

	ck_assert_uint_eq(g->option_count, 3);
	ck_assert_int_eq(g->options[0].value, VALUE_REQUIRED);
	ck_assert_str_eq(g->options[0].metavar, "N");
	ck_assert_int_eq(g->options[1].value, VALUE_OPTIONAL);
	ck_assert_str_eq(g->options[1].word, "a");
	ck_assert_str_eq(g->options[1].metavar, "WHAT");
	ck_assert_int_eq(g->options[2].value, VALUE_FREE);
	ck_assert_str_eq(g->options[2].word, "s-x_2");
	ck_assert(!g->groups[0].required);
	ck_assert(g->groups[1].required);
	ck_assert_str_eq(g->operand, "program");
	ck_assert(g->operand_required);
	grammar_free(g);
}
END_TEST

START_TEST(any_white_space)
{
	struct grammar *g =
		must_compile("\n\t< start |\vstop >\r\n-[ d | n=N ]\f-<\ta >  [ program... ] ");

	ck_assert_uint_eq(g->action_count, 2);
	ck_assert_str_eq(g->actions[1], "stop");
	ck_assert_uint_eq(g->option_count, 3);
	ck_assert_str_eq(g->options[1].metavar, "N");
	ck_assert_str_eq(g->operand, "program");
	ck_assert(!g->operand_required);
	grammar_free(g);
}
END_TEST

START_TEST(find_words)
{
	struct grammar *g = must_compile("<start|stop> -[d|daemon]");

	ck_assert_int_eq(grammar_find_action(g, "stop", 4), 1);
	ck_assert_int_eq(grammar_find_action(g, "stopp", 5), -1);
	ck_assert_int_eq(grammar_find_action(g, "sto", 3), -1);
	ck_assert_int_eq(grammar_find_action(g, "", 0), -1);
	ck_assert_int_eq(grammar_find_option(g, "d=1", 1), 0);
	ck_assert_int_eq(grammar_find_option(g, "daemon", 6), 1);
	ck_assert_int_eq(grammar_find_option(g, "start", 5), -1);
	grammar_free(g);
}
END_TEST

/* One wrong usage, one error: its column (from 1) and the beginning of its sentence. */
static const struct {
	const char *usage;
	int column;
	const char *sentence;
} wrong[] = {
	{"", 1, "there are no actions"},
	{"  ", 1, "there are no actions"},
	{"-[d] <start>", 1, "the actions come first"},
	{"start", 1, NULL},
	{"<>", 1, "an empty group"},
	{"< >", 1, "an empty group"},
	{"<start|>", 8, "a word is missing before '>'"},
	{"<|start>", 2, "a word is missing before '|'"},
	{"<start||stop>", 8, "a word is missing before '|'"},
	{"<start", 1, "'<' is never closed"},
	{"<start|", 1, "'<' is never closed"},
	{"<start|stop -[d]", 1, "'<' is never closed"},
	{"<start] -[d]", 7, "']' where '>' belongs"},
	{"<start> -[d>", 12, "'>' where ']' belongs"},
	{"<start> -[d", 10, "'[' is never closed"},
	{"<start> -[d|e -[f]", 10, "'[' is never closed"},
	{"<start stop>", 8, "expected '|' or '>'"},
	{"<start=X>", 7, "an action takes no value"},
	{"<start> -[d=]", 13, "the name of the value is missing"},
	{"<start> -[d=9]", 13, "'9' is not a word"},
	{"<start> -[d[=N]", 10, NULL},
	{"<start> -[d[N]]", 12, "a value that may be left out"},
	{"<start> -[d[=]]", 14, "the name of the value is missing"},
	{"<start> -[d[=N|e]", 12, "'[' is never closed"},
	{"<start> -[d=N=M]", 14, "expected '|' or ']'"},
	{"<start> -[]", 10, "an empty group"},
	{"<start> -[1]", 11, "'1' is not a word"},
	{"<1start>", 2, "'1start' is not a word"},
	{"<start|sta.rt>", 8, "'sta.rt' is not a word"},
	{"<start|start>", 8, "action 'start' is there already"},
	{"<start> -[d] -<d>", 16, "option 'd' is there already"},
	{"<start> -[help]", 11, "'--help' is predefined"},
	{"<start> -[version]", 11, "'--version' is predefined"},
	{"<start> -[completion]", 11, "'--completion' is predefined"},
	{"<start> -[man]", 11, "'--man' is predefined"},
	{"<start> <stop>", 9, "there is one group of actions only"},
	{"<start> [d]", 9, "options are written"},
	{"<start> -d", 9, "unexpected '-d'; options are written"},
	{"<start> foo", 9, "unexpected 'foo'"},
	{"<start> |", 9, "unexpected '|'"},
	{"<start>-[d]", 8, "white space is missing"},
	{"<start> -[d]-[e]", 13, "white space is missing"},
	{"<start> [a...] -[d]", 16, "operands come last"},
	{"<start> [a...] [b...]", 16, "operands are named once"},
	{"<start> [a... b]", 9, NULL},
	{"<start> [...]", 10, "'' is not a word"},
	{"[a...] <start>", 1, NULL},
	{"<start> -[d]\x01", 13, NULL},
	{"<st\x1b[31mart>", 2, NULL},
	{"<\xd1\x81\xd1\x82\xd0\xbe\xd0\xbf>", 2,
		"'\xd1\x81\xd1\x82\xd0\xbe\xd0\xbf' is not a word"},
	{"<start\xff>", 2, "'start\\xff' is not a word"},
};

START_TEST(each_error_has_its_column)
{
	struct grammar *grammar = compile(wrong[_i].usage);
	const struct reeve_error *error = errors.items;

	ck_assert_msg(!grammar, "'%s' was accepted", wrong[_i].usage);
	ck_assert_uint_ge(errors.count, 1);
	ck_assert_str_eq(error->file, "queue.cfg");
	ck_assert_int_eq(error->line, 7);
	ck_assert_int_eq(error->code, REEVE_EXIT_TEMPLATE);
	ck_assert_msg(strncmp(error->text, "usage: ", 7) == 0, "%s", error->text);
	ck_assert_msg(error->column == wrong[_i].column, "'%s': column %d, not %d: %s",
		wrong[_i].usage, error->column, wrong[_i].column, error->text);
	if (wrong[_i].sentence) {
		ck_assert_msg(strncmp(error->text + 7, wrong[_i].sentence,
				      strlen(wrong[_i].sentence)) == 0,
			"'%s': %s", wrong[_i].usage, error->text);
		ck_assert_msg(errors.count == 1, "'%s': also: %s", wrong[_i].usage,
			errors.count > 1 ? errors.items[1].text : "");
	}
}
END_TEST

START_TEST(caret_stands_below)
{
	ck_assert_ptr_null(compile("<start|start> -[d]"));
	ck_assert_str_eq(errors.items[0].text,
		"usage: action 'start' is there already\n    <start|start> -[d]\n           ^");
	ck_assert_ptr_null(compile("<a>\t-[\x01|help]"));
	ck_assert_uint_eq(errors.count, 2);
	ck_assert_str_eq(errors.items[1].text,
		"usage: '--help' is predefined\n    <a> -[\\x01|help]\n               ^");
	/* Characters, not bytes, are what the eye counts. */
	ck_assert_ptr_null(compile("<\xd1\x81\xd1\x82|a|a>"));
	ck_assert_uint_eq(errors.count, 2);
	ck_assert_str_eq(
		strchr(errors.items[1].text, '\n'), "\n    <\xd1\x81\xd1\x82|a|a>\n          ^");
}
END_TEST

/* A long usage is shown in part: both lines fit a terminal, and the caret is still right. */
START_TEST(caret_in_a_long_usage)
{
	struct buffer usage = {0};
	const char *shown, *caret;

	buffer_text(&usage, "<start>");
	for (int i = 0; i < 100; i++)
		buffer_printf(&usage, " -[option%d]", i);
	buffer_text(&usage, " -[HERE*] -[x] -[y]");
	ck_assert_ptr_null(compile(usage.data));
	ck_assert_uint_eq(errors.count, 1);
	shown = strchr(errors.items[0].text, '\n') + 1;
	caret = strchr(shown, '\n') + 1;
	ck_assert_uint_lt((size_t)(caret - shown), 88);
	ck_assert_int_eq(strncmp(shown, "    ...", 7), 0);
	ck_assert_int_eq(strncmp(shown + strcspn(caret, "^"), "HERE*", 5), 0);
	ck_assert_int_eq(
		errors.items[0].column, (int)(strstr(usage.data, "HERE") - usage.data) + 1);
	buffer_done(&usage);
}
END_TEST

START_TEST(all_errors_are_found)
{
	ck_assert_ptr_null(compile("<start|start|9> -[d|help] foo -[d] [x] -[e=] <stop>"));
	ck_assert_uint_eq(errors.count, 8);
	for (size_t i = 1; i < errors.count; i++)
		ck_assert_int_lt(errors.items[i - 1].column, errors.items[i].column);
}
END_TEST

static struct grammar *compile_many(
	const char *head, const char *unit, size_t count, const char *tail)
{
	struct buffer usage = {0};
	struct grammar *grammar;

	buffer_text(&usage, head);
	for (size_t i = 0; i < count; i++)
		buffer_printf(&usage, "%s%s%zu", i ? "|" : "", unit, i);
	buffer_text(&usage, tail);
	ck_assert(!usage.failed);
	grammar = compile(usage.data);
	buffer_done(&usage);
	return grammar;
}

START_TEST(limits)
{
	struct grammar *g;
	char word[80];

	g = compile_many("<", "a", GRAMMAR_WORDS_MAX, ">");
	ck_assert_ptr_nonnull(g);
	ck_assert_uint_eq(g->action_count, GRAMMAR_WORDS_MAX);
	grammar_free(g);
	ck_assert_ptr_null(compile_many("<", "a", GRAMMAR_WORDS_MAX + 1, ">"));
	ck_assert_ptr_nonnull(strstr(errors.items[0].text, "more than 256 actions"));
	g = compile_many("<a> -[", "o", GRAMMAR_WORDS_MAX, "]");
	ck_assert_ptr_nonnull(g);
	grammar_free(g);
	ck_assert_ptr_null(compile_many("<a> -[", "o", GRAMMAR_WORDS_MAX + 1, "]"));
	ck_assert_ptr_nonnull(strstr(errors.items[0].text, "more than 256 options"));

	snprintf(word, sizeof word, "<%064d>", 0);
	word[1] = 'a';
	g = compile(word);
	ck_assert_ptr_nonnull(g);
	grammar_free(g);
	snprintf(word, sizeof word, "<%065d>", 0);
	word[1] = 'a';
	ck_assert_ptr_null(compile(word));
	ck_assert_ptr_nonnull(strstr(errors.items[0].text, "longer than 64 bytes"));
}
END_TEST

START_TEST(usage_of_64_kib)
{
	char *usage = malloc(GRAMMAR_USAGE_MAX + 2);
	struct grammar *g;

	memset(usage, ' ', GRAMMAR_USAGE_MAX + 1);
	memcpy(usage, "<a>", 3);
	usage[GRAMMAR_USAGE_MAX] = '\0';
	g = compile(usage);
	ck_assert_ptr_nonnull(g);
	grammar_free(g);
	usage[GRAMMAR_USAGE_MAX] = ' ';
	usage[GRAMMAR_USAGE_MAX + 1] = '\0';
	ck_assert_ptr_null(compile(usage));
	ck_assert_ptr_nonnull(strstr(errors.items[0].text, "longer than 65536 bytes"));
	free(usage);
}
END_TEST

/* Whatever the bytes are, it ends, does not crash, and says something for each refusal. */
START_TEST(hostile_bytes)
{
	static const char alphabet[] = "<>[]-|=. aN\n.d\x01\xff";
	char usage[48];
	unsigned seed = (unsigned)_i * 2654435761u + 1;

	for (int round = 0; round < 2000; round++) {
		size_t length = seed % (sizeof usage - 1);
		struct grammar *g;

		for (size_t i = 0; i < length; i++) {
			seed = seed * 1103515245u + 12345u;
			usage[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
		}
		usage[length] = '\0';
		g = compile(usage);
		ck_assert_msg(!g == (errors.count > 0), "'%s'", usage);
		for (size_t i = 0; i < errors.count; i++)
			ck_assert_msg(strchr(errors.items[i].text, '^'), "'%s'", usage);
		grammar_free(g);
	}
}
END_TEST

/* The same piece over and over: each byte is looked at a bounded number of times. */
START_TEST(hostile_lengths)
{
	static const char *const pieces[] = {"<", "-[", "|", "<a", "[a...", "a|", "[", "-", "=",
		"<a...> ", "-[a[=", "]>", ".", "... ", "<start> "};
	const char *piece = pieces[_i];
	struct buffer usage = {0};

	while (usage.length + strlen(piece) <= GRAMMAR_USAGE_MAX)
		buffer_text(&usage, piece);
	ck_assert_ptr_null(compile(usage.data));
	ck_assert_uint_le(errors.count, ERROR_LIST_MAX);
	buffer_done(&usage);
}
END_TEST

static void clean(void)
{
	error_list_done(&errors);
}

int main(void)
{
	Suite *suite = suite_create("grammar");
	TCase *model = tcase_create("model");
	TCase *refusals = tcase_create("refusals");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(model, NULL, clean);
	tcase_add_test(model, original_examples);
	tcase_add_test(model, values_and_required_groups);
	tcase_add_test(model, any_white_space);
	tcase_add_test(model, find_words);
	suite_add_tcase(suite, model);
	tcase_add_checked_fixture(refusals, NULL, clean);
	tcase_add_loop_test(
		refusals, each_error_has_its_column, 0, (int)(sizeof wrong / sizeof *wrong));
	tcase_add_test(refusals, caret_stands_below);
	tcase_add_test(refusals, caret_in_a_long_usage);
	tcase_add_test(refusals, all_errors_are_found);
	tcase_add_test(refusals, limits);
	tcase_add_test(refusals, usage_of_64_kib);
	tcase_add_loop_test(refusals, hostile_bytes, 0, 8);
	tcase_add_loop_test(refusals, hostile_lengths, 0, 15);
	suite_add_tcase(suite, refusals);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
