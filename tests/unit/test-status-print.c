/* SPDX-License-Identifier: MIT */
/* What status says: its tables and its JSON. */
#include "config.h"

#include <check.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "status-fixture.h"
#include "supervisor/supervisor.h"

/* The nth word (from 0) of the nth line (from 0) of the output. */
static const char *word(unsigned line, unsigned number)
{
	static char found[256];
	const char *at = fixture.output;

	for (; line; line--) {
		at = strchr(at, '\n');
		ck_assert_ptr_nonnull(at);
		at++;
	}
	for (;; number--) {
		size_t length;

		at += strspn(at, " ");
		length = strcspn(at, " \n");
		if (number == 0) {
			snprintf(found, sizeof found, "%.*s", (int)length, at);
			return found;
		}
		at += length;
	}
}

static void assert_words(unsigned line, const char *expected)
{
	char copy[256], *rest = copy, *one;

	snprintf(copy, sizeof copy, "%s", expected);
	for (unsigned i = 0; (one = strsep(&rest, " ")); i++)
		if (strcmp(one, "*"))
			ck_assert_str_eq(word(line, i), one);
}

START_TEST(tables_of_a_running_command)
{
	char expected[256], memory[64];
	pid_t worker = fixture_spawn();
	unsigned long long bytes;
	double mebibytes;

	fixture_start(3);
	fixture_set_worker(0, worker, 0);
	fixture_set_worker(1, 0, SLOT_WORK);
	FIXTURE_CHANGE(1, (slot.state = CHILD_BACKOFF, slot.cause = CHILD_CAUSE_SIGNAL,
				  slot.status = 9, slot.restarts = 4));
	FIXTURE_CHANGE(0, slot.started_ns -= 6 * NS_PER_SECOND);
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_PARTLY);
	ck_assert_str_eq(word(0, 0), "Master");
	assert_words(1, "type pid title memory(m) start run(s) count state restarts ready");
	snprintf(expected, sizeof expected,
		"Master %d process_m:Master:queue * * * 0 1 running 0 yes", (int)fixture.master);
	assert_words(2, expected);
	snprintf(expected, sizeof expected,
		"Guardian %d process_m:Guardian:queue * * * 0 -- running 0 yes",
		(int)fixture.guardian);
	assert_words(3, expected);
	ck_assert_str_eq(word(4, 0), "");
	ck_assert_str_eq(word(5, 0), "Worker");
	assert_words(6, "type pid title memory(m) start run(s) work state restarts ready cause");
	snprintf(expected, sizeof expected,
		"Worker %d process_m:Worker:queue.mailer.1 * * * 6 -- running 0 yes --",
		(int)worker);
	assert_words(7, expected);
	assert_words(8, "Worker -- process_m:Worker:queue.mailer.2 -- -- -- -- backoff 4 no signal "
			"KILL");
	snprintf(memory, sizeof memory, "%s", word(7, 3));
	ck_assert_int_eq(sscanf(memory, "%lf(%llub)", &mebibytes, &bytes), 2);
	snprintf(expected, sizeof expected, "%.3f(%llub)", (double)bytes / 1048576, bytes);
	ck_assert_str_eq(memory, expected);
}
END_TEST

START_TEST(start_is_local_time)
{
	ck_assert_int_eq(setenv("TZ", "XYZ-8", 1), 0);
	tzset();
	fixture_start(1);
	fixture_set_worker(0, fixture_spawn(), 0);
	FIXTURE_CHANGE(0, slot.started_ns = UINT64_C(1545557341) * NS_PER_SECOND);
	fixture_status(0);
	assert_words(7, "Worker * * * 2018-12-23 17:29:01");
	fixture_json(0);
	ck_assert_ptr_nonnull(strstr(fixture.output, "\"start\":\"2018-12-23T09:29:01.000Z\""));
	unsetenv("TZ");
	tzset();
}
END_TEST

/* The output as the one document that it has to be. */
static json_t *parse(void)
{
	json_error_t error;
	json_t *document = json_loads(fixture.output, JSON_REJECT_DUPLICATES, &error);

	ck_assert_msg(document != NULL, "%s in %s", error.text, fixture.output);
	return document;
}

static json_int_t number(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	ck_assert_msg(json_is_integer(value), "%s", key);
	return json_integer_value(value);
}

static const char *text(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	ck_assert_msg(json_is_string(value), "%s", key);
	return json_string_value(value);
}

START_TEST(json_of_a_running_command)
{
	pid_t pid = fixture_spawn();
	json_t *document, *worker;

	fixture_start(2);
	fixture_set_worker(0, pid, SLOT_ADOPTED);
	fixture_set_worker(1, 0, SLOT_WORK);
	FIXTURE_CHANGE(1, (slot.state = CHILD_FATAL, slot.cause = CHILD_CAUSE_EXIT,
				  slot.status = 78, slot.restarts = UINT64_MAX >> 1));
	ck_assert_int_eq(fixture_json(0), REEVE_STATUS_PARTLY);
	document = parse();
	ck_assert_int_eq(number(document, "schema"), 1);
	ck_assert_str_eq(text(document, "command"), "queue");
	ck_assert_str_eq(text(document, "template"), "/somewhere/queue.cfg");
	ck_assert(json_is_true(json_object_get(document, "running")));
	ck_assert_int_eq(number(document, "exit"), REEVE_STATUS_PARTLY);
	ck_assert_int_eq(number(json_object_get(document, "guardian"), "pid"), fixture.guardian);
	ck_assert_int_eq(number(json_object_get(document, "master"), "pid"), fixture.master);
	ck_assert_int_eq(number(json_object_get(document, "master"), "live_workers"), 1);
	ck_assert_uint_eq(json_array_size(json_object_get(document, "workers")), 2);
	worker = json_array_get(json_object_get(document, "workers"), 0);
	ck_assert_int_eq(number(worker, "pid"), pid);
	ck_assert_str_eq(text(worker, "title"), "process_m:Worker:queue.mailer.1");
	ck_assert_str_eq(text(worker, "program"), "mailer");
	ck_assert_int_eq(number(worker, "instance"), 1);
	ck_assert_str_eq(text(worker, "state"), "running");
	ck_assert_str_eq(text(worker, "wanted"), "running");
	ck_assert_int_ge(number(worker, "memory_bytes"), 4096);
	ck_assert_int_ge(number(worker, "run_seconds"), 0);
	ck_assert(json_is_true(json_object_get(worker, "ready")));
	ck_assert(json_is_true(json_object_get(worker, "adopted")));
	ck_assert(json_is_null(json_object_get(worker, "runs")));
	ck_assert(json_is_null(json_object_get(worker, "cause")));
	ck_assert_str_eq(text(worker, "token"), "tokentokentokentoken00");
	worker = json_array_get(json_object_get(document, "workers"), 1);
	ck_assert(json_is_null(json_object_get(worker, "pid")));
	ck_assert(json_is_null(json_object_get(worker, "start")));
	ck_assert(json_is_null(json_object_get(worker, "memory_bytes")));
	ck_assert_str_eq(text(worker, "cause"), "exit 78");
	ck_assert_int_eq(number(worker, "restarts"), INT64_MAX);
	json_decref(document);
}
END_TEST

START_TEST(json_of_nothing)
{
	json_t *document;

	ck_assert_int_eq(fixture_json(0), REEVE_STATUS_STOPPED);
	document = parse();
	ck_assert(json_is_false(json_object_get(document, "running")));
	ck_assert_int_eq(number(document, "exit"), REEVE_STATUS_STOPPED);
	ck_assert(json_is_null(json_object_get(document, "master")));
	ck_assert(json_is_null(json_object_get(document, "guardian")));
	ck_assert_uint_eq(json_array_size(json_object_get(document, "workers")), 0);
	json_decref(document);
}
END_TEST

/* The scoreboard is a file: what is in it need not be what we put there. */
START_TEST(text_from_outside_is_harmless)
{
	json_t *document;

	fixture_start(1);
	fixture_set_worker(0, fixture_spawn(), 0);
	FIXTURE_CHANGE(0, strcpy(slot.program, "a\"\\\x1b[2J\n\xff\t"));
	fixture_status(0);
	ck_assert_ptr_null(strchr(fixture.output, '\x1b'));
	ck_assert_ptr_null(strchr(fixture.output, '\xff'));
	ck_assert_ptr_nonnull(strstr(fixture.output, "a\"\\\\x1b[2J\\x0a\\xff"));
	fixture_json(0);
	document = parse();
	ck_assert_ptr_nonnull(
		strstr(text(json_array_get(json_object_get(document, "workers"), 0), "program"),
			"a\"\\\\x1b[2J\\x0a\\xff"));
	json_decref(document);
}
END_TEST

START_TEST(configuration_tables_are_the_originals)
{
	struct program programs[] = {
		{.name = (char *)"spool",
			.kind = PROGRAM_WORK,
			.workers = 4,
			.execute_times = 1,
			.execute_usleep = 200000,
			.check_interval_ns = 300 * NS_PER_SECOND},
		{.name = (char *)"mailer", .kind = PROGRAM_EXEC, .workers = 1},
	};
	json_t *document, *program;

	fixture.template.programs = programs;
	fixture.template.program_count = 2;
	ck_assert_int_eq(fixture_status(REEVE_STATUS_CONFIG), REEVE_STATUS_STOPPED);
	ck_assert_str_eq(fixture.output,
		"MasterConfig\n"
		"  title                     checkWorkerInterval    maxWorkerNum    program\n"
		"  process_m:Master:queue    300                    4               spool\n"
		"  process_m:Master:queue    --                     1               mailer\n"
		"\n"
		"WorkerConfig\n"
		"  title                            executeTimes    executeUSleep    limitSeconds\n"
		"  process_m:Worker:queue.spool     1               200000           0\n"
		"  process_m:Worker:queue.mailer    --              --               --\n"
		"\n"
		"queue is not running\n");
	fixture_json(REEVE_STATUS_CONFIG);
	document = parse();
	program = json_array_get(json_object_get(document, "programs"), 0);
	ck_assert_str_eq(text(program, "name"), "spool");
	ck_assert_int_eq(number(program, "execute_usleep_microseconds"), 200000);
	ck_assert_int_eq(number(program, "check_interval_seconds"), 300);
	program = json_array_get(json_object_get(document, "programs"), 1);
	ck_assert(json_is_null(json_object_get(program, "execute_times")));
	json_decref(document);
}
END_TEST

/* A caller that was compiled against an older, shorter struct. */
START_TEST(an_older_caller_gets_what_it_has_room_for)
{
	struct reeve_process process = {.size = offsetof(struct reeve_process, title)};
	struct reeve_status *status;

	fixture_start(1);
	context_init(&fixture.context, &fixture.template, "queue", "status", stdout);
	ck_assert_int_eq(reeve_status_read(&fixture.context, &status), 0);
	process.title = "untouched";
	ck_assert(reeve_status_master(status, &process));
	ck_assert_int_eq(process.pid, fixture.master);
	ck_assert_str_eq(process.title, "untouched");
	ck_assert_uint_eq(process.size, offsetof(struct reeve_process, title));
	process.size = 0;
	ck_assert(!reeve_status_master(status, &process));
	ck_assert(!reeve_status_worker(status, 0, &process));
	reeve_status_free(status);
	context_done(&fixture.context);
}
END_TEST

/* What the status action prints on a terminal of this width, in fixture.output. */
static void print_on_terminal(unsigned short columns)
{
	struct winsize size = {.ws_row = 24, .ws_col = columns};
	int pty = posix_openpt(O_RDWR | O_NOCTTY);
	struct reeve_status *status;
	FILE *terminal;

	ck_assert(pty >= 0 && grantpt(pty) == 0 && unlockpt(pty) == 0);
	terminal = fopen(ptsname(pty), "w");
	ck_assert_ptr_nonnull(terminal);
	ck_assert_int_eq(ioctl(pty, TIOCSWINSZ, &size), 0);
	context_init(&fixture.context, &fixture.template, "queue", "status", terminal);
	ck_assert_int_eq(reeve_status_read(&fixture.context, &status), 0);
	reeve_status_print(&fixture.context, status, 0);
	reeve_status_free(status);
	ck_assert_int_eq(context_flush(&fixture.context), 0);
	context_done(&fixture.context);
	free(fixture.output);
	fixture.output = calloc(1, 4096);
	fclose(terminal);
	/* All of it fits into the terminal's buffer: the end is when the other side is closed. */
	for (ssize_t n = 0, at = 0; (n = read(pty, fixture.output + at, (size_t)(4095 - at))) > 0;)
		at += n;
	close(pty);
}

static size_t longest_line(void)
{
	size_t longest = 0;

	for (const char *at = fixture.output; *at; at += strcspn(at, "\n") + 1) {
		size_t length = strcspn(at, "\r\n");

		if (length > longest)
			longest = length;
		if (!at[strcspn(at, "\n")])
			break;
	}
	return longest;
}

START_TEST(colours_on_a_terminal_only)
{
	fixture_start(2);
	fixture_set_worker(0, fixture_spawn(), 0);
	fixture_set_worker(1, 0, 0);
	FIXTURE_CHANGE(1, slot.state = CHILD_FATAL);
	ck_assert_int_eq(setenv("TERM", "xterm", 1), 0);
	unsetenv("NO_COLOR");
	print_on_terminal(200);
	ck_assert_ptr_nonnull(strstr(fixture.output, "\033[32mrunning"));
	ck_assert_ptr_nonnull(strstr(fixture.output, "\033[31mfatal"));
	setenv("NO_COLOR", "1", 1);
	print_on_terminal(200);
	ck_assert_ptr_null(strchr(fixture.output, '\033'));
	ck_assert_ptr_nonnull(strstr(fixture.output, "process_m:Worker:queue.mailer.1"));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	print_on_terminal(200);
	ck_assert_ptr_null(strchr(fixture.output, '\033'));
	setenv("TERM", "xterm", 1);
	fixture_status(0);
	ck_assert_ptr_null(strchr(fixture.output, '\033'));
}
END_TEST

START_TEST(a_narrow_terminal_gets_less)
{
	fixture_start(1);
	fixture_set_worker(0, fixture_spawn(), 0);
	setenv("TERM", "dumb", 1);
	print_on_terminal(200);
	ck_assert_uint_gt(longest_line(), 120);
	ck_assert_ptr_nonnull(strstr(fixture.output, "process_m:Worker:queue.mailer.1"));
	for (unsigned short width = 100; width > 70; width--) {
		print_on_terminal(width);
		ck_assert_uint_le(longest_line(), width);
		ck_assert_ptr_nonnull(strstr(fixture.output, "process_m:Worker:queue"));
		ck_assert_ptr_nonnull(strstr(fixture.output, "running"));
		ck_assert_ptr_null(strstr(fixture.output, " start"));
	}
	print_on_terminal(115);
	ck_assert_ptr_nonnull(strstr(fixture.output, "memory(m)"));
	ck_assert_ptr_null(strstr(fixture.output, " start"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("status-print");
	TCase *tests = tcase_create("status-print");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, fixture_setup, fixture_teardown);
	tcase_add_test(tests, tables_of_a_running_command);
	tcase_add_test(tests, start_is_local_time);
	tcase_add_test(tests, json_of_a_running_command);
	tcase_add_test(tests, json_of_nothing);
	tcase_add_test(tests, text_from_outside_is_harmless);
	tcase_add_test(tests, configuration_tables_are_the_originals);
	tcase_add_test(tests, an_older_caller_gets_what_it_has_room_for);
	tcase_add_test(tests, colours_on_a_terminal_only);
	tcase_add_test(tests, a_narrow_terminal_gets_less);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
