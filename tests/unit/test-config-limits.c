/* SPDX-License-Identifier: MIT */
#include "config.h"

/* Limits that can never happen are refused, and only those: the least time in which they could is
 * compared with all ways to live and die, and with what the core does. */

#include <limits.h>
#include <stdlib.h>

#include "config-place.h"
#include "config/limits.h"
#include "supervisor-rig.h"
#include "supervisor/policy.h"

static uint64_t random_state = 88172645463325252u;

static uint64_t below(uint64_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state % limit;
}

static struct child_policy any_policy(void)
{
	return (struct child_policy){.restart = RESTART_PERMANENT,
		.restart_delay_ns = 1 + below(5 * SECOND),
		.backoff_factor = 1000 + (uint32_t)below(3000),
		.backoff_max_ns = below(60 * SECOND),
		.stable_ns = below(20 * SECOND),
		.max_restarts = (uint32_t)below(9),
		.stop_timeout_ns = SECOND};
}

/* Each life ends at once or when it is stable: all ways. */
static uint64_t try_all(const struct child_policy *policy, unsigned restarts, uint32_t short_lives)
{
	uint64_t delay = policy_delay(policy, short_lives), at_once, stable;

	if (restarts == 0)
		return 0;
	at_once = try_all(policy, restarts - 1, short_lives + 1);
	stable = restarts > 1 ? policy->stable_ns + try_all(policy, restarts - 1, 0) : at_once;
	return delay + (at_once < stable ? at_once : stable);
}

START_TEST(span_is_the_least_of_all_ways)
{
	for (int i = 0; i < 2000; i++) {
		struct child_policy policy = any_policy();

		ck_assert_uint_eq(limits_span(&policy, policy.max_restarts),
			try_all(&policy, policy.max_restarts, 0));
	}
}
END_TEST

START_TEST(span_at_the_edges)
{
	struct child_policy policy = {.restart_delay_ns = UINT64_C(86400) * SECOND,
		.backoff_max_ns = UINT64_C(86400) * SECOND,
		.stable_ns = UINT64_C(86400) * 364 * SECOND};

	ck_assert_uint_eq(limits_span(&policy, 0), 0);
	ck_assert_uint_eq(limits_span(&policy, 1000), 1000 * policy.restart_delay_ns);
	policy.backoff_factor = 100000;
	ck_assert_uint_eq(limits_span(&policy, 1000), 1000 * policy.restart_delay_ns);
	/* The check of a work program comes first. */
	policy.work = true;
	policy.check_interval_ns = SECOND;
	ck_assert_uint_eq(limits_span(&policy, 1000), 1000 * SECOND);
}
END_TEST

/* A child that dies as soon as it lives, after a first life that was stable. */
static enum child_state die_at_once(const struct child_policy *policy)
{
	enum child_state state;
	struct rig rig;

	rig_open(&rig, policy, 1, true);
	rig_start(&rig, false);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_pass(&rig, policy->stable_ns);
	for (unsigned i = 0; i <= policy->max_restarts; i++) {
		rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
		if (rig_state(&rig, 0) != CHILD_BACKOFF)
			break;
		rig_pass(&rig, supervisor_deadline(rig.supervisor) - rig.now);
		rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
		rig_effects(&rig);
	}
	state = rig_state(&rig, 0);
	rig_close(&rig);
	return state;
}

START_TEST(the_core_trips_at_the_span_and_not_before)
{
	int tried = 0;

	for (int i = 0; i < 2000; i++) {
		struct child_policy policy = any_policy();
		uint64_t span = limits_span(&policy, policy.max_restarts);

		if (policy.max_restarts == 0)
			continue;
		policy.restart_window_ns = span - 1;
		ck_assert_int_ne(die_at_once(&policy), CHILD_FATAL);
		policy.restart_window_ns = span;
		/* Where a stable life in between is faster, dying at once is not the way. */
		policy.stable_ns = UINT64_C(1) << 60;
		if (limits_span(&policy, policy.max_restarts) != span)
			continue;
		ck_assert_int_eq(die_at_once(&policy), CHILD_FATAL);
		tried++;
	}
	ck_assert_int_gt(tried, 500);
}
END_TEST

#define PROGRAM(settings) "programs = ({ name = \"p\"; exec = \"true\";" settings " });"

START_TEST(what_can_never_happen_is_refused)
{
	check_errors("max_restarts = 5;\nrestart_window = \"10s\";\nrestart_delay = \"5s\";\n" ONE,
		"t.cfg:2: program 'p': 5 restarts in 10s can never happen with restart_delay 5s: "
		"they "
		"take 25s at least; set a longer restart_window, min_uptime, or max_restarts = "
		"\"unlimited\"\n");
	check_errors("max_restarts = 5;\n" PROGRAM("\nrestart_delay = \"1m\";"),
		"t.cfg:1: program 'p': 5 restarts in 1m can never happen with restart_delay 1m: "
		"they "
		"take 5m at least; set a longer restart_window, min_uptime, or max_restarts = "
		"\"unlimited\"\n");
	/* Not 1 + 1 + 2 + 4 + 5 + 5, but twice 1 + 1 + 2 and a life of 5 s in between. */
	check_errors(
		PROGRAM("backoff_factor = 2; restart_delay = 1; backoff_max = 5; max_restarts = "
			"6;\nrestart_window = \"12s\";"),
		"t.cfg:2: program 'p': 6 restarts in 12s can never happen with restart_delay 1s, "
		"backoff_factor 2 and backoff_max 5s: they take 13s at least; set a longer "
		"restart_window, min_uptime, or max_restarts = \"unlimited\"\n");
	check_errors(PROGRAM("\nbackoff_factor = 1.5; restart_delay = 0;"),
		"t.cfg:2: program 'p': backoff_factor can never make a restart_delay of 0 "
		"longer\n");
	check_errors(PROGRAM("\nbackoff_factor = 1.5; restart_delay = 5; backoff_max = 5; "
			     "restart_window = 60;"),
		"t.cfg:2: program 'p': backoff_factor can never make restart_delay 5s longer: "
		"backoff_max is 5s\n");
	check_errors("on_fatal = \"exit\";\n" PROGRAM("\nretry_after = 5;"),
		"t.cfg:3: program 'p': retry_after can never happen: on_fatal = \"exit\" ends the "
		"command first\n");
	check_errors(PROGRAM("\nretry_after = 5; max_restarts = \"unlimited\";"),
		"t.cfg:2: program 'p': retry_after can never happen: max_restarts is "
		"\"unlimited\", no "
		"worker is given up\n");
	check_errors(PROGRAM("max_restarts = 3; min_uptime = 10;\nmax_age = 10;"),
		"t.cfg:2: program 'p': max_age 10s lets no worker become stable: min_uptime is "
		"10s\n");
	check_errors(PROGRAM("max_restarts = 3;\nrestart_window = \"none\";"),
		"t.cfg:1: program 'p': max_restarts 3 can never happen: there is neither a "
		"restart_window nor min_uptime\n");
}
END_TEST

START_TEST(what_can_happen_is_not)
{
	static const char *const settings[] = {
		"max_restarts = 5; restart_window = \"25s\"; restart_delay = \"5s\";",
		"max_restarts = \"none\"; restart_window = \"1ms\"; restart_delay = \"5s\";",
		"max_restarts = \"unlimited\"; restart_delay = \"1h\";",
		"restart_window = \"none\"; restart_delay = \"1h\";",
		"restart_delay = \"1h\";", /* the limits are defaults, there for quicker loops */
		"restart_delay = \"1h\"; min_uptime = \"1s\";",
		"restart_delay = \"1h\"; restart = \"temporary\"; max_restarts = 1;",
		"backoff_factor = 2; restart_delay = 1; backoff_max = 5; max_restarts = 6; "
		"restart_window = \"13s\";",
		/* Five seconds of life are less than the longer delays. */
		"backoff_factor = 10; restart_delay = 1; backoff_max = 1000; max_restarts = 4; "
		"restart_window = \"60s\"; min_uptime = 5;",
		"restart_delay = 1; retry_after = \"${UNSET_NUMBER:-5}\"; max_restarts = 3;",
	};
	char text[512];

	for (size_t i = 0; i < COUNT(settings); i++) {
		snprintf(text, sizeof text, PROGRAM("%s"), settings[i]);
		check_loads(text);
	}
	check_loads("restart_delay = \"1h\"; programs = ({ name = \"w\"; work = \"w\"; "
		    "check_interval = 0; "
		    "max_restarts = 1; }, { name = \"v\"; work = \"w\"; check_interval = 2; });");
}
END_TEST

/* A value that is wrong is said once, not also by what follows from its default. */
START_TEST(one_fault_is_one_complaint)
{
	check_errors(
		PROGRAM("\nrestart_delay = \"5x\"; max_restarts = 5; restart_window = \"1ms\";"),
		"t.cfg:2: program 'p': 'restart_delay' must be a duration from 0s to 1d such as "
		"\"1m30s\", not \"5x\"\n");
}
END_TEST

int main(void)
{
	const TTest *const limits[] = {span_is_the_least_of_all_ways, span_at_the_edges,
		the_core_trips_at_the_span_and_not_before, what_can_never_happen_is_refused,
		what_can_happen_is_not, one_fault_is_one_complaint};
	Suite *suite = suite_create("config limits");

	add_tests(suite, "limits", limits, COUNT(limits));
	return run_suite(suite);
}
