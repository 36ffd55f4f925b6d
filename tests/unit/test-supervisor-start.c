/* SPDX-License-Identifier: MIT */

/* The command as a whole: the start and its verdict. */

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "supervisor-rig.h"

static struct rig rig;

static void open_three(const struct child_policy *first, bool keep)
{
	struct child_policy policies[3] = {*first, rig_policy, rig_policy};

	rig_open(&rig, policies, 3, keep);
}

static void start_three(const struct child_policy *first, bool keep)
{
	open_three(first, keep);
	rig_start(&rig, false);
	ck_assert_str_eq(
		rig_effects(&rig), "changed 0, spawn 0, changed 1, spawn 1, changed 2, spawn 2");
}

START_TEST(started_once_when_all_are_ready)
{
	start_three(&rig_policy, false);
	rig_run(&rig, 2);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, changed 1");
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 2);
	rig_tell(&rig, CHILD_EVENT_READY, 2);
	ck_assert_str_eq(rig_effects(&rig), "changed 2, started");
	rig_tell(&rig, CHILD_EVENT_RESTART, 0);
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	rig_run(&rig, 1);
	ck_assert_ptr_null(strstr(rig_effects(&rig), "started"));
	supervisor_start(rig.supervisor, false, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "");
	rig_close(&rig);
}
END_TEST

/* What is stopped by an operator during the start is not waited for. */
START_TEST(stopped_during_the_start)
{
	start_three(&rig_policy, false);
	rig_run(&rig, 2);
	rig_effects(&rig);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 2);
	rig_tell(&rig, CHILD_EVENT_STOP, 2);
	ck_assert_str_eq(rig_effects(&rig), "changed 2, signal 2 15, started");
	rig_close(&rig);
}
END_TEST

static const struct failure {
	const char *name;
	enum restart_type restart;
	bool work;
	enum child_event event;
	enum child_cause cause;
	int status;
	bool fails;
	const char *record; /* when the start has failed and everything is gone */
} failures[] = {
	{"spawn", RESTART_TEMPORARY, false, CHILD_EVENT_SPAWN_FAILED, CHILD_CAUSE_SPAWN, ENOENT,
		true, "exited stopped spawn 2"},
	{"permanent exit 0", RESTART_PERMANENT, false, CHILD_EVENT_GONE, CHILD_CAUSE_EXIT, 0, true,
		"stopped stopped exit 0"},
	{"permanent exit 1", RESTART_PERMANENT, false, CHILD_EVENT_GONE, CHILD_CAUSE_EXIT, 1, true,
		"stopped stopped exit 1"},
	{"permanent leader lost", RESTART_PERMANENT, false, CHILD_EVENT_EXITED, CHILD_CAUSE_EXIT, 1,
		true, "stopped stopped exit 1"},
	{"transient exit 0", RESTART_TRANSIENT, false, CHILD_EVENT_GONE, CHILD_CAUSE_EXIT, 0, false,
		NULL},
	{"transient crash", RESTART_TRANSIENT, false, CHILD_EVENT_GONE, CHILD_CAUSE_SIGNAL, 11,
		true, "stopped stopped signal 11"},
	{"temporary exit 0", RESTART_TEMPORARY, false, CHILD_EVENT_GONE, CHILD_CAUSE_EXIT, 0, false,
		NULL},
	{"temporary exit 2", RESTART_TEMPORARY, false, CHILD_EVENT_GONE, CHILD_CAUSE_EXIT, 2, true,
		"exited stopped exit 2"},
	{"work exit 0", RESTART_PERMANENT, true, CHILD_EVENT_GONE, CHILD_CAUSE_EXIT, 0, false,
		NULL},
	{"work exit 1", RESTART_PERMANENT, true, CHILD_EVENT_GONE, CHILD_CAUSE_EXIT, 1, true,
		"stopped stopped exit 1"},
	{"not ready in time", RESTART_PERMANENT, false, CHILD_EVENT_DEADLINE, CHILD_CAUSE_TIMEOUT,
		0, true, "stopped stopped timeout 0"},
};
#define FAILURES (int)(sizeof failures / sizeof failures[0])

/* Child 0 fails while child 1 is asked for and child 2 runs. */
static void fail_first(const struct failure *failure, bool keep)
{
	struct child_policy policy = rig_policy;

	policy.restart = failure->restart;
	policy.work = failure->work;
	policy.check_interval_ns = 300 * SECOND;
	policy.start_grace_ns = 3600 * SECOND;
	policy.notifies = failure->event == CHILD_EVENT_DEADLINE;
	start_three(&policy, keep);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 2);
	rig_pass(&rig, SECOND);
	if (failure->event != CHILD_EVENT_SPAWN_FAILED)
		rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_effects(&rig);
	if (failure->event == CHILD_EVENT_DEADLINE)
		rig_pass(&rig, 30 * SECOND);
	else
		rig_end(&rig, failure->event, 0, failure->cause, failure->status);
}

START_TEST(start_fails)
{
	const struct failure *failure = &failures[_i];
	const char *effects;

	fail_first(failure, false);
	effects = rig_effects(&rig);
	if (!failure->fails) {
		ck_assert_msg(!strstr(effects, "fail"), "%s: %s", failure->name, effects);
		rig_tell(&rig, CHILD_EVENT_SPAWNED, 1);
		rig_pass(&rig, SECOND);
		ck_assert_msg(strstr(rig_effects(&rig), "started"), "%s", failure->name);
		rig_close(&rig);
		return;
	}
	/* The rest of child 0's set is ended where it may still live. */
	if (failure->event == CHILD_EVENT_EXITED || failure->event == CHILD_EVENT_DEADLINE) {
		ck_assert_str_eq(effects, "changed 0, signal 0 15, start-failed 0, changed 2, "
					  "signal 2 15, changed 1");
		rig_tell(&rig, CHILD_EVENT_GONE, 0);
	} else {
		ck_assert_str_eq(
			effects, "changed 0, start-failed 0, changed 2, signal 2 15, changed 1");
	}
	ck_assert_int_eq(supervisor_phase(rig.supervisor), SUPERVISOR_STOPPING);
	ck_assert_str_eq(rig_child(&rig, 0), failure->record);
	rig.text_length = 0;
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 1); /* too late */
	ck_assert_ptr_nonnull(strstr(rig_effects(&rig), "signal 1 15"));
	rig_tell(&rig, CHILD_EVENT_GONE, 1);
	rig_tell(&rig, CHILD_EVENT_GONE, 2);
	ck_assert_str_eq(rig_effects(&rig), "changed 1, changed 2, finished");
	rig_close(&rig);
}
END_TEST

/* A start that adopts is not to fail because an adopted process ends before all the others are ready:
 * nobody saw how it ended. With no budget left it is given up, and the start goes on without it. */
START_TEST(an_adopted_process_that_dies_unseen_fails_no_start)
{
	struct child_policy policy = rig_policy;
	struct child_record record = {.state = CHILD_STARTING, .wanted = CHILD_WANTED_RUNNING};

	policy.max_restarts = _i;
	policy.restart_delay_ns = 0;
	open_three(&policy, false);
	supervisor_restore(rig.supervisor, 0, &record, true, NULL, 0);
	rig_start(&rig, false);
	rig_effects(&rig);
	supervisor_step(rig.supervisor,
		&(struct supervisor_event){
			.type = CHILD_EVENT_GONE, .child = 0, .cause = CHILD_CAUSE_UNKNOWN},
		rig.now);
	ck_assert_str_eq(rig_effects(&rig), _i ? "changed 0, spawn 0" : "changed 0");
	if (_i)
		rig_run(&rig, 1);
	rig_effects(&rig);
	for (unsigned child = 1; child < 3; child++) {
		rig_tell(&rig, CHILD_EVENT_SPAWNED, child);
		rig_tell(&rig, CHILD_EVENT_READY, child);
	}
	ck_assert_str_eq(rig_effects(&rig), "changed 1, changed 2, started");
	rig_close(&rig);
}
END_TEST

START_TEST(start_fails_and_what_runs_is_kept)
{
	const struct failure *failure = &failures[_i];
	const char *effects;

	fail_first(failure, true);
	effects = rig_effects(&rig);
	ck_assert_msg(!!strstr(effects, "start-failed 0") == failure->fails, "%s", failure->name);
	ck_assert_msg(!strstr(effects, "signal 2"), "%s: %s", failure->name, effects);
	if (failure->fails) {
		ck_assert_int_eq(supervisor_phase(rig.supervisor), SUPERVISOR_RUNNING);
		rig_tell(&rig, CHILD_EVENT_SPAWNED, 1);
		rig_pass(&rig, SECOND / 2);
		ck_assert_str_eq(rig_effects(&rig), "changed 1"); /* one verdict, not two */
	}
	rig_close(&rig);
}
END_TEST

/* Answers told at once: what is still in the queue of a start that failed is never spawned. */
START_TEST(failure_withdraws_what_was_not_begun)
{
	struct supervisor_event event = {.type = CHILD_EVENT_SPAWN_FAILED, .status = ENOENT};
	struct supervisor_effect effect;

	open_three(&rig_policy, false);
	supervisor_start(rig.supervisor, false, rig.now);
	do
		ck_assert(supervisor_next(rig.supervisor, &effect));
	while (effect.type != EFFECT_SPAWN);
	supervisor_step(rig.supervisor, &event, rig.now);
	ck_assert_str_eq(
		rig_effects(&rig), "changed 1, changed 2, changed 0, start-failed 0, finished");
	ck_assert_uint_eq(supervisor_child(rig.supervisor, 1)->restarts, 0);
	ck_assert_str_eq(rig_child(&rig, 1), "stopped stopped  0");
	rig_close(&rig);
}
END_TEST

START_TEST(all_may_end_well_during_the_start)
{
	struct child_policy policy = rig_policy;

	policy.restart = RESTART_TRANSIENT;
	rig_open(&rig, &policy, 1, false);
	rig_start(&rig, false);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 0);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0, changed 0, started, finished");
	rig_close(&rig);
	rig_open(&rig, NULL, 0, false);
	rig_start(&rig, false);
	ck_assert_str_eq(rig_effects(&rig), "started, finished");
	rig_close(&rig);
}
END_TEST

START_TEST(nonsense_is_counted)
{
	struct supervisor_event event = {.type = CHILD_EVENT_STOP, .child = 3};
	struct child_record record = {0};

	start_three(&rig_policy, false);
	rig_run(&rig, 3);
	rig_effects(&rig);
	supervisor_restore(rig.supervisor, 0, &record, false, NULL, 0); /* too late */
	supervisor_step(rig.supervisor, &event, rig.now);
	event = (struct supervisor_event){.type = CHILD_EVENT_COUNT};
	supervisor_step(rig.supervisor, &event, rig.now);
	event.type = CHILD_EVENT_DEADLINE;
	supervisor_step(rig.supervisor, &event, rig.now);
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 3);
	supervisor_expire(rig.supervisor, UINT64_MAX);
	ck_assert_str_eq(rig_effects(&rig), "");
	ck_assert_ptr_null(supervisor_child(rig.supervisor, 3));
	rig_close(&rig);
	supervisor_free(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor start");
	TCase *start = tcase_create("start");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, start);
	tcase_add_test(start, started_once_when_all_are_ready);
	tcase_add_test(start, stopped_during_the_start);
	tcase_add_loop_test(start, start_fails, 0, FAILURES);
	tcase_add_loop_test(start, an_adopted_process_that_dies_unseen_fails_no_start, 0, 2);
	tcase_add_loop_test(start, start_fails_and_what_runs_is_kept, 0, FAILURES);
	tcase_add_test(start, failure_withdraws_what_was_not_begun);
	tcase_add_test(start, all_may_end_well_during_the_start);
	tcase_add_test(start, nonsense_is_counted);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
