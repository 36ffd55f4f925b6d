/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "command/mdoc.h"

static struct buffer page;

static void clean(void)
{
	buffer_done(&page);
}

static const struct {
	const char *text, *word;
} words[] = {
	{"start", " start"},
	{"d", " d"},
	{"Ns", " \\&Ns"},
	{"N", " \\&N"},
	{".", " \\&."},
	{"|", " \\&|"},
	{"no-fork", " no\\-fork"},
	{".Sh NAME", " .Sh\\ NAME"},
	{"a\"b'c`d^e~f\\g", " a\\(dqb\\(aqc\\(gad\\(hae\\(tif\\eg"},
	{"a\x1b\n b\x7f", " a\\ex1b\\ b\\ex7f"},
	{"\xc3\xa9t\xc3\xa9\xff", " \\[u00E9]t\\[u00E9]\\exff"},
	{"\xf0\x9f\x90\x8e!!", " \\[u1F40E]!!"},
};

START_TEST(word)
{
	mdoc_word(&page, words[_i].text);
	ck_assert_str_eq(page.data, words[_i].word);
}
END_TEST

static const struct {
	const char *text, *lines;
} sentences[] = {
	{"start process", "Start process.\n"},
	{"Does it!", "Does it!\n"},
	{"one. two", "One.\ntwo.\n"},
	{"(one.) .two", "(one.)\n\\&.two.\n"},
	{"  a\n.b\tc ", "A .b c.\n"},
	{".Sh NAME", "\\&.Sh NAME.\n"},
	{"'quoted'", "\\(aqquoted\\(aq.\n"},
	{"\\fB", "\\efB.\n"},
	{" \t\n", ""},
	{"", ""},
};

START_TEST(sentence)
{
	mdoc_sentence(&page, sentences[_i].text);
	ck_assert_str_eq(page.data ? page.data : "", sentences[_i].lines);
}
END_TEST

START_TEST(each_word_an_argument)
{
	mdoc_words(&page, " send Ns  mail ");
	ck_assert_str_eq(page.data, " send \\&Ns mail");
}
END_TEST

/* Lines of more than 80 bytes are complained about, and words that no line can hold. */
START_TEST(lines_are_short)
{
	char text[2000];

	for (size_t i = 0; i < sizeof text - 1; i++)
		text[i] = i < 1000 && i % 7 == 0 ? ' ' : i % 5 ? 'a' : '.';
	text[sizeof text - 1] = '\0';
	mdoc_sentence(&page, text);
	for (const char *at = page.data; *at; at += strcspn(at, "\n") + 1)
		ck_assert_uint_le(strcspn(at, "\n"), 80);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mdoc");
	TCase *cases = tcase_create("texts");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(cases, NULL, clean);
	tcase_add_loop_test(cases, word, 0, (int)(sizeof words / sizeof *words));
	tcase_add_loop_test(cases, sentence, 0, (int)(sizeof sentences / sizeof *sentences));
	tcase_add_test(cases, each_word_an_argument);
	tcase_add_test(cases, lines_are_short);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
