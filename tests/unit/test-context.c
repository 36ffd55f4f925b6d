/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/context.h"
#include "command/report.h"
#include "config/template.h"

static struct template template;
static struct reeve_context context;
static FILE *output, *complaints;
static int saved_stderr;

/* Standard error goes into a file meanwhile. */
static void begin(void)
{
	static char name[] = "queue", path[] = "/etc/queue.cfg";

	template = (struct template){.name = name, .path = path};
	output = tmpfile();
	complaints = tmpfile();
	saved_stderr = dup(STDERR_FILENO);
	dup2(fileno(complaints), STDERR_FILENO);
	context_init(&context, &template, "q", "start", output);
}

static void end(void)
{
	context_done(&context);
	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	fclose(output);
	fclose(complaints);
}

static const char *read_all(FILE *file)
{
	static char texts[2][4096];
	static unsigned turn;
	char *text = texts[turn++ % 2];
	ssize_t length = pread(fileno(file), text, sizeof texts[0] - 1, 0);

	ck_assert_int_ge(length, 0);
	text[length] = '\0';
	return text;
}

START_TEST(who_and_where)
{
	static const char *const words[] = {"a", "b", NULL};

	ck_assert_str_eq(reeve_context_command(&context), "queue");
	ck_assert_str_eq(reeve_context_action(&context), "start");
	ck_assert_str_eq(reeve_context_template(&context), "/etc/queue.cfg");
	ck_assert_uint_eq(reeve_context_operand_count(&context), 0);
	ck_assert_ptr_null(reeve_context_operand(&context, 0));
	context.operands = words;
	context.operand_count = 2;
	ck_assert_str_eq(reeve_context_operand(&context, 1), "b");
	ck_assert_ptr_null(reeve_context_operand(&context, 2));
	ck_assert_ptr_null(reeve_context_operand(&context, SIZE_MAX));
}
END_TEST

/* The template's commands "a", "ab" and "c", as a template in memory has them. */
static void begin_several(void)
{
	static struct template commands[3];
	static struct template *list[] = {&commands[0], &commands[1], &commands[2]};
	static char names[][3] = {"a", "ab", "c"}, path[] = "/etc/c.cfg";

	begin();
	for (size_t i = 0; i < 3; i++)
		commands[i] = (struct template){.name = names[i], .path = path};
	template.commands = list;
	template.command_count = 3;
	context_done(&context);
	context_init(&context, &template, "q", "start", output);
}

START_TEST(a_single_command_is_one)
{
	char lead[CONTEXT_LEAD_SIZE];

	ck_assert_uint_eq(reeve_context_command_count(&context), 1);
	ck_assert_str_eq(reeve_context_command_name(&context, 0), "queue");
	ck_assert_ptr_null(reeve_context_command_name(&context, 1));
	context_lead(&context, "queue", "no", lead);
	ck_assert_str_eq(lead, "");
	ck_assert_int_eq(reeve_context_choose(&context, "queue"), 0);
	ck_assert_int_eq(reeve_context_choose(&context, "queu"), REEVE_EXIT_USAGE);
	ck_assert_uint_eq(reeve_context_command_count(&context), 1);
}
END_TEST

START_TEST(several_commands_can_be_chosen_from)
{
	char lead[CONTEXT_LEAD_SIZE];

	ck_assert_uint_eq(reeve_context_command_count(&context), 3);
	ck_assert_str_eq(reeve_context_command(&context), "queue");
	ck_assert_str_eq(reeve_context_template(&context), "/etc/queue.cfg");
	/* In the template's order, each once. */
	ck_assert_int_eq(reeve_context_choose(&context, "c,a,c"), 0);
	ck_assert_uint_eq(reeve_context_command_count(&context), 2);
	ck_assert_str_eq(reeve_context_command_name(&context, 0), "a");
	ck_assert_str_eq(reeve_context_command_name(&context, 1), "c");
	ck_assert_str_eq(reeve_context_command(&context), "queue");
	ck_assert_int_eq(reeve_context_choose(&context, "ab"), REEVE_EXIT_USAGE);
	ck_assert_int_eq(reeve_context_choose(&context, "c"), 0);
	ck_assert_uint_eq(reeve_context_command_count(&context), 1);
	ck_assert_str_eq(reeve_context_command(&context), "c");
	ck_assert_str_eq(reeve_context_template(&context), "/etc/c.cfg");
	context_lead(&context, "c", "no", lead);
	ck_assert_str_eq(lead, "command 'c': ");
	context_lead(&context, "c", "'c' is not running", lead);
	ck_assert_str_eq(lead, "");
}
END_TEST

START_TEST(all_wrong_names_are_told)
{
	static const char *const wrong[] = {"", ",", "a,", ",a", "A", "a b", "abc", "c\n"};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_int_eq(reeve_context_choose(&context, wrong[i]), REEVE_EXIT_USAGE);
	ck_assert_uint_eq(reeve_context_command_count(&context), 3);
	context.failures.length = 0;
	ck_assert_int_eq(reeve_context_choose(&context, "abx,a,zz\x1b"), REEVE_EXIT_USAGE);
	ck_assert_str_eq(context.failures.data,
		"there is no command 'abx', did you mean 'ab'?\nthere is no command 'zz\\x1b'");
}
END_TEST

START_TEST(params_keep_their_type)
{
	const char *first;

	ck_assert_int_eq(reeve_param_int(&context, "n", 7), 7);
	ck_assert_int_eq(reeve_param_set_int(&context, "n", INT64_MIN), 0);
	ck_assert_int_eq(reeve_param_int(&context, "n", 7), INT64_MIN);
	ck_assert(reeve_param_bool(&context, "n", true));
	ck_assert_str_eq(reeve_param_text(&context, "n", "none"), "none");
	ck_assert_int_eq(reeve_param_set_text(&context, "n", "x\xff"), 0);
	ck_assert_int_eq(reeve_param_int(&context, "n", 7), 7);
	first = reeve_param_text(&context, "n", NULL);
	ck_assert_str_eq(first, "x\xff");
	/* What was given out stays, whatever is set later. */
	ck_assert_int_eq(reeve_param_set_text(&context, "n", "second"), 0);
	ck_assert_int_eq(reeve_param_set_bool(&context, "n", true), 0);
	for (int i = 0; i < 100; i++) {
		char key[16];

		snprintf(key, sizeof key, "key%d", i);
		ck_assert_int_eq(reeve_param_set_text(&context, key, key), 0);
	}
	ck_assert_str_eq(first, "x\xff");
	ck_assert(reeve_param_bool(&context, "n", false));
	ck_assert_str_eq(reeve_param_text(&context, "key42", ""), "key42");
	ck_assert_ptr_null(reeve_param_text(&context, "key", NULL));
}
END_TEST

START_TEST(notes_are_led)
{
	reeve_note(&context, "already %s (pid %d)\nsecond \x1b[2J", "running", 12);
	ck_assert_str_eq(read_all(complaints), "q: already running (pid 12)\nq: second \\x1b[2J\n");
	ck_assert_int_eq(reeve_param_set_bool(&context, "json", true), 0);
	reeve_note(&context, "nothing with JSON");
	ck_assert_ptr_null(strstr(read_all(complaints), "nothing"));
}
END_TEST

START_TEST(failures_are_told_at_the_end)
{
	ck_assert_int_eq(reeve_fail(&context, 153, "mailer: %s", "no"), 153);
	ck_assert_int_eq(reeve_fail(&context, 1, "web: never\x07"), 1);
	ck_assert_str_eq(read_all(complaints), "");
	report_failure(&context, 153);
	ck_assert_int_eq(report_output(&context, 153), 153);
	ck_assert_str_eq(read_all(complaints), "q: mailer: no\nq: web: never\\x07\n");
	ck_assert_str_eq(read_all(output), "");
}
END_TEST

START_TEST(json_failure_is_one_document)
{
	json_error_t error;
	json_t *document, *told;

	reeve_param_set_bool(&context, "json", true);
	reeve_fail(&context, 7, "not \"running\" \xff\nreally");
	report_failure(&context, 7);
	ck_assert_int_eq(report_output(&context, 7), 7);
	ck_assert_str_eq(read_all(complaints), "q: not \"running\" \\xff\nq: really\n");
	document = json_loads(read_all(output), 0, &error);
	ck_assert_msg(document, "%s", error.text);
	ck_assert_int_eq(json_integer_value(json_object_get(document, "schema")), 1);
	told = json_object_get(document, "error");
	ck_assert_int_eq(json_integer_value(json_object_get(told, "code")), 7);
	ck_assert_str_eq(
		json_string_value(json_object_get(told, "text")), "not \"running\" \\xff\nreally");
	json_decref(document);
}
END_TEST

START_TEST(json_is_never_two_documents)
{
	reeve_param_set_bool(&context, "json", true);
	reeve_print(&context, "{}\n");
	reeve_fail(&context, 153, "partly");
	report_failure(&context, 153);
	ck_assert_int_eq(report_output(&context, 153), 153);
	ck_assert_str_eq(read_all(output), "{}\n");
	ck_assert_str_eq(read_all(complaints), "q: partly\n");
}
END_TEST

START_TEST(full_disk)
{
	FILE *full = fopen("/dev/full", "w");

	ck_assert_ptr_nonnull(full);
	context.output = full;
	reeve_print(&context, "status\n");
	ck_assert_int_eq(report_output(&context, 0), REEVE_EXIT_FAILED);
	ck_assert_str_eq(read_all(complaints), "q: cannot write output: No space left on device\n");
	ck_assert_int_eq(report_output(&context, 3), 3);
	fclose(full);
}
END_TEST

/* The error is kept from a write in the middle, when the buffer was full. */
START_TEST(full_disk_in_the_middle)
{
	FILE *full = fopen("/dev/full", "w");

	context.output = full;
	for (int i = 0; i < 100000; i++)
		reeve_print(&context, "0123456789");
	errno = 0;
	ck_assert_int_eq(context_flush(&context), -ENOSPC);
	fclose(full);
}
END_TEST

START_TEST(reader_has_gone)
{
	int fds[2];
	FILE *gone;

	ck_assert_int_eq(pipe(fds), 0);
	signal(SIGPIPE, SIG_IGN);
	gone = fdopen(fds[1], "w");
	close(fds[0]);
	context.output = gone;
	reeve_print(&context, "status\n");
	ck_assert_int_eq(report_output(&context, 0), REEVE_EXIT_FAILED);
	ck_assert_str_eq(read_all(complaints), "");
	fclose(gone);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("context");
	TCase *all = tcase_create("all"), *several = tcase_create("several");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(all, begin, end);
	tcase_add_test(all, who_and_where);
	tcase_add_test(all, params_keep_their_type);
	tcase_add_test(all, notes_are_led);
	tcase_add_test(all, failures_are_told_at_the_end);
	tcase_add_test(all, json_failure_is_one_document);
	tcase_add_test(all, json_is_never_two_documents);
	tcase_add_test(all, full_disk);
	tcase_add_test(all, full_disk_in_the_middle);
	tcase_add_test(all, reader_has_gone);
	tcase_add_test(all, a_single_command_is_one);
	suite_add_tcase(suite, all);
	tcase_add_checked_fixture(several, begin_several, end);
	tcase_add_test(several, several_commands_can_be_chosen_from);
	tcase_add_test(several, all_wrong_names_are_told);
	suite_add_tcase(suite, several);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
