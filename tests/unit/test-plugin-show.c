/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reeve/command.h"

static char printed[8192]; /* what the last call wrote to standard output */
static char said[4096];	   /* and to standard error */

/* Copies of the fixtures, so that the build tree's owner and modes do not matter. */
static const char *const fixtures[] = {"good-option", "good-work", "newer-minor"};
static char directory[200];

static void copy(const char *name)
{
	const char *given = getenv("REEVE_TEST_PLUGINS");
	char path[512], bytes[4096];
	size_t length;
	FILE *from, *to;

	snprintf(path, sizeof path, "%s/%s.so", given ? given : REEVE_TEST_PLUGINS, name);
	from = fopen(path, "re");
	ck_assert_msg(from != NULL, "cannot open fixture %s", path);
	snprintf(path, sizeof path, "%s/%s.so", directory, name);
	to = fopen(path, "wxe");
	ck_assert_ptr_nonnull(to);
	ck_assert_int_eq(fchmod(fileno(to), 0644), 0);
	while ((length = fread(bytes, 1, sizeof bytes, from)) > 0)
		ck_assert_uint_eq(fwrite(bytes, 1, length, to), length);
	fclose(from);
	ck_assert_int_eq(fclose(to), 0);
}

static void make_directory(void)
{
	const char *parent = getenv("TMPDIR");

	snprintf(directory, sizeof directory, "%s/reeve-plugin-show.XXXXXX",
		parent ? parent : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	setenv("REEVE_PLUGIN_DIR", directory, 1);
	for (size_t i = 0; i < sizeof fixtures / sizeof fixtures[0]; i++)
		copy(fixtures[i]);
}

static void remove_directory(void)
{
	char path[512];

	for (size_t i = 0; i < sizeof fixtures / sizeof fixtures[0]; i++) {
		snprintf(path, sizeof path, "%s/%s.so", directory, fixtures[i]);
		unlink(path);
	}
	rmdir(directory);
}

static int redirect(FILE *stream, FILE *file)
{
	int kept = dup(fileno(stream));

	fflush(stream);
	ck_assert_int_ge(dup2(fileno(file), fileno(stream)), 0);
	return kept;
}

static void restore(FILE *stream, FILE *file, int kept, char *text, size_t size)
{
	size_t length;

	fflush(stream);
	dup2(kept, fileno(stream));
	close(kept);
	rewind(file);
	length = fread(text, 1, size - 1, file);
	text[length] = '\0';
	fclose(file);
}

static int show(const char *name, int json)
{
	FILE *out = tmpfile(), *err = tmpfile();
	int kept_out = redirect(stdout, out), kept_err = redirect(stderr, err);
	int code = reeve_plugin_show(name, NULL, json);

	restore(stdout, out, kept_out, printed, sizeof printed);
	restore(stderr, err, kept_err, said, sizeof said);
	return code;
}

static json_t *show_json(const char *name)
{
	json_t *object;

	ck_assert_int_eq(show(name, 1), 0);
	object = json_loads(printed, 0, NULL);
	ck_assert_msg(object != NULL, "%s", printed);
	ck_assert_int_eq(json_integer_value(json_object_get(object, "schema")), 1);
	ck_assert_str_eq(json_string_value(json_object_get(object, "name")), name);
	return object;
}

START_TEST(option_is_shown)
{
	char expected[2048];

	ck_assert_int_eq(show("good-option", 0), 0);
	snprintf(expected, sizeof expected,
		"name        good-option\n"
		"path        %s/good-option.so\n"
		"kind        option\n"
		"ABI         1.0\n"
		"summary     count\n"
		"value       N\n"
		"actions     start, restart\n"
		"operations  apply\n",
		directory);
	ck_assert_str_eq(printed, expected);
	ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(work_is_shown)
{
	ck_assert_int_eq(show("good-work", 0), 0);
	ck_assert_ptr_nonnull(strstr(printed, "kind        work\n"));
	ck_assert_ptr_nonnull(strstr(printed, "operations  run, fini\n"));
	ck_assert_ptr_null(strstr(printed, "actions"));
}
END_TEST

START_TEST(json_is_one_document)
{
	json_t *object = show_json("good-option");
	json_t *actions = json_object_get(object, "actions");

	ck_assert_str_eq(json_string_value(json_object_get(object, "kind")), "option");
	ck_assert_str_eq(json_string_value(json_object_get(object, "metavar")), "N");
	ck_assert_uint_eq(json_array_size(actions), 2);
	ck_assert_str_eq(json_string_value(json_array_get(actions, 1)), "restart");
	json_decref(object);

	object = show_json("newer-minor");
	ck_assert_int_eq(
		json_integer_value(json_object_get(json_object_get(object, "abi"), "minor")), 7);
	ck_assert_ptr_null(json_object_get(object, "metavar"));
	ck_assert_uint_eq(json_array_size(json_object_get(object, "operations")), 1);
	json_decref(object);
}
END_TEST

START_TEST(error_goes_to_standard_error)
{
	char expected[2048];

	ck_assert_int_eq(show("good-optoin", 0), REEVE_EXIT_PLUGIN);
	ck_assert_str_eq(printed, "");
	snprintf(expected, sizeof expected,
		"reeve: plugin 'good-optoin' not found (searched %s), did you mean "
		"'good-option'?\n",
		directory);
	ck_assert_str_eq(said, expected);
}
END_TEST

START_TEST(error_is_one_document_too)
{
	json_t *document, *wrong;

	ck_assert_int_eq(show("good-optoin", 1), REEVE_EXIT_PLUGIN);
	document = json_loads(printed, 0, NULL);
	wrong = json_object_get(document, "error");
	ck_assert_int_eq(json_integer_value(json_object_get(wrong, "code")), REEVE_EXIT_PLUGIN);
	ck_assert_ptr_nonnull(strstr(said, json_string_value(json_object_get(wrong, "text"))));
	json_decref(document);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plugin-show");
	TCase *tcase = tcase_create("plugin-show");
	SRunner *runner;
	int failed;

	tcase_add_unchecked_fixture(tcase, make_directory, remove_directory);
	tcase_add_test(tcase, option_is_shown);
	tcase_add_test(tcase, work_is_shown);
	tcase_add_test(tcase, json_is_one_document);
	tcase_add_test(tcase, error_goes_to_standard_error);
	tcase_add_test(tcase, error_is_one_document_too);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
