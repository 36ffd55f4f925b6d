/* SPDX-License-Identifier: MIT */
/* The status of several commands together: one that runs, one that does not, one that cannot be
 * told. */
#include "config.h"

#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "api/worst.h"
#include "status-fixture.h"

static struct template queue, other, unsafe;
static struct template *list[] = {&other, &queue, &unsafe};
static struct reeve_status *status;

/* fixture.template is what the user called; the run directory is that of "queue". */
static void setup(void)
{
	char path[128];

	fixture_setup();
	queue = other = unsafe = fixture.template;
	other.name = (char *)"other";
	unsafe.name = (char *)"unsafe";
	snprintf(path, sizeof path, "%s/unsafe", fixture.top);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	ck_assert_int_eq(chmod(path, 0777), 0);
	fixture.template.name = (char *)"all";
	fixture.template.commands = list;
	fixture.template.command_count = 3;
	fixture_start(2);
	fixture_set_worker(0, fixture_spawn(), 0);
	fixture_set_worker(1, fixture_spawn(), 0);
}

static void read_all(void)
{
	context_init(&fixture.context, &fixture.template, "all", "status", stdout);
	ck_assert_int_eq(reeve_status_read(&fixture.context, &status), 0);
}

static void done(void)
{
	reeve_status_free(status);
	context_done(&fixture.context);
}

START_TEST(the_worst_code_counts)
{
	static const int codes[] = {0, 3, 7, 153, 150, 151, 1, 4, 2, 152};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		for (size_t k = 0; k <= i; k++) {
			ck_assert_int_eq(worst_code(codes[i], codes[k]), codes[i]);
			ck_assert_int_eq(worst_code(codes[k], codes[i]), codes[i]);
		}
	ck_assert_int_eq(worst_code(5, 6), 5);
	ck_assert_int_eq(worst_code(100, 4), 100);
}
END_TEST

START_TEST(each_command_is_a_part)
{
	struct reeve_process process = {.size = sizeof process};
	const struct reeve_status *part;

	read_all();
	ck_assert_str_eq(reeve_status_command(status), "all");
	ck_assert_uint_eq(reeve_status_part_count(status), 3);
	ck_assert_ptr_null(reeve_status_part(status, 3));
	ck_assert_int_eq(reeve_status_exit(status), REEVE_EXIT_REFUSED);
	ck_assert(!reeve_status_running(status));
	/* The processes of all, the first master there is. */
	ck_assert_uint_eq(reeve_status_worker_count(status), 2);
	ck_assert(reeve_status_worker(status, 1, &process));
	ck_assert_str_eq(process.command, "queue");
	ck_assert_uint_eq(process.instance, 2);
	ck_assert(!reeve_status_worker(status, 2, &process));
	ck_assert(reeve_status_master(status, &process));
	ck_assert_int_eq(process.pid, fixture.master);
	ck_assert(reeve_status_guardian(status, &process));
	ck_assert_int_eq(process.pid, fixture.guardian);

	part = reeve_status_part(status, 0);
	ck_assert_str_eq(reeve_status_command(part), "other");
	ck_assert_int_eq(reeve_status_exit(part), REEVE_STATUS_STOPPED);
	ck_assert(!reeve_status_master(part, &process));
	part = reeve_status_part(status, 1);
	ck_assert_uint_eq(reeve_status_part_count(part), 1);
	ck_assert_ptr_eq(reeve_status_part(part, 0), part);
	ck_assert_int_eq(reeve_status_exit(part), REEVE_STATUS_RUNNING);
	ck_assert(reeve_status_running(part));
	ck_assert_uint_eq(reeve_status_worker_count(part), 2);
	part = reeve_status_part(status, 2);
	ck_assert_int_eq(reeve_status_exit(part), REEVE_EXIT_REFUSED);
	ck_assert_uint_eq(reeve_status_worker_count(part), 0);
	ck_assert(!reeve_status_worker(part, 0, &process));
	ck_assert(!reeve_status_guardian(part, &process));
	ck_assert_ptr_nonnull(strstr(fixture.context.failures.data, "unsafe"));
	done();
}
END_TEST

START_TEST(tables_are_of_all)
{
	const char *at;

	ck_assert_int_eq(fixture_status(REEVE_STATUS_CONFIG), REEVE_EXIT_REFUSED);
	at = strstr(fixture.output, "\nMaster\n");
	ck_assert_ptr_nonnull(at);
	ck_assert_ptr_nonnull(at = strstr(at, "process_m:Master:queue"));
	ck_assert_ptr_nonnull(at = strstr(at, "process_m:Guardian:queue"));
	ck_assert_ptr_nonnull(at = strstr(at, "\nWorker\n"));
	ck_assert_ptr_nonnull(at = strstr(at, "process_m:Worker:queue.mailer.1"));
	ck_assert_ptr_nonnull(at = strstr(at, "process_m:Worker:queue.mailer.2"));
	ck_assert_ptr_nonnull(at = strstr(at, "\n\nother is not running\n"));
	ck_assert_str_eq(at, "\n\nother is not running\n");
}
END_TEST

/* What changes from moment to moment. */
static void strip(json_t *document)
{
	static const char *const keys[] = {"guardian", "master"};
	json_t *workers = json_object_get(document, "workers"), *process;
	size_t i;

	for (i = 0; i < 2; i++) {
		json_object_del(json_object_get(document, keys[i]), "memory_bytes");
		json_object_del(json_object_get(document, keys[i]), "run_seconds");
	}
	json_array_foreach(workers, i, process)
	{
		json_object_del(process, "memory_bytes");
		json_object_del(process, "run_seconds");
	}
}

START_TEST(documents_are_those_of_each)
{
	json_t *document, *documents, *one, *error;

	ck_assert_int_eq(fixture_json(0), REEVE_EXIT_REFUSED);
	document = json_loads(fixture.output, 0, NULL);
	ck_assert_ptr_nonnull(document);
	ck_assert_int_eq(json_integer_value(json_object_get(document, "schema")), 1);
	ck_assert_int_eq(json_integer_value(json_object_get(document, "exit")), 152);
	ck_assert_uint_eq(json_object_size(document), 3);
	documents = json_object_get(document, "commands");
	ck_assert_uint_eq(json_array_size(documents), 3);
	ck_assert(json_is_null(json_object_get(json_array_get(documents, 2), "running")));
	error = json_object_get(json_array_get(documents, 2), "error");
	ck_assert_int_eq(json_integer_value(json_object_get(error, "code")), 152);
	/* As it is when there is only the one. */
	fixture.template.commands = list + 1;
	fixture.template.command_count = 1;
	ck_assert_int_eq(fixture_json(0), REEVE_STATUS_RUNNING);
	one = json_loads(fixture.output, 0, NULL);
	strip(one);
	strip(json_array_get(documents, 1));
	ck_assert(json_equal(one, json_array_get(documents, 1)));
	json_decref(one);
	json_decref(document);
}
END_TEST

START_TEST(all_that_is_told_is_told_once)
{
	list[0] = list[2] = &queue;
	read_all();
	ck_assert_uint_eq(reeve_status_worker_count(status), 6);
	ck_assert(reeve_status_running(status));
	ck_assert_int_eq(reeve_status_exit(status), REEVE_STATUS_RUNNING);
	done();
	list[0] = list[1] = list[2] = &other;
	ck_assert_int_eq(fixture_status(0), REEVE_STATUS_STOPPED);
	ck_assert_str_eq(fixture.output,
		"other is not running\nother is not running\nother is not running\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("status-several");
	TCase *tests = tcase_create("several");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, fixture_teardown);
	tcase_add_test(tests, the_worst_code_counts);
	tcase_add_test(tests, each_command_is_a_part);
	tcase_add_test(tests, tables_are_of_all);
	tcase_add_test(tests, documents_are_those_of_each);
	tcase_add_test(tests, all_that_is_told_is_told_once);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
