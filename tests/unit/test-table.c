/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <locale.h>
#include <string.h>

#include "api/table.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The table that the original's documentation shows, to the byte but for blanks at the ends. */
START_TEST(plain_table_is_the_originals)
{
	static const struct table_column columns[] = {
		{"type"}, {"pid"}, {"title"}, {"memory(m)"}, {"start"}, {"run(s)"}, {"work"}};
	static const char *const cells[] = {"Worker", "29571", "process_m:Worker:test",
		"0.661(692760b)", "2018-12-23 17:29:01", "6", "1"};
	struct buffer out = {0};
	struct table table;

	table_init(&table, "Worker", columns, COUNT(columns));
	for (size_t i = 0; i < COUNT(cells); i++)
		table_text(&table, cells[i]);
	table_plain(&table, &out);
	ck_assert_str_eq(out.data, "Worker\n"
				   "  type      pid      title                    memory(m)        "
				   " start               "
				   "   run(s)    work\n"
				   "  Worker    29571    process_m:Worker:test    0.661(692760b)   "
				   " 2018-12-23 17:29:01 "
				   "   6         1\n");
	table_done(&table);
	buffer_done(&out);
}
END_TEST

START_TEST(cells_are_escaped_and_aligned_by_characters)
{
	static const struct table_column columns[] = {{"a"}, {"b"}};
	struct buffer out = {0};
	struct table table;

	table_init(&table, "T", columns, COUNT(columns));
	table_text(&table, "\x1b[31m\n\xff");
	table_number(&table, UINT64_MAX);
	table_text(&table, "\xc3\xa9\xc3\xa9");
	table_none(&table);
	table_plain(&table, &out);
	ck_assert_str_eq(out.data, "T\n"
				   "  a                   b\n"
				   "  \\x1b[31m\\x0a\\xff    18446744073709551615\n"
				   "  \xc3\xa9\xc3\xa9                  --\n");
	table_done(&table);
	buffer_done(&out);
}
END_TEST

/* Of wide characters as many as fit into the 24 columns that are left to a flexible cell. */
START_TEST(cells_are_cut_between_characters)
{
	static const struct table_column columns[] = {{"a", true}, {"b"}};
	const char *wide = "\xe5\x91\xbd\xe4\xbb\xa4"; /* two characters, four columns */
	struct buffer out = {0};
	char text[64] = "x";
	struct table table;

	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
	for (int i = 0; i < 7; i++)
		strcat(text, wide);
	table_init(&table, "T", columns, COUNT(columns));
	table_text(&table, text);
	table_coloured(&table, "end", TABLE_GREEN);
	table_terminal(&table, 2 + 24 + 2 + 3, true, &out);
	ck_assert_str_eq(strstr(out.data, "  x"),
		"  x\xe5\x91\xbd\xe4\xbb\xa4\xe5\x91\xbd\xe4\xbb\xa4\xe5\x91\xbd\xe4\xbb\xa4"
		"\xe5\x91\xbd\xe4\xbb\xa4\xe5\x91\xbd\xe4\xbb\xa4\xe5\x91\xbd   "
		"\033[32mend\033[0m\n");
	table_done(&table);
	buffer_done(&out);
	setlocale(LC_CTYPE, "C");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("table");
	TCase *tests = tcase_create("table");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, plain_table_is_the_originals);
	tcase_add_test(tests, cells_are_escaped_and_aligned_by_characters);
	tcase_add_test(tests, cells_are_cut_between_characters);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
