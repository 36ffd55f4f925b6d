/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "otp-cases.h"

/* Counts, and how they grow with the number of children. */

#define GROUPS (OTP_STRATEGIES - 1)

/* Those that wait to be started again are workers, but not active. */
START_TEST(count_restarting_children)
{
	struct otp otp;

	otp_open(&otp, "simple_one_for_one 20/10:");
	otp_start(&otp);
	otp_see(&otp, "[1,0,0,0]");
	otp_says(otp_start_child(&otp, "root", "a,brutal_kill,delay"), "ok");
	otp_see(&otp, "[1,1,0,1] a new");
	otp_says(otp_start_child(&otp, "root", "b,brutal_kill,delay"), "ok");
	otp_see(&otp, "[1,2,0,2] a old, b new");
	otp_says(otp_start_child(&otp, "root", "c,brutal_kill,delay"), "ok");
	otp_see(&otp, "[1,3,0,3] a old, b old, c new");
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_exit(&otp, "c", OTP_ABNORMAL);
	otp_see(&otp, "[1,0,0,3] a none, b none, c none");
	otp_pass(&otp, OTP_SECOND);
	otp_see(&otp, "[1,3,0,3] a new, b new, c new");
	otp_fails(&otp, "a", OTP_ALWAYS);
	otp_fails(&otp, "b", OTP_ALWAYS);
	otp_exit(&otp, "a", OTP_ABNORMAL);
	otp_exit(&otp, "b", OTP_ABNORMAL);
	otp_pass(&otp, 4 * OTP_SECOND);
	otp_see(&otp, "[1,1,0,3] a none, b none, c old");
	otp_fails(&otp, "a", 0);
	otp_fails(&otp, "b", 0);
	otp_pass(&otp, OTP_SECOND);
	otp_see(&otp, "[1,3,0,3] a new, b new, c old");
	otp_says(otp_terminate_child(&otp, "c"), "ok");
	otp_see(&otp, "[1,2,0,2] a old, b old, c none");
	otp_says(otp_terminate_child(&otp, "a"), "ok");
	otp_see(&otp, "[1,1,0,1] a none, b old, c none");
	otp_says(otp_terminate_child(&otp, "b"), "ok");
	otp_see(&otp, "[1,0,0,0] a none, b none, c none");
	otp_close(&otp);
}
END_TEST

/* Ended in a way (or terminated: 4), one of each restart type under one supervisor. */
static void end_each(struct otp *otp, int way)
{
	static const char *const names[] = {"a", "b", "c"};

	for (int i = 0; i < 3; i++)
		if (otp->children[i].pid == 0)
			continue;
		else if (way == 4)
			otp_says(otp_terminate_child(otp, names[i]), "ok");
		else
			otp_exit(otp, names[i], (enum otp_reason)way);
}

/* A temporary child that ended is no more, whatever way it went; the others keep their places. */
START_TEST(do_not_save_child_specs_for_temporary_children)
{
	for (int way = 0; way < 5; way++) {
		bool planned = way == OTP_NORMAL || way == OTP_SHUTDOWN, pool = _i == GROUPS;
		struct otp otp;

		otp_open(&otp, "%s 9/3600:", otp_strategies[_i]);
		otp_start(&otp);
		otp_says(otp_start_child(&otp, "root", "c,temporary"), "ok");
		otp_see(&otp, "[1,1,0,1] c new");
		if (way == 4)
			otp_says(otp_terminate_child(&otp, "c"), "ok");
		else
			otp_exit(&otp, "c", (enum otp_reason)way);
		otp_see(&otp, pool ? "[1,0,0,0] c none" : "[0,0,0,0] c none");
		otp_says(otp_delete_child(&otp, "c"), "ok");
		otp_says(otp_start_child(&otp, "root", "c,temporary"), "ok");
		otp_see(&otp, "[1,1,0,1] c new");
		otp_close(&otp);

		otp_open(&otp, "%s 9/3600: a b,transient c,temporary", otp_strategies[_i]);
		otp_start(&otp);
		end_each(&otp, way);
		otp_says(otp_start_child(&otp, "root", "a"),
			way == 4 ? "already_present" : "already_started");
		otp_says(otp_start_child(&otp, "root", "b,transient"),
			way == 4 || planned ? "already_present" : "already_started");
		otp_close(&otp);
	}
}
END_TEST

/* Very many children. What is told and what is decided is counted: the times are for make bench. */
struct crowd {
	struct supervisor *supervisor;
	unsigned *children;
	size_t count;
	uint64_t effects;
};

static const struct child_policy temporary = {
	.restart = RESTART_TEMPORARY, .stop_signal = 15, .stop_timeout_ns = OTP_SECOND};

static struct node_policy crowd_policy(enum supervisor_strategy strategy)
{
	return (struct node_policy){.strategy = strategy,
		.intensity = 2,
		.period_ns = 3600 * OTP_SECOND,
		.parallel = strategy == STRATEGY_SIMPLE_ONE_FOR_ONE,
		.shutdown_ns = UINT64_MAX};
}

static void answer(struct crowd *crowd)
{
	struct supervisor_effect effect;

	while (supervisor_next(crowd->supervisor, &effect)) {
		struct supervisor_event event = {.child = effect.child};

		crowd->effects++;
		if (effect.type == EFFECT_SPAWN) {
			event.type = CHILD_EVENT_SPAWNED;
		} else if (effect.type == EFFECT_SIGNAL) {
			event.type = CHILD_EVENT_GONE;
			event.cause = CHILD_CAUSE_SIGNAL;
			event.status = effect.value;
		} else {
			continue;
		}
		supervisor_step(crowd->supervisor, &event, OTP_SECOND);
	}
}

static void tell_all(struct crowd *crowd, enum child_event type)
{
	for (size_t i = 0; i < crowd->count; i++) {
		struct supervisor_event event = {.type = type,
			.child = crowd->children[i],
			.cause = CHILD_CAUSE_SIGNAL,
			.status = 9};

		supervisor_step(crowd->supervisor, &event, OTP_SECOND);
		answer(crowd);
	}
}

static void open_crowd(struct crowd *crowd, const struct node_policy *policy)
{
	static const unsigned parent;
	struct supervisor_spec spec = {.node_count = 1, .nodes = policy, .parent_of = &parent};

	*crowd = (struct crowd){.supervisor = supervisor_new(&spec)};
	ck_assert_ptr_nonnull(crowd->supervisor);
	supervisor_start(crowd->supervisor, false, OTP_SECOND);
	answer(crowd);
}

/* Starts so many more. */
static void grow(struct crowd *crowd, size_t more)
{
	crowd->children = realloc(crowd->children, (crowd->count + more) * sizeof *crowd->children);
	ck_assert_ptr_nonnull(crowd->children);
	for (; more > 0; more--) {
		struct supervisor_event event = {.type = CHILD_EVENT_START};
		unsigned *child = &crowd->children[crowd->count++];

		ck_assert_int_eq(supervisor_add(crowd->supervisor, 0, &temporary, child), 0);
		event.child = *child;
		supervisor_step(crowd->supervisor, &event, OTP_SECOND);
		answer(crowd);
	}
}

static void close_crowd(struct crowd *crowd)
{
	supervisor_free(crowd->supervisor);
	free(crowd->children);
}

static const char *counts_of(const struct supervisor *supervisor)
{
	static char text[128];
	struct supervisor_counts counts = supervisor_counts(supervisor, 0);

	snprintf(text, sizeof text, "[%zu,%zu,%zu,%zu]", counts.specs, counts.active,
		counts.supervisors, counts.workers);
	return text;
}

START_TEST(count_children)
{
	struct node_policy policy = crowd_policy(STRATEGY_SIMPLE_ONE_FOR_ONE);
	struct supervisor_member member;
	struct crowd crowd;
	size_t listed = 1;

	open_crowd(&crowd, &policy);
	otp_says(counts_of(crowd.supervisor), "[1,0,0,0]");
	grow(&crowd, 1000);
	otp_says(counts_of(crowd.supervisor), "[1,1000,0,1000]");
	grow(&crowd, 1000);
	otp_says(counts_of(crowd.supervisor), "[1,2000,0,2000]");
	ck_assert(supervisor_first_member(crowd.supervisor, 0, &member));
	while (supervisor_next_member(crowd.supervisor, &member))
		listed++;
	ck_assert_uint_eq(listed, 2000);
	tell_all(&crowd, CHILD_EVENT_GONE);
	otp_says(counts_of(crowd.supervisor), "[1,0,0,0]");
	close_crowd(&crowd);
}
END_TEST

/* All below one root, which no supervisor of its own can have more of. */
static struct supervisor *make_supervisors(struct node_policy *policies, size_t count)
{
	unsigned *parent_of = calloc(count + 1, sizeof *parent_of);
	struct supervisor_spec spec = {
		.node_count = count + 1, .nodes = policies, .parent_of = parent_of};
	struct supervisor *made;

	ck_assert_ptr_nonnull(parent_of);
	for (size_t i = 0; i <= count; i++)
		policies[i] = crowd_policy(STRATEGY_ONE_FOR_ONE);
	made = supervisor_new(&spec);
	free(parent_of);
	ck_assert_ptr_nonnull(made);
	return made;
}

START_TEST(count_children_supervisor)
{
	static struct node_policy policies[2001];
	char expected[64];

	for (size_t count = 1000; count <= 2000; count += 1000) {
		struct crowd crowd = {.supervisor = make_supervisors(policies, count)};

		supervisor_start(crowd.supervisor, false, OTP_SECOND);
		answer(&crowd);
		snprintf(expected, sizeof expected, "[%zu,%zu,%zu,0]", count, count, count);
		otp_says(counts_of(crowd.supervisor), expected);
		for (unsigned node = 1; node <= count; node++)
			supervisor_node_stop(crowd.supervisor, node, OTP_SECOND);
		answer(&crowd);
		snprintf(expected, sizeof expected, "[%zu,0,%zu,0]", count, count);
		otp_says(counts_of(crowd.supervisor), expected);
		close_crowd(&crowd);
	}
}
END_TEST

/* What it comes to in effects to start so many and to end them in a way. */
static uint64_t effort(enum supervisor_strategy strategy, size_t count, enum child_event way)
{
	struct node_policy policy = crowd_policy(strategy);
	struct crowd crowd;

	open_crowd(&crowd, &policy);
	crowd.effects = 0;
	grow(&crowd, count);
	tell_all(&crowd, way);
	ck_assert_uint_eq(supervisor_counts(crowd.supervisor, 0).active, 0);
	close_crowd(&crowd);
	return crowd.effects;
}

START_TEST(simple_one_for_one_scale_many_temporary_children)
{
	ck_assert_uint_eq(effort(STRATEGY_SIMPLE_ONE_FOR_ONE, 10000, CHILD_EVENT_STOP),
		10 * effort(STRATEGY_SIMPLE_ONE_FOR_ONE, 1000, CHILD_EVENT_STOP));
}
END_TEST

START_TEST(scale_start_stop_many_children)
{
	enum supervisor_strategy strategy = (enum supervisor_strategy)_i;

	ck_assert_uint_eq(effort(strategy, 100000, CHILD_EVENT_STOP),
		100 * effort(strategy, 1000, CHILD_EVENT_STOP));
}
END_TEST

START_TEST(scale_mass_exit_children)
{
	enum supervisor_strategy strategy = (enum supervisor_strategy)_i;

	ck_assert_uint_eq(effort(strategy, 5000, CHILD_EVENT_GONE),
		5 * effort(strategy, 1000, CHILD_EVENT_GONE));
}
END_TEST

void otp_counts_cases(Suite *suite)
{
	TCase *cases = tcase_create("counts");

	tcase_add_test(cases, count_children);
	tcase_add_test(cases, count_children_supervisor);
	tcase_add_test(cases, count_restarting_children);
	tcase_add_loop_test(
		cases, do_not_save_child_specs_for_temporary_children, 0, OTP_STRATEGIES);
	tcase_add_test(cases, simple_one_for_one_scale_many_temporary_children);
	tcase_add_loop_test(cases, scale_start_stop_many_children, 0, STRATEGY_COUNT);
	tcase_add_loop_test(cases, scale_mass_exit_children, 0, STRATEGY_COUNT);
	suite_add_tcase(suite, cases);
}
