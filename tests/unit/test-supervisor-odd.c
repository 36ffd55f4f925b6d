/* SPDX-License-Identifier: MIT */

/* Times at which others do odd things: a slow stop, a loop, a master that stood still, ten thousand
 * ends at once. Nobody else notices. */

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "supervisor-rig.h"

#define CROWD 10000u

static struct rig rig;

static void open_two(const struct child_policy *one, const struct child_policy *other)
{
	struct child_policy policies[2] = {*one, *other};

	rig_open(&rig, policies, 2, false);
	rig_start(&rig, false);
	rig_run(&rig, 2);
	rig_effects(&rig);
}

START_TEST(a_slow_stop_delays_nobody)
{
	struct child_policy slow = rig_policy;

	slow.stop_timeout_ns = 3600 * SECOND;
	open_two(&slow, &rig_policy);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	ck_assert_str_eq(rig_acts(&rig), "signal 0 15");
	/* The other one dies, is started again, is stopped and started meanwhile. */
	rig_end(&rig, CHILD_EVENT_GONE, 1, CHILD_CAUSE_EXIT, 1);
	rig_pass(&rig, SECOND);
	ck_assert_str_eq(rig_acts(&rig), "spawn 1");
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 1);
	rig_pass(&rig, SECOND);
	ck_assert_int_eq(rig_state(&rig, 1), CHILD_RUNNING);
	rig_tell(&rig, CHILD_EVENT_RESTART, 1);
	ck_assert_str_eq(rig_acts(&rig), "signal 1 15");
	rig_tell(&rig, CHILD_EVENT_GONE, 1);
	ck_assert_str_eq(rig_acts(&rig), "spawn 1");
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_STOPPING);
	rig_close(&rig);
}
END_TEST

/* Between two turns of the loop every other child has its own. */
START_TEST(a_loop_starves_nobody)
{
	struct child_policy loop = rig_policy;

	loop.restart_delay_ns = 0;
	loop.max_restarts = UINT32_MAX;
	loop.start_grace_ns = 0;
	open_two(&loop, &rig_policy);
	rig_end(&rig, CHILD_EVENT_GONE, 1, CHILD_CAUSE_EXIT, 1);
	for (int round = 0; round < 1000; round++) {
		rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
		rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
		ck_assert_int_eq(rig_state(&rig, 0), CHILD_RUNNING);
		/* All that it causes: one start. */
		ck_assert_str_eq(rig_acts(&rig), "spawn 0");
	}
	rig_pass(&rig, SECOND);
	ck_assert_str_eq(rig_acts(&rig), "spawn 1");
	rig_close(&rig);
}
END_TEST

/* It finds what happened meanwhile and the deadlines that have passed at once: what happened is
 * told first (master/loop.c), and nothing is done twice. */
START_TEST(a_master_stands_still_for_30_seconds)
{
	struct child_policy notifies = rig_policy;

	notifies.notifies = true;
	notifies.ready_timeout_ns = 10 * SECOND;
	open_two(&notifies, &rig_policy);
	rig_tell(&rig, CHILD_EVENT_READY, 0);
	rig_tell(&rig, CHILD_EVENT_RESTART, 0);
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_end(&rig, CHILD_EVENT_GONE, 1, CHILD_CAUSE_EXIT, 1);
	ck_assert_str_eq(rig_acts(&rig), "started, signal 0 15, spawn 0");
	/* Here it stands still: one is ready in time, the other is due after a second. */
	rig.now += 30 * SECOND;
	rig_tell(&rig, CHILD_EVENT_READY, 0);
	supervisor_expire(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_acts(&rig), "spawn 1");
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_RUNNING);
	/* Its delay is over, its grace is not: that begins now. */
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 1);
	supervisor_expire(rig.supervisor, rig.now);
	ck_assert_int_eq(rig_state(&rig, 1), CHILD_STARTING);
	rig_pass(&rig, SECOND);
	ck_assert_int_eq(rig_state(&rig, 1), CHILD_RUNNING);
	ck_assert_str_eq(rig_acts(&rig), "");
	rig_close(&rig);
}
END_TEST

/* Tells all of them one thing and counts the effects of one kind that follow. */
static unsigned tell_crowd(struct supervisor *supervisor, enum child_event type, uint64_t now,
	enum supervisor_effect_type counted)
{
	struct supervisor_effect effect;
	unsigned count = 0;

	for (unsigned i = 0; i < CROWD; i++) {
		struct supervisor_event event = {type, i, CHILD_CAUSE_EXIT, 1};

		supervisor_step(supervisor, &event, now);
	}
	while (supervisor_next(supervisor, &effect))
		count += effect.type == counted;
	return count;
}

static unsigned expire_crowd(
	struct supervisor *supervisor, uint64_t now, enum supervisor_effect_type counted)
{
	struct supervisor_effect effect;
	unsigned count = 0;

	supervisor_expire(supervisor, now);
	while (supervisor_next(supervisor, &effect))
		count += effect.type == counted;
	return count;
}

/* Flat, and under a supervisor: there the first one too many ends them all, once. */
static struct supervisor *start_crowd(const struct node_policy *node, uint64_t now)
{
	static unsigned policy_of[CROWD];
	static const unsigned root = 0;
	struct supervisor *supervisor = supervisor_new(&(struct supervisor_spec){.count = CROWD,
		.policies = &rig_policy,
		.policy_of = policy_of,
		.node_count = node ? 1 : 0,
		.nodes = node,
		.parent_of = &root});
	struct supervisor_effect effect;
	unsigned spawned = 0;

	ck_assert_ptr_nonnull(supervisor);
	supervisor_start(supervisor, false, now);
	while (supervisor_next(supervisor, &effect))
		spawned += effect.type == EFFECT_SPAWN;
	ck_assert_uint_eq(spawned, CROWD);
	tell_crowd(supervisor, CHILD_EVENT_SPAWNED, now, EFFECT_SPAWN);
	expire_crowd(supervisor, now + SECOND, EFFECT_SPAWN);
	ck_assert_int_eq(supervisor_phase(supervisor), SUPERVISOR_RUNNING);
	return supervisor;
}

START_TEST(ten_thousand_end_at_once)
{
	uint64_t now = 1000 * SECOND;
	struct supervisor *supervisor = start_crowd(NULL, now);

	now += 60 * SECOND;
	ck_assert_uint_eq(tell_crowd(supervisor, CHILD_EVENT_GONE, now, EFFECT_CHANGED), CROWD);
	for (unsigned i = 0; i < CROWD; i++)
		ck_assert_int_eq(supervisor_child(supervisor, i)->state, CHILD_BACKOFF);
	ck_assert_uint_eq(expire_crowd(supervisor, now + SECOND, EFFECT_SPAWN), CROWD);
	tell_crowd(supervisor, CHILD_EVENT_SPAWNED, now + SECOND, EFFECT_SPAWN);
	expire_crowd(supervisor, now + 2 * SECOND, EFFECT_SPAWN);
	for (unsigned i = 0; i < CROWD; i++) {
		ck_assert_int_eq(supervisor_child(supervisor, i)->state, CHILD_RUNNING);
		ck_assert_uint_eq(supervisor_child(supervisor, i)->exits, 1);
	}
	supervisor_free(supervisor);
}
END_TEST

START_TEST(ten_thousand_end_at_once_under_a_supervisor)
{
	struct node_policy node = {.strategy = STRATEGY_ONE_FOR_ALL,
		.intensity = 1,
		.period_ns = 5 * SECOND,
		.parallel = true,
		.shutdown_ns = UINT64_MAX};
	uint64_t now = 1000 * SECOND;
	struct supervisor *supervisor = start_crowd(&node, now);

	/* The first one decides for all; the others die while they are being ended, and count for
	 * nothing. */
	now += 60 * SECOND;
	tell_crowd(supervisor, CHILD_EVENT_GONE, now, EFFECT_GAVE_UP);
	ck_assert_int_eq(supervisor_node(supervisor, 0)->cause, CHILD_CAUSE_GROUP);
	ck_assert_uint_eq(expire_crowd(supervisor, now + SECOND, EFFECT_SPAWN), CROWD);
	tell_crowd(supervisor, CHILD_EVENT_SPAWNED, now + SECOND, EFFECT_SPAWN);
	expire_crowd(supervisor, now + 2 * SECOND, EFFECT_SPAWN);
	ck_assert_int_eq(supervisor_node(supervisor, 0)->state, CHILD_RUNNING);
	/* The second time within the period it gives up, once. */
	now += 2 * SECOND;
	ck_assert_uint_eq(tell_crowd(supervisor, CHILD_EVENT_GONE, now, EFFECT_GAVE_UP), 1);
	ck_assert_int_eq(supervisor_phase(supervisor), SUPERVISOR_FINISHED);
	supervisor_free(supervisor);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor odd");
	TCase *tcase = tcase_create("odd");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_slow_stop_delays_nobody);
	tcase_add_test(tcase, a_loop_starves_nobody);
	tcase_add_test(tcase, a_master_stands_still_for_30_seconds);
	tcase_add_test(tcase, ten_thousand_end_at_once);
	tcase_add_test(tcase, ten_thousand_end_at_once_under_a_supervisor);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
