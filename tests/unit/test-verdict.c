/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <check.h>
#include <stdlib.h>

#include "api/status/verdict.h"
#include "base/clock.h"
#include "reeve/error.h"
#include "supervisor/supervisor.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The exit code of a running command with one worker like this. */
static int judge(struct status_worker worker, bool suspended)
{
	struct status status = {
		.running = true,
		.guardian = {.pid = 1},
		.master = {.pid = 1, .suspended = suspended},
		.workers = &worker,
		.worker_count = 1,
		.live_workers = worker.process.pid != 0,
	};

	return verdict_exit(&status);
}

/* For each state: is a worker in it as it should be? Wanted running; exec; a work program that
 * ended well; a work program that crashed. */
START_TEST(every_state_has_a_verdict)
{
	static const struct {
		enum child_state state;
		bool alive, exec, well, crashed;
	} rows[] = {
		{CHILD_STOPPED, false, false, true, false},
		{CHILD_STARTING, true, true, true, true},
		{CHILD_STARTING, false, true, true, true},
		{CHILD_RUNNING, true, true, true, true},
		{CHILD_STOPPING, true, false, true, false},
		{CHILD_BACKOFF, false, false, true, false},
		{CHILD_EXITED, false, true, true, true},
		{CHILD_FATAL, false, false, false, false},
		{CHILD_STATE_COUNT, false, false, false, false},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct status_worker worker = {
			.process.pid = rows[i].alive,
			.slot = {.wanted = CHILD_WANTED_RUNNING, .state = rows[i].state},
		};

		ck_assert_msg((judge(worker, false) == 0) == rows[i].exec, "exec, row %zu", i);
		worker.slot.flags = SLOT_WORK;
		worker.slot.cause = CHILD_CAUSE_EXIT;
		ck_assert_msg((judge(worker, false) == 0) == rows[i].well, "well, row %zu", i);
		worker.slot.status = 1;
		ck_assert_msg(
			(judge(worker, false) == 0) == rows[i].crashed, "crashed, row %zu", i);
		worker.slot.wanted = CHILD_WANTED_STOPPED;
		ck_assert_int_eq(judge(worker, false), REEVE_STATUS_RUNNING);
	}
}
END_TEST

START_TEST(causes_have_words)
{
	static const struct {
		enum child_cause cause;
		int status;
		const char *text;
	} rows[] = {
		{CHILD_CAUSE_NONE, 0, ""},
		{CHILD_CAUSE_EXIT, 3, "exit 3"},
		{CHILD_CAUSE_SIGNAL, 9, "signal KILL"},
		{CHILD_CAUSE_SIGNAL, 250, "signal 250"},
		{CHILD_CAUSE_STOPPED, 0, "stopped"},
		{CHILD_CAUSE_SPAWN, 2, "spawn: No such file or directory"},
		{CHILD_CAUSE_TIMEOUT, 0, "timeout"},
		{CHILD_CAUSE_UNKNOWN, 0, "unknown"},
		{CHILD_CAUSE_UNPROVEN, 0, "unproven"},
		{CHILD_CAUSE_MEMORY, 412 * 1024, "memory 412M"},
		{CHILD_CAUSE_MEMORY, -1, "memory 0"},
		{CHILD_CAUSE_CRON, 0, "cron"},
		{CHILD_CAUSE_COUNT, 0, "unknown"},
	};
	char text[128];

	for (size_t i = 0; i < COUNT(rows); i++) {
		verdict_cause(
			&(struct scoreboard_slot){.cause = rows[i].cause, .status = rows[i].status},
			0, text, sizeof text);
		ck_assert_str_eq(text, rows[i].text);
	}
}
END_TEST

START_TEST(what_is_scheduled_waits)
{
	const uint64_t now_ns = UINT64_C(1795222800) * NS_PER_SECOND; /* 2026-11-21 01:00 UTC */
	struct status_worker worker = {.slot = {.flags = SLOT_SCHEDULED,
					       .state = CHILD_EXITED,
					       .wanted = CHILD_WANTED_RUNNING,
					       .next_ns = now_ns + 7200 * NS_PER_SECOND}};
	struct scoreboard_slot *slot = &worker.slot;
	struct status status = {.running = true, .master.pid = 2, .guardian.pid = 1};
	char text[128];

	setenv("TZ", "UTC0", 1);
	verdict_cause(slot, now_ns, text, sizeof text);
	ck_assert_str_eq(text, "waits until 03:00");
	ck_assert_str_eq(verdict_worker(&status, &worker), "waiting");
	slot->cause = CHILD_CAUSE_EXIT;
	slot->skipped = 2;
	slot->next_ns = now_ns + 24 * 3600 * NS_PER_SECOND;
	verdict_cause(slot, now_ns, text, sizeof text);
	ck_assert_str_eq(text, "exit 0; waits until 2026-11-22 01:00; 2 skipped");
	slot->state = CHILD_RUNNING;
	verdict_cause(slot, now_ns, text, sizeof text);
	ck_assert_str_eq(text, "exit 0; 2 skipped");
	slot->state = CHILD_EXITED;
	slot->wanted = CHILD_WANTED_STOPPED;
	verdict_cause(slot, now_ns, text, sizeof text);
	ck_assert_str_eq(text, "exit 0; 2 skipped");
	ck_assert_str_eq(verdict_worker(&status, &worker), "exited");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("verdict");
	TCase *tests = tcase_create("verdict");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, every_state_has_a_verdict);
	tcase_add_test(tests, causes_have_words);
	tcase_add_test(tests, what_is_scheduled_waits);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
