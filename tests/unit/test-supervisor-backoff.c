/* SPDX-License-Identifier: MIT */

/* How long a child waits, when it is given up, and what comes after that. */

#include <check.h>
#include <signal.h>
#include <stdlib.h>

#include "supervisor-rig.h"
#include "supervisor/policy.h"

#define MILLI (SECOND / 1000)

static struct rig rig;

/* Ready at once, no limits: what a test is about it sets. */
static struct child_policy plain(void)
{
	struct child_policy policy = rig_policy;

	policy.start_grace_ns = 0;
	policy.max_restarts = UINT32_MAX;
	policy.stable_ns = 10 * SECOND;
	return policy;
}

static const struct child_record *child(void)
{
	return supervisor_child(rig.supervisor, 0);
}

static void open_running(const struct child_policy *policy)
{
	struct child_policy policies[2] = {*policy, plain()};

	rig_open(&rig, policies, 2, false);
	rig_start(&rig, false);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 1);
	ck_assert_int_eq(child()->state, CHILD_RUNNING);
	ck_assert_int_eq(supervisor_phase(rig.supervisor), SUPERVISOR_RUNNING);
	rig_effects(&rig);
}

static void close_rig(void)
{
	rig_close(&rig);
}

/* It lives that long from now on, then exits with this code. */
static void live(uint64_t ns, int code)
{
	ck_assert_int_eq(child()->state, CHILD_RUNNING);
	rig_pass(&rig, ns);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, code);
}

/* Waits until it is started again; returns how long that took. */
static uint64_t come_back(void)
{
	uint64_t since = rig.now;

	ck_assert_uint_ne(supervisor_deadline(rig.supervisor), UINT64_MAX);
	rig_pass(&rig, supervisor_deadline(rig.supervisor) - rig.now);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	ck_assert_int_eq(child()->state, CHILD_RUNNING);
	return rig.now - since;
}

/* The seed's numbers: 100 ms, times 1.5, up to 15 s. */
START_TEST(delays_grow_to_their_cap_and_begin_anew)
{
	static const uint64_t expected[] = {100000000, 150000000, 225000000, 337500000, 506250000,
		759375000, 1139062500, 1708593750, 2562890625, 3844335937, 5766503906, 8649755859,
		12974633789, 15000000000, 15000000000};
	struct child_policy policy = plain();

	policy.restart_delay_ns = 100 * MILLI;
	policy.backoff_factor = 1500;
	policy.backoff_max_ns = 15 * SECOND;
	open_running(&policy);
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		live(SECOND, 1);
		ck_assert_uint_eq(come_back(), expected[i]);
	}
	/* One nanosecond short of stable is short. */
	live(10 * SECOND - 1, 1);
	ck_assert_uint_eq(come_back(), 15 * SECOND);
	live(10 * SECOND, 1);
	ck_assert_uint_eq(child()->short_lives, 0);
	ck_assert_uint_eq(come_back(), 100 * MILLI);
	live(SECOND, 1);
	ck_assert_uint_eq(come_back(), 100 * MILLI);
	live(SECOND, 1);
	ck_assert_uint_eq(come_back(), 150 * MILLI);
	close_rig();
}
END_TEST

START_TEST(delays_at_the_edges)
{
	struct child_policy policy = {.restart_delay_ns = 5, .backoff_max_ns = 1000};

	ck_assert_uint_eq(policy_delay(&policy, 7), 5); /* no factor */
	policy.backoff_factor = 2000;
	ck_assert_uint_eq(policy_delay(&policy, 0), 5);
	ck_assert_uint_eq(policy_delay(&policy, 1), 5);
	ck_assert_uint_eq(policy_delay(&policy, 2), 10);
	ck_assert_uint_eq(policy_delay(&policy, 8), 640);
	ck_assert_uint_eq(policy_delay(&policy, 9), 1000);
	ck_assert_uint_eq(policy_delay(&policy, UINT32_MAX), 1000);
	policy.backoff_max_ns = 4; /* never below the plain delay */
	ck_assert_uint_eq(policy_delay(&policy, 9), 5);
	policy.restart_delay_ns = 0;
	ck_assert_uint_eq(policy_delay(&policy, UINT32_MAX), 0);
	policy.restart_delay_ns = 1;
	policy.backoff_factor = 100000;
	policy.backoff_max_ns = UINT64_C(86400) * SECOND;
	ck_assert_uint_eq(policy_delay(&policy, UINT32_MAX), policy.backoff_max_ns);
}
END_TEST

START_TEST(jitter_is_bounded_and_can_be_replayed)
{
	struct child_policy policy = {.restart_jitter_ns = SECOND};
	uint64_t sum = 0;
	int repeated = 0;

	for (uint64_t i = 0; i < 1000; i++) {
		uint64_t jitter = policy_jitter(&policy, 42, i);

		ck_assert_uint_le(jitter, SECOND);
		ck_assert_uint_eq(jitter, policy_jitter(&policy, 42, i));
		repeated += jitter == policy_jitter(&policy, 43, i) ||
			    jitter == policy_jitter(&policy, 42, i + 1);
		sum += jitter;
	}
	ck_assert_int_eq(repeated, 0);
	ck_assert_uint_gt(sum, 450 * SECOND);
	ck_assert_uint_lt(sum, 550 * SECOND);
	policy.restart_jitter_ns = 0;
	ck_assert_uint_eq(policy_jitter(&policy, 42, 1), 0);
}
END_TEST

/* Also where there is no delay: then the jitter is all of it. */
START_TEST(jitter_spreads_children)
{
	struct child_policy policies[2] = {plain(), plain()};

	for (int i = 0; i < 2; i++) {
		policies[i].restart_delay_ns = 0;
		policies[i].restart_jitter_ns = SECOND;
	}
	rig_open(&rig, policies, 2, false);
	rig_start(&rig, false);
	for (unsigned i = 0; i < 2; i++)
		rig_tell(&rig, CHILD_EVENT_SPAWNED, i);
	for (unsigned i = 0; i < 2; i++)
		rig_end(&rig, CHILD_EVENT_GONE, i, CHILD_CAUSE_EXIT, 1);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_BACKOFF);
	rig_pass(&rig, supervisor_deadline(rig.supervisor) - rig.now);
	ck_assert((rig_state(&rig, 0) == CHILD_BACKOFF) != (rig_state(&rig, 1) == CHILD_BACKOFF));
	rig_pass(&rig, SECOND);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_STARTING);
	ck_assert_int_eq(rig_state(&rig, 1), CHILD_STARTING);
	close_rig();
}
END_TEST

/* Ten lives in a row, each before min_uptime, however far apart: the window never sees two. */
START_TEST(short_lives_in_a_row)
{
	struct child_policy policy = plain();

	policy.restart_delay_ns = 100 * SECOND;
	policy.max_restarts = 10;
	policy.restart_window_ns = 60 * SECOND;
	policy.max_short_lives = 10;
	open_running(&policy);
	for (int i = 0; i < 9; i++) {
		live(5 * SECOND, 1);
		ck_assert_uint_eq(come_back(), 100 * SECOND);
	}
	live(10 * SECOND, 1); /* stable: begins anew */
	for (unsigned i = 1; i < 10; i++) {
		come_back();
		live(SECOND, 1);
		ck_assert_uint_eq(child()->short_lives, i);
	}
	come_back();
	live(SECOND, 1);
	ck_assert_str_eq(rig_child(&rig, 0), "fatal running exit 1");
	ck_assert_uint_eq(child()->exits, 20);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), UINT64_MAX);
	close_rig();
}
END_TEST

/* What is told of a child that lives on is true: it does not wait for the end. */
START_TEST(stable_is_noticed_while_it_runs)
{
	struct child_policy policy = plain();

	open_running(&policy);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), UINT64_MAX);
	live(SECOND, 1);
	come_back();
	rig_effects(&rig);
	ck_assert_uint_eq(child()->short_lives, 1);
	rig_pass(&rig, 10 * SECOND);
	ck_assert_str_eq(rig_effects(&rig), "changed 0");
	ck_assert_uint_eq(child()->short_lives, 0);
	ck_assert_uint_eq(child()->exits, 1);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), UINT64_MAX);
	close_rig();
}
END_TEST

/* PM2 lets this run for ever: each life is longer than its min_uptime of 1 s. */
START_TEST(every_two_seconds_ends_fatal)
{
	struct child_policy policy = plain();
	uint64_t begun;

	policy.restart_delay_ns = 0;
	policy.stable_ns = SECOND;
	policy.max_restarts = 5;
	policy.max_short_lives = 5;
	policy.restart_window_ns = 60 * SECOND;
	open_running(&policy);
	begun = rig.now;
	for (int i = 0; i < 5; i++) {
		live(2 * SECOND, 1);
		ck_assert_int_eq(child()->state, CHILD_STARTING);
		rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	}
	live(2 * SECOND, 1);
	ck_assert_int_eq(child()->state, CHILD_FATAL);
	ck_assert_uint_eq(rig.now - begun, 12 * SECOND);
	close_rig();
}
END_TEST

static struct child_policy with_database(void)
{
	struct child_policy policy = plain();

	policy.restart_delay_ns = SECOND;
	policy.max_restarts = 2;
	policy.max_short_lives = 2;
	policy.restart_window_ns = 60 * SECOND;
	policy.retry_after_ns = 30 * SECOND;
	return policy;
}

/* The database is away for two minutes. */
START_TEST(retry_after_finds_the_database_back)
{
	struct child_policy policy = with_database();
	uint64_t times[4], back;

	open_running(&policy);
	back = rig.now + 120 * SECOND;
	live(100 * MILLI, 1);
	come_back();
	live(100 * MILLI, 1);
	for (int tries = 0; rig.now < back; tries++) {
		ck_assert_int_eq(child()->state, CHILD_FATAL);
		ck_assert_int_lt(tries, 4);
		ck_assert_uint_eq(come_back(), 30 * SECOND);
		ck_assert(child()->probing);
		if (rig.now < back)
			live(100 * MILLI, 1); /* one try, and no second one */
	}
	ck_assert_int_eq(child()->state, CHILD_RUNNING);
	rig_pass(&rig, 10 * SECOND);
	ck_assert(!child()->probing);
	ck_assert_uint_eq(child()->short_lives, 0);
	ck_assert_uint_eq(supervisor_window(rig.supervisor, 0, times, 4), 0);
	live(SECOND, 1); /* with a whole budget */
	ck_assert_int_eq(child()->state, CHILD_BACKOFF);
	close_rig();
}
END_TEST

START_TEST(an_operator_ends_the_probation)
{
	struct child_policy policy = with_database();

	policy.max_restarts = 0;
	policy.max_short_lives = 1;
	open_running(&policy);
	live(SECOND, 1);
	come_back();
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), UINT64_MAX);
	rig_tell(&rig, CHILD_EVENT_START, 0);
	ck_assert(!child()->probing);
	ck_assert_uint_eq(child()->short_lives, 0);
	close_rig();
}
END_TEST

START_TEST(an_end_that_a_restart_does_not_help)
{
	struct child_policy policy = with_database();

	policy.final.codes[1] = UINT64_C(1) << (78 - 64);
	policy.final.signals = UINT64_C(1) << (SIGSYS - 1);
	open_running(&policy);
	live(SECOND, 78);
	ck_assert_str_eq(rig_child(&rig, 0), "fatal running exit 78");
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), UINT64_MAX);
	rig_tell(&rig, CHILD_EVENT_START, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_end(&rig, CHILD_EVENT_EXITED, 0, CHILD_CAUSE_SIGNAL, SIGSYS);
	ck_assert_int_eq(child()->state, CHILD_STOPPING);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 0);
	ck_assert_str_eq(rig_child(&rig, 0), "fatal running signal 31");
	supervisor_wake(rig.supervisor, rig.now);
	rig_effects(&rig);
	ck_assert_int_eq(child()->state, CHILD_STARTING);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	live(SECOND, 1);
	ck_assert_int_eq(child()->state, CHILD_BACKOFF);
	close_rig();

	policy.restart = RESTART_TEMPORARY; /* it would not be started again in any case */
	open_running(&policy);
	live(SECOND, 78);
	ck_assert_int_eq(child()->state, CHILD_EXITED);
	close_rig();
}
END_TEST

static const struct success {
	enum restart_type restart;
	enum child_cause cause;
	int status;
	enum child_state state;
} successes[] = {
	{RESTART_TRANSIENT, CHILD_CAUSE_EXIT, 3, CHILD_EXITED},
	{RESTART_TRANSIENT, CHILD_CAUSE_EXIT, 255, CHILD_EXITED},
	{RESTART_TRANSIENT, CHILD_CAUSE_SIGNAL, SIGTERM, CHILD_EXITED},
	{RESTART_TRANSIENT, CHILD_CAUSE_EXIT, 0, CHILD_BACKOFF},
	{RESTART_TRANSIENT, CHILD_CAUSE_SIGNAL, 3, CHILD_BACKOFF},
	{RESTART_TRANSIENT, CHILD_CAUSE_EXIT, SIGTERM, CHILD_BACKOFF},
	{RESTART_PERMANENT, CHILD_CAUSE_EXIT, 3, CHILD_BACKOFF},
	{RESTART_TEMPORARY, CHILD_CAUSE_SIGNAL, SIGTERM, CHILD_EXITED},
};

START_TEST(other_ends_that_are_as_they_should_be)
{
	const struct success *success = &successes[_i];
	struct child_policy policy = plain();

	policy.success = (struct ends){
		.codes = {8, 0, 0, UINT64_C(1) << 63}, .signals = UINT64_C(1) << (SIGTERM - 1)};
	policy.restart = success->restart;
	open_running(&policy);
	rig_end(&rig, CHILD_EVENT_GONE, 0, success->cause, success->status);
	ck_assert_int_eq(child()->state, success->state);
	ck_assert_uint_eq(child()->exits, success->state == CHILD_BACKOFF);
	close_rig();
}
END_TEST

START_TEST(the_command_gives_up_with_it)
{
	struct child_policy policy = with_database();

	policy.exit_on_fatal = true;
	policy.max_restarts = 0;
	open_running(&policy);
	live(SECOND, 1);
	ck_assert_str_eq(rig_effects(&rig), "changed 0, gave-up 0, changed 1, signal 1 15");
	ck_assert_int_eq(supervisor_phase(rig.supervisor), SUPERVISOR_STOPPING);
	ck_assert_int_eq(child()->state, CHILD_FATAL);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), rig.now + 5 * SECOND);
	rig_tell(&rig, CHILD_EVENT_START, 0);
	rig_tell(&rig, CHILD_EVENT_GONE, 1);
	ck_assert_str_eq(rig_effects(&rig), "changed 1, finished");
	close_rig();

	/* Not by a process that is not proven ours. */
	open_running(&policy);
	rig_tell(&rig, CHILD_EVENT_UNPROVEN, 0);
	ck_assert_int_eq(child()->state, CHILD_FATAL);
	ck_assert_int_eq(supervisor_phase(rig.supervisor), SUPERVISOR_RUNNING);
	close_rig();
}
END_TEST

/* So that it can be seen why. */
START_TEST(who_the_command_gives_up_for_stays_fatal_whatever_is_said)
{
	struct child_policy policy = with_database();

	policy.exit_on_fatal = true;
	policy.max_restarts = 0;
	open_running(&policy);
	live(SECOND, 1);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 1);
	rig_tell(&rig, CHILD_EVENT_STOP, 1); /* it is being stopped anyway */
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 2);
	ck_assert_str_eq(rig_child(&rig, 0), "fatal running exit 1");
	ck_assert_str_eq(rig_effects(&rig), "changed 0, gave-up 0, changed 1, signal 1 15");
	close_rig();
}
END_TEST

/* A start that is kept though one failed: its verdict comes first. */
START_TEST(gives_up_after_the_verdict)
{
	struct child_policy policies[2] = {with_database(), plain()};

	policies[0].exit_on_fatal = true;
	policies[0].max_restarts = 0;
	rig_open(&rig, policies, 2, true);
	rig_start(&rig, false);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 1);
	rig_effects(&rig);
	rig_end(&rig, CHILD_EVENT_SPAWN_FAILED, 0, CHILD_CAUSE_SPAWN, 2);
	ck_assert_str_eq(
		rig_effects(&rig), "changed 0, start-failed 0, gave-up 0, changed 1, signal 1 15");
	close_rig();
}
END_TEST

static void restore(const struct child_policy *policy, struct child_record record, bool alive)
{
	static const uint64_t none[1];

	rig_open(&rig, policy, 1, false);
	record.wanted = CHILD_WANTED_RUNNING;
	record.changed_ns = rig.now - SECOND;
	supervisor_restore(rig.supervisor, 0, &record, alive, none, 0);
	rig_start(&rig, true);
}

static uint64_t due(void)
{
	return supervisor_deadline(rig.supervisor) - rig.now;
}

START_TEST(a_new_master_goes_on)
{
	struct child_policy policy = with_database();
	struct child_record record = {
		.cause = CHILD_CAUSE_EXIT, .status = 1, .exits = 7, .short_lives = 5};

	policy.backoff_factor = 2000;
	policy.backoff_max_ns = 15 * SECOND;
	policy.restart_jitter_ns = SECOND;
	record.state = CHILD_BACKOFF;
	restore(&policy, record, false);
	ck_assert_uint_eq(due(), 14 * SECOND + policy_jitter(&policy, 0, 7));
	close_rig();

	record.state = CHILD_FATAL;
	restore(&policy, record, false);
	ck_assert_uint_eq(due(), 29 * SECOND);
	close_rig();

	record.state = CHILD_RUNNING;
	record.probing = true;
	restore(&policy, record, true);
	ck_assert_uint_eq(due(), 9 * SECOND);
	live(8 * SECOND, 1);
	ck_assert_int_eq(child()->state, CHILD_FATAL);
	close_rig();

	record.state = CHILD_FATAL;
	record.status = 78;
	policy.final.codes[1] = UINT64_C(1) << (78 - 64);
	restore(&policy, record, false);
	ck_assert_uint_eq(supervisor_deadline(rig.supervisor), UINT64_MAX);
	close_rig();

	/* It died before it could say so. */
	policy.exit_on_fatal = true;
	restore(&policy, record, false);
	ck_assert_str_eq(rig_effects(&rig), "gave-up 0, finished");
	close_rig();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor backoff");
	TCase *delay = tcase_create("delay");
	TCase *limit = tcase_create("limit");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, delay);
	tcase_add_test(delay, delays_grow_to_their_cap_and_begin_anew);
	tcase_add_test(delay, delays_at_the_edges);
	tcase_add_test(delay, jitter_is_bounded_and_can_be_replayed);
	tcase_add_test(delay, jitter_spreads_children);
	suite_add_tcase(suite, limit);
	tcase_add_test(limit, short_lives_in_a_row);
	tcase_add_test(limit, stable_is_noticed_while_it_runs);
	tcase_add_test(limit, every_two_seconds_ends_fatal);
	tcase_add_test(limit, retry_after_finds_the_database_back);
	tcase_add_test(limit, an_operator_ends_the_probation);
	tcase_add_test(limit, an_end_that_a_restart_does_not_help);
	tcase_add_loop_test(limit, other_ends_that_are_as_they_should_be, 0,
		(int)(sizeof successes / sizeof successes[0]));
	tcase_add_test(limit, the_command_gives_up_with_it);
	tcase_add_test(limit, who_the_command_gives_up_for_stays_fatal_whatever_is_said);
	tcase_add_test(limit, gives_up_after_the_verdict);
	tcase_add_test(limit, a_new_master_goes_on);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
