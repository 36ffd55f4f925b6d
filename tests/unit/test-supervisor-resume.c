/* SPDX-License-Identifier: MIT */

/* What a new master takes up of what a dead one left behind. */

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "supervisor-rig.h"

static struct rig rig;

static const struct leftover {
	enum child_state state;
	enum child_wanted wanted;
	bool alive;
	const char *resumed; /* "record: effects" after a resumed start */
	const char *afresh;  /* after an operator's */
} leftovers[] = {
#define W CHILD_WANTED_RUNNING
#define S CHILD_WANTED_STOPPED
#define ANEW "starting running exit 1: changed 0, spawn 0"
#define WAITS "backoff running unknown 0: changed 0"
#define ENDS_IT "stopping stopped exit 1: changed 0, signal 0 15"
#define FRESH_AFTER "stopping running exit 1: changed 0, signal 0 15"
	{CHILD_STARTING, W, true, "starting running exit 1: ", "starting running exit 1: "},
	{CHILD_RUNNING, W, true, "running running exit 1: ", "running running exit 1: started"},
	{CHILD_STOPPING, W, true, FRESH_AFTER, FRESH_AFTER},
	{CHILD_STOPPING, S, true, ENDS_IT, FRESH_AFTER},
	{CHILD_RUNNING, S, true, ENDS_IT, "running running exit 1: changed 0, started"},
	{CHILD_BACKOFF, W, true, "starting running exit 1: changed 0",
		"starting running exit 1: changed 0"},
	{CHILD_STARTING, W, false, WAITS, ANEW},
	{CHILD_RUNNING, W, false, WAITS, ANEW},
	{CHILD_STOPPING, W, false, ANEW, ANEW},
	{CHILD_STOPPING, S, false, "stopped stopped stopped 0: changed 0", ANEW},
	{CHILD_RUNNING, S, false, "stopped stopped stopped 0: changed 0", ANEW},
	{CHILD_STOPPED, S, false, "stopped stopped exit 1: ", ANEW},
	{CHILD_STOPPED, W, false, ANEW, ANEW},
	{CHILD_BACKOFF, W, false, "backoff running exit 1: ", ANEW},
	{CHILD_BACKOFF, S, false, "stopped stopped exit 1: changed 0", ANEW},
	{CHILD_FATAL, W, false, "fatal running exit 1: ", ANEW},
	{CHILD_EXITED, W, false, "exited running exit 1: finished", ANEW},
	{CHILD_EXITED, S, false, "exited stopped exit 1: finished", ANEW},
	{(enum child_state)77, W, false, ANEW, ANEW},
};
#define LEFTOVERS (int)(sizeof leftovers / sizeof leftovers[0])

START_TEST(leftovers_are_taken_up)
{
	const struct leftover *leftover = &leftovers[_i / 2];
	bool resumed = _i % 2;
	struct child_record record = {.state = leftover->state,
		.wanted = leftover->wanted,
		.cause = CHILD_CAUSE_EXIT,
		.status = 1,
		.restarts = 7,
		.exits = 2};
	uint64_t window[2] = {999 * SECOND, 999 * SECOND + SECOND / 2};
	char got[512];

	rig_open(&rig, &rig_policy, 1, false);
	record.changed_ns = rig.now - SECOND / 2;
	supervisor_restore(rig.supervisor, 0, &record, leftover->alive, window, 2);
	rig_start(&rig, resumed);
	strcpy(got, rig_effects(&rig));
	memmove(got + strlen(rig_child(&rig, 0)) + 2, got, strlen(got) + 1);
	memcpy(got, rig_child(&rig, 0), strlen(rig_child(&rig, 0)));
	memcpy(got + strlen(rig_child(&rig, 0)), ": ", 2);
	if (resumed && !strncmp(leftover->resumed, WAITS, 8) &&
		strstr(leftover->resumed, "unknown"))
		ck_assert_str_eq(got, "fatal running unknown 0: changed 0"); /* the third in 10 s */
	else
		ck_assert_str_eq(got, resumed ? leftover->resumed : leftover->afresh);
	ck_assert_uint_eq(supervisor_window(rig.supervisor, 0, window, 2), resumed ? 2 : 0);
	ck_assert_uint_ge(supervisor_child(rig.supervisor, 0)->restarts, 7);
	rig_close(&rig);
}
END_TEST

static void restore_one(
	const struct child_policy *policy, enum child_state state, bool alive, uint64_t age)
{
	struct child_record record = {
		.state = state, .wanted = CHILD_WANTED_RUNNING, .cause = CHILD_CAUSE_EXIT};

	rig_open(&rig, policy, 1, false);
	record.changed_ns = rig.now - age;
	supervisor_restore(rig.supervisor, 0, &record, alive, NULL, 0);
}

START_TEST(resumed_waits_go_on)
{
	restore_one(&rig_policy, CHILD_BACKOFF, false, SECOND / 4);
	rig_start(&rig, true);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), rig.now + SECOND * 3 / 4);
	rig_close(&rig);
	restore_one(&rig_policy, CHILD_BACKOFF, false, SECOND);
	rig_start(&rig, true);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0");
	rig_close(&rig);
	restore_one(&rig_policy, CHILD_BACKOFF, false, -SECOND); /* a time to come: not believed */
	rig_start(&rig, true);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), rig.now + SECOND);
	rig_close(&rig);
	restore_one(&rig_work, CHILD_FATAL, false, 299 * SECOND);
	rig_start(&rig, true);
	rig_pass(&rig, SECOND);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0");
	rig_close(&rig);
	restore_one(&rig_policy, CHILD_STARTING, true, 60 * SECOND);
	rig_start(&rig, true);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), rig.now + SECOND / 5);
	rig_close(&rig);
}
END_TEST

/* A restart that was under way is carried through, whatever the policy says. */
START_TEST(resumed_restart)
{
	struct child_policy policy = rig_policy;

	policy.restart = RESTART_TEMPORARY;
	restore_one(&policy, CHILD_STOPPING, true, SECOND);
	rig_start(&rig, true);
	rig_effects(&rig);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_SIGNAL, SIGTERM);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, spawn 0");
	ck_assert_uint_eq(supervisor_child(rig.supervisor, 0)->exits, 0);
	rig_close(&rig);
}
END_TEST

/* A master that died while it stopped the command is followed by one that starts, then stops. */
START_TEST(resumed_stop)
{
	struct child_policy policies[3] = {rig_policy, rig_policy, rig_policy};
	struct child_record record = {.state = CHILD_STOPPING};

	rig_open(&rig, policies, 3, false);
	supervisor_restore(rig.supervisor, 0, &record, true, NULL, 0);
	record = (struct child_record){.state = CHILD_RUNNING, .wanted = CHILD_WANTED_RUNNING};
	supervisor_restore(rig.supervisor, 1, &record, true, NULL, 0);
	record.state = CHILD_STOPPING;
	supervisor_restore(rig.supervisor, 2, &record, false, NULL, 0);
	supervisor_start(rig.supervisor, true, rig.now);
	supervisor_stop(rig.supervisor, rig.now);
	ck_assert_str_eq(
		rig_effects(&rig), "changed 0, signal 0 15, changed 2, changed 1, signal 1 15");
	rig_tell(&rig, CHILD_EVENT_GONE, 1);
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	ck_assert_str_eq(rig_effects(&rig), "changed 1, changed 0, finished");
	rig_close(&rig);
	restore_one(&rig_policy, CHILD_RUNNING, true, 0); /* stop without a start is the same */
	supervisor_stop(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, signal 0 15");
	rig_close(&rig);
}
END_TEST

/* Hands off the unproven: by no word and no policy, until its process is gone. */
START_TEST(unproven)
{
	struct child_policy policies[2] = {rig_work, rig_policy};

	rig_open(&rig, policies, 2, false);
	rig_tell(&rig, CHILD_EVENT_UNPROVEN, 0);
	rig_tell(&rig, CHILD_EVENT_START, 1); /* too early */
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 1);
	rig_start(&rig, _i);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 1);
	rig_pass(&rig, 10000 * SECOND);
	ck_assert_str_eq(rig_effects(&rig),
		_i ? "changed 0, changed 0, changed 1, spawn 1, changed 1"
		   : "changed 0, changed 0, changed 1, spawn 1, changed 1, started");
	ck_assert_str_eq(rig_child(&rig, 0), "fatal running unproven 0");
	rig.text_length = 0;
	rig_tell(&rig, CHILD_EVENT_START, 0);
	rig_tell(&rig, CHILD_EVENT_RESTART, 0);
	supervisor_wake(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "");
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	rig_tell(&rig, CHILD_EVENT_START, 0);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, changed 0, spawn 0");
	rig_tell(&rig, CHILD_EVENT_UNPROVEN, 0);
	rig_effects(&rig);
	supervisor_stop(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_effects(&rig), "changed 1, signal 1 15, changed 0");
	rig_tell(&rig, CHILD_EVENT_GONE, 1);
	ck_assert_str_eq(rig_effects(&rig), "changed 1, finished");
	ck_assert_str_eq(rig_child(&rig, 0), "fatal stopped unproven 0");
	rig_close(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor resume");
	TCase *resume = tcase_create("resume");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, resume);
	tcase_add_loop_test(resume, leftovers_are_taken_up, 0, LEFTOVERS * 2);
	tcase_add_test(resume, resumed_waits_go_on);
	tcase_add_test(resume, resumed_restart);
	tcase_add_test(resume, resumed_stop);
	tcase_add_loop_test(resume, unproven, 0, 2);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
