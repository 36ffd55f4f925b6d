/* SPDX-License-Identifier: MIT */

/* Rolling: three workers of one program, and its spare child 3. */

#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "supervisor-rig.h"

#define WORKERS 3
#define CHILDREN (WORKERS + 1)

static const unsigned policy_of[WORKERS];

static struct child_policy notifies(void)
{
	struct child_policy policy = rig_policy;

	policy.notifies = true;
	policy.restart_delay_ns = 0;
	return policy;
}

static void open_with(struct rig *rig, struct child_policy policy)
{
	rig_open_rolling(rig, &policy, policy_of, WORKERS);
	rig_start(rig, false);
	for (unsigned i = 0; i < WORKERS; i++) {
		rig_tell(rig, CHILD_EVENT_SPAWNED, i);
		rig_tell(rig, CHILD_EVENT_READY, i);
	}
	ck_assert_int_eq(supervisor_phase(rig->supervisor), SUPERVISOR_RUNNING);
	rig_effects(rig);
}

/* ... and its first worker, too, is being replaced: the process of child 3 lives. */
static void open_rolling(struct rig *rig)
{
	open_with(rig, notifies());
	for (unsigned i = 0; i < WORKERS; i++)
		rig_tell(rig, CHILD_EVENT_ROLL, i);
	ck_assert_str_eq(rig_acts(rig), "spawn 3");
	rig_tell(rig, CHILD_EVENT_SPAWNED, 3);
	rig_effects(rig);
}

static struct supervisor_roll round_of(const struct rig *rig)
{
	struct supervisor_roll roll;

	ck_assert(supervisor_roll(rig->supervisor, 0, &roll));
	return roll;
}

static void assert_failed(struct rig *rig, const char *how)
{
	struct supervisor_roll roll = round_of(rig);

	ck_assert(!roll.active);
	ck_assert(roll.failed);
	ck_assert_uint_eq(roll.due, 0);
	ck_assert_str_eq(rig_child(rig, roll.spare), how);
}

/* Takes over from a master that is killed. order: which child is which worker; the last one is the
 * spare child. alive: a bit each. */
static void change_master(struct rig *rig, const unsigned *order, unsigned alive)
{
	static const unsigned first = 0;
	struct supervisor_spec spec = {.count = WORKERS,
		.policies = rig->policies,
		.policy_of = policy_of,
		.spare_count = 1,
		.spare_policy_of = &first};
	struct supervisor *heir = supervisor_new(&spec);

	rig_effects(rig);
	ck_assert_int_eq(supervisor_arrange(heir, order), 0);
	for (unsigned i = 0; i < CHILDREN; i++)
		supervisor_restore(
			heir, i, supervisor_child(rig->supervisor, i), alive >> i & 1, NULL, 0);
	supervisor_free(rig->supervisor);
	rig->supervisor = heir;
	rig_start(rig, true);
}

START_TEST(one_at_a_time)
{
	struct rig rig;

	open_rolling(&rig);
	rig_tell(&rig, CHILD_EVENT_READY, 3);
	ck_assert_str_eq(rig_effects(&rig), "swapped 3 0, changed 3, changed 0, signal 0 15");
	ck_assert_str_eq(rig_child(&rig, 3), "running running stopped 0");
	ck_assert_uint_eq(supervisor_child(rig.supervisor, 3)->restarts, 1);
	ck_assert_uint_eq(supervisor_child(rig.supervisor, 3)->exits, 0);
	ck_assert_uint_eq(supervisor_child(rig.supervisor, 0)->beside, 3);
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	ck_assert_str_eq(rig_acts(&rig), "spawn 0");
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_tell(&rig, CHILD_EVENT_READY, 0);
	ck_assert_str_eq(rig_acts(&rig), "swapped 0 1, signal 1 15");
	ck_assert_uint_eq(round_of(&rig).due, 1);
	rig_tell(&rig, CHILD_EVENT_GONE, 1);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 1);
	rig_tell(&rig, CHILD_EVENT_READY, 1);
	ck_assert_str_eq(rig_acts(&rig), "spawn 1, swapped 1 2, signal 2 15");
	ck_assert(round_of(&rig).active);
	rig_tell(&rig, CHILD_EVENT_GONE, 2);
	ck_assert_str_eq(rig_acts(&rig), "rolled 2");
	ck_assert(!round_of(&rig).active);
	ck_assert(!round_of(&rig).failed);
	rig_close(&rig);
}
END_TEST

START_TEST(alive_for_its_grace_is_ready)
{
	struct rig rig;

	open_with(&rig, rig_policy);
	rig_pass(&rig, SECOND);
	rig_tell(&rig, CHILD_EVENT_ROLL, 1);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 3);
	ck_assert_str_eq(rig_acts(&rig), "spawn 3");
	rig_pass(&rig, SECOND);
	ck_assert_str_eq(rig_acts(&rig), "swapped 3 1, signal 1 15");
	rig_close(&rig);
}
END_TEST

START_TEST(not_ready_in_time)
{
	struct rig rig;

	open_rolling(&rig);
	rig_pass(&rig, 30 * SECOND);
	ck_assert_str_eq(rig_acts(&rig), "signal 3 15");
	ck_assert(round_of(&rig).active);
	rig_tell(&rig, CHILD_EVENT_READY, 3);
	rig_tell(&rig, CHILD_EVENT_GONE, 3);
	ck_assert_str_eq(rig_acts(&rig), "rolled 3");
	assert_failed(&rig, "stopped stopped timeout 0");
	for (unsigned i = 0; i < WORKERS; i++) {
		ck_assert_str_eq(rig_child(&rig, i), "running running  0");
		ck_assert_uint_eq(supervisor_child(rig.supervisor, i)->restarts, 0);
	}
	/* The next round begins as if there had been none. */
	rig_tell(&rig, CHILD_EVENT_ROLL, 2);
	ck_assert_str_eq(rig_acts(&rig), "spawn 3");
	ck_assert(!round_of(&rig).failed);
	rig_close(&rig);
}
END_TEST

START_TEST(ends_before_it_is_ready)
{
	struct rig rig;

	open_rolling(&rig);
	rig_end(&rig, CHILD_EVENT_GONE, 3, CHILD_CAUSE_EXIT, 7);
	ck_assert_str_eq(rig_acts(&rig), "rolled 3");
	assert_failed(&rig, "stopped stopped exit 7");
	ck_assert_uint_eq(supervisor_child(rig.supervisor, 3)->beside, 0);
	rig_close(&rig);
}
END_TEST

START_TEST(its_leader_ends_before_it_is_ready)
{
	struct rig rig;

	open_rolling(&rig);
	rig_end(&rig, CHILD_EVENT_EXITED, 3, CHILD_CAUSE_SIGNAL, 11);
	ck_assert_str_eq(rig_acts(&rig), "signal 3 15");
	rig_end(&rig, CHILD_EVENT_GONE, 3, CHILD_CAUSE_EXIT, 0);
	ck_assert_str_eq(rig_acts(&rig), "rolled 3");
	assert_failed(&rig, "stopped stopped signal 11");
	rig_close(&rig);
}
END_TEST

START_TEST(cannot_be_started)
{
	struct rig rig;

	open_with(&rig, notifies());
	rig_tell(&rig, CHILD_EVENT_ROLL, 0);
	rig_end(&rig, CHILD_EVENT_SPAWN_FAILED, 3, CHILD_CAUSE_SPAWN, 2);
	ck_assert_str_eq(rig_acts(&rig), "spawn 3, rolled 3");
	assert_failed(&rig, "stopped stopped spawn 2");
	rig_close(&rig);
}
END_TEST

START_TEST(what_was_replaced_stays_so)
{
	struct rig rig;

	open_rolling(&rig);
	rig_tell(&rig, CHILD_EVENT_READY, 3);
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_effects(&rig);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
	ck_assert_str_eq(rig_acts(&rig), "rolled 0");
	assert_failed(&rig, "stopped stopped exit 1");
	ck_assert_uint_eq(supervisor_child(rig.supervisor, 0)->beside, 1);
	ck_assert_str_eq(rig_child(&rig, 3), "running running stopped 0");
	rig_close(&rig);
}
END_TEST

START_TEST(the_old_one_dies_meanwhile)
{
	struct rig rig;

	open_rolling(&rig);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
	ck_assert_str_eq(rig_acts(&rig), "swapped 3 0, spawn 0");
	ck_assert_str_eq(rig_child(&rig, 3), "starting running exit 1");
	ck_assert_uint_eq(supervisor_child(rig.supervisor, 3)->exits, 1);
	rig_tell(&rig, CHILD_EVENT_READY, 3);
	ck_assert_int_eq(rig_state(&rig, 3), CHILD_RUNNING);
	ck_assert_uint_eq(round_of(&rig).due, 2);
	rig_close(&rig);
}
END_TEST

START_TEST(the_old_one_is_dying_when_the_new_one_is_ready)
{
	struct rig rig;

	open_rolling(&rig);
	rig_end(&rig, CHILD_EVENT_EXITED, 0, CHILD_CAUSE_SIGNAL, 11);
	ck_assert_str_eq(rig_acts(&rig), "signal 0 15");
	rig_tell(&rig, CHILD_EVENT_READY, 3);
	ck_assert_str_eq(rig_acts(&rig), "swapped 3 0");
	ck_assert_str_eq(rig_child(&rig, 3), "running running signal 11");
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	ck_assert_str_eq(rig_acts(&rig), "spawn 0");
	ck_assert(!round_of(&rig).failed);
	rig_close(&rig);
}
END_TEST

START_TEST(both_die)
{
	struct rig rig;

	open_rolling(&rig);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
	rig_effects(&rig);
	rig_end(&rig, CHILD_EVENT_GONE, 3, CHILD_CAUSE_EXIT, 2);
	/* Child 0 was incoming beside child 1: never asked for where its SPAWN was not taken out.
	 */
	ck_assert_str_eq(rig_acts(&rig), "spawn 3");
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_STOPPING);
	rig_end(&rig, CHILD_EVENT_SPAWN_FAILED, 0, CHILD_CAUSE_SPAWN, 2);
	ck_assert_str_eq(rig_acts(&rig), "rolled 0");
	assert_failed(&rig, "stopped stopped exit 2");
	ck_assert_uint_eq(supervisor_child(rig.supervisor, 0)->beside, 3);
	rig_close(&rig);
}
END_TEST

START_TEST(the_old_one_is_given_up)
{
	struct child_policy policy = notifies();
	struct rig rig;

	policy.final = (struct ends){.codes = {0, 1 << (78 - 64)}};
	open_with(&rig, policy);
	rig_tell(&rig, CHILD_EVENT_ROLL, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 3);
	rig_effects(&rig);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 78);
	ck_assert_str_eq(rig_acts(&rig), "signal 3 15");
	rig_tell(&rig, CHILD_EVENT_GONE, 3);
	ck_assert_str_eq(rig_acts(&rig), "rolled 3");
	assert_failed(&rig, "stopped stopped exit 78");
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_FATAL);
	rig_close(&rig);
}
END_TEST

START_TEST(an_operator_stops_it)
{
	struct rig rig;

	open_rolling(&rig);
	rig_tell(&rig, CHILD_EVENT_STOP, 0);
	ck_assert_str_eq(rig_acts(&rig), "signal 0 15, signal 3 15");
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_STOPPED);
	rig_tell(&rig, CHILD_EVENT_GONE, 3);
	ck_assert_str_eq(rig_acts(&rig), "spawn 3");
	ck_assert_uint_eq(supervisor_child(rig.supervisor, 3)->beside, 1);
	ck_assert_uint_eq(round_of(&rig).due, 2);
	rig_close(&rig);
}
END_TEST

START_TEST(a_fresh_one_is_on_its_way)
{
	struct rig rig;

	open_rolling(&rig);
	rig_tell(&rig, CHILD_EVENT_RESTART, 0);
	rig_end(&rig, CHILD_EVENT_RECYCLE, 0, CHILD_CAUSE_MEMORY, 1);
	rig_tell(&rig, CHILD_EVENT_ROLL, 0);
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 3);
	ck_assert_str_eq(rig_effects(&rig), "");
	rig_close(&rig);
}
END_TEST

START_TEST(nobody_speaks_to_the_spare_child)
{
	static const enum child_event words[] = {CHILD_EVENT_START, CHILD_EVENT_STOP,
		CHILD_EVENT_RESTART, CHILD_EVENT_WAKE, CHILD_EVENT_ROLL};
	struct rig rig;

	open_rolling(&rig);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		rig_tell(&rig, words[i], 3);
	rig_end(&rig, CHILD_EVENT_RECYCLE, 3, CHILD_CAUSE_MEMORY, 1);
	ck_assert_uint_eq(supervisor_ignored(rig.supervisor), 6);
	ck_assert_str_eq(rig_effects(&rig), "");
	rig_close(&rig);
}
END_TEST

START_TEST(too_old_while_it_is_replaced)
{
	struct child_policy policy = notifies();
	struct rig rig;

	policy.max_age_ns = 10 * SECOND;
	open_with(&rig, policy);
	rig_pass(&rig, 5 * SECOND);
	rig_tell(&rig, CHILD_EVENT_STOP, 1);
	rig_tell(&rig, CHILD_EVENT_STOP, 2);
	rig_tell(&rig, CHILD_EVENT_ROLL, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 3);
	rig_pass(&rig, 10 * SECOND);
	ck_assert_int_eq(rig_state(&rig, 0), CHILD_RUNNING);
	rig_effects(&rig);
	rig_end(&rig, CHILD_EVENT_GONE, 3, CHILD_CAUSE_EXIT, 1);
	rig_pass(&rig, 0);
	ck_assert_str_eq(rig_acts(&rig), "rolled 3, signal 0 15");
	ck_assert_str_eq(rig_child(&rig, 0), "stopping running age 0");
	rig_close(&rig);
}
END_TEST

START_TEST(who_does_not_run_starts_in_its_own_place)
{
	struct child_policy policy = notifies();
	struct rig rig;

	policy.restart_delay_ns = 5 * SECOND;
	open_with(&rig, policy);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
	rig_tell(&rig, CHILD_EVENT_ROLL, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	ck_assert_str_eq(rig_acts(&rig), "spawn 0");
	ck_assert(round_of(&rig).active);
	rig_tell(&rig, CHILD_EVENT_READY, 0);
	ck_assert_str_eq(rig_acts(&rig), "rolled 3");
	ck_assert(!round_of(&rig).failed);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 1);
	rig_tell(&rig, CHILD_EVENT_ROLL, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_end(&rig, CHILD_EVENT_GONE, 0, CHILD_CAUSE_EXIT, 5);
	ck_assert_str_eq(rig_acts(&rig), "spawn 0, rolled 3");
	assert_failed(&rig, "stopped stopped exit 5");
	rig_close(&rig);
}
END_TEST

START_TEST(the_command_stops)
{
	struct rig rig;

	open_rolling(&rig);
	supervisor_stop(rig.supervisor, rig.now);
	ck_assert_str_eq(rig_acts(&rig), "signal 3 15, signal 2 15, signal 1 15, signal 0 15");
	for (unsigned i = 0; i < WORKERS; i++)
		rig_tell(&rig, CHILD_EVENT_GONE, i);
	ck_assert_str_eq(rig_acts(&rig), "");
	rig_tell(&rig, CHILD_EVENT_GONE, 3);
	ck_assert_str_eq(rig_acts(&rig), "finished");
	rig_close(&rig);
}
END_TEST

START_TEST(all_have_ended_but_the_outgoing_one)
{
	struct child_policy policy = notifies();
	struct rig rig;

	policy.restart = RESTART_TEMPORARY;
	open_with(&rig, policy);
	rig_tell(&rig, CHILD_EVENT_ROLL, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 3);
	rig_tell(&rig, CHILD_EVENT_READY, 3);
	for (unsigned i = 1; i < CHILDREN; i++)
		rig_end(&rig, CHILD_EVENT_GONE, i, CHILD_CAUSE_EXIT, 0);
	ck_assert_str_eq(rig_acts(&rig), "spawn 3, swapped 3 0, signal 0 15");
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	ck_assert_str_eq(rig_acts(&rig), "rolled 0, finished");
	rig_close(&rig);
}
END_TEST

START_TEST(another_master_finds_the_incoming_one)
{
	struct rig rig;

	open_rolling(&rig);
	change_master(&rig, (const unsigned[]){0, 1, 2, 3}, 0xf);
	ck_assert_str_eq(rig_acts(&rig), "");
	ck_assert(round_of(&rig).active);
	rig_tell(&rig, CHILD_EVENT_READY, 3);
	ck_assert_str_eq(rig_acts(&rig), "swapped 3 0, signal 0 15");
	change_master(&rig, (const unsigned[]){3, 1, 2, 0}, 0xf);
	ck_assert_str_eq(rig_acts(&rig), "signal 0 15");
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	ck_assert_str_eq(rig_acts(&rig), "spawn 0");
	ck_assert_uint_eq(supervisor_child(rig.supervisor, 0)->beside, 1);
	/* Its deadline is anew. */
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	change_master(&rig, (const unsigned[]){3, 1, 2, 0}, 0xf);
	rig_pass(&rig, 29 * SECOND);
	ck_assert_str_eq(rig_acts(&rig), "");
	rig_pass(&rig, SECOND);
	ck_assert_str_eq(rig_acts(&rig), "signal 0 15");
	change_master(&rig, (const unsigned[]){3, 1, 2, 0}, 0xf);
	rig_tell(&rig, CHILD_EVENT_GONE, 0);
	ck_assert_str_eq(rig_acts(&rig), "signal 0 15, rolled 0");
	assert_failed(&rig, "stopped stopped timeout 0");
	rig_close(&rig);
}
END_TEST

START_TEST(another_master_finds_one_dead)
{
	struct rig rig;

	open_rolling(&rig);
	change_master(&rig, (const unsigned[]){0, 1, 2, 3}, 0x7);
	ck_assert_str_eq(rig_acts(&rig), "rolled 3");
	assert_failed(&rig, "stopped stopped unknown 0");
	rig_close(&rig);
	open_rolling(&rig);
	change_master(&rig, (const unsigned[]){0, 1, 2, 3}, 0xe);
	ck_assert_str_eq(rig_acts(&rig), "swapped 3 0, spawn 0");
	ck_assert_str_eq(rig_child(&rig, 3), "starting running unknown 0");
	rig_pass(&rig, 30 * SECOND);
	ck_assert_str_eq(rig_acts(&rig), "signal 3 15");
	rig_close(&rig);
}
END_TEST

/* Beside whom it was is not known to be a worker of its program. */
START_TEST(another_master_finds_nonsense)
{
	struct child_policy policy = notifies();
	struct child_record record;
	struct rig rig;

	open_rolling(&rig);
	record = *supervisor_child(rig.supervisor, 3);
	supervisor_free(rig.supervisor);
	rig_open_rolling(&rig, &policy, policy_of, WORKERS);
	ck_assert_int_ne(supervisor_arrange(rig.supervisor, (const unsigned[]){0, 1, 1, 3}), 0);
	ck_assert_int_ne(supervisor_arrange(rig.supervisor, (const unsigned[]){0, 1, 2, 9}), 0);
	record.beside = 3;
	record.due = true;
	supervisor_restore(rig.supervisor, 3, &record, true, NULL, 0);
	rig_start(&rig, true);
	ck_assert_str_eq(rig_acts(&rig), "spawn 0, spawn 1, spawn 2, signal 3 15");
	rig_close(&rig);
}
END_TEST

START_TEST(an_operators_start_begins_no_round)
{
	struct child_policy policy = notifies();
	struct supervisor_roll roll;
	struct rig rig;
	struct child_record records[CHILDREN];

	open_rolling(&rig);
	for (unsigned i = 0; i < CHILDREN; i++)
		records[i] = *supervisor_child(rig.supervisor, i);
	supervisor_free(rig.supervisor);
	rig_open_rolling(&rig, &policy, policy_of, WORKERS);
	for (unsigned i = 0; i < CHILDREN; i++)
		supervisor_restore(rig.supervisor, i, &records[i], true, NULL, 0);
	rig_start(&rig, false);
	ck_assert_str_eq(rig_acts(&rig), "signal 3 15, started");
	ck_assert(supervisor_roll(rig.supervisor, 3, &roll));
	ck_assert_uint_eq(roll.due, 0);
	rig_close(&rig);
}
END_TEST

/* Who has changed places has been ready once, not twice. */
START_TEST(what_it_has_reached_goes_with_it)
{
	static const struct supervisor_need need = {.who = 1, .whom = 0, .until = NEED_READY};
	static const unsigned whose[] = {0, 0, 1}, first = 0;
	struct child_policy policies[] = {notifies(), rig_policy};
	struct rig rig = {.now = 1000 * SECOND};

	rig.supervisor = supervisor_new(&(struct supervisor_spec){.count = 3,
		.policies = policies,
		.policy_of = whose,
		.spare_count = 1,
		.spare_policy_of = &first,
		.keep_on_start_failure = true,
		.need_count = 1,
		.needs = &need});
	ck_assert_ptr_nonnull(rig.supervisor);
	rig_start(&rig, false);
	ck_assert_str_eq(rig_acts(&rig), "spawn 0, spawn 1");
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 0);
	rig_tell(&rig, CHILD_EVENT_READY, 0);
	rig_end(&rig, CHILD_EVENT_SPAWN_FAILED, 1, CHILD_CAUSE_SPAWN, ENOENT);
	ck_assert_int_eq(supervisor_phase(rig.supervisor), SUPERVISOR_RUNNING);
	rig_effects(&rig);
	rig_tell(&rig, CHILD_EVENT_ROLL, 0);
	rig_tell(&rig, CHILD_EVENT_SPAWNED, 3);
	rig_tell(&rig, CHILD_EVENT_READY, 3);
	ck_assert_str_eq(rig_acts(&rig), "spawn 3, swapped 3 0, signal 0 15");
	rig_close(&rig);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor roll");
	TCase *round = tcase_create("round"), *master = tcase_create("master");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(round, one_at_a_time);
	tcase_add_test(round, alive_for_its_grace_is_ready);
	tcase_add_test(round, not_ready_in_time);
	tcase_add_test(round, ends_before_it_is_ready);
	tcase_add_test(round, its_leader_ends_before_it_is_ready);
	tcase_add_test(round, cannot_be_started);
	tcase_add_test(round, what_was_replaced_stays_so);
	tcase_add_test(round, the_old_one_dies_meanwhile);
	tcase_add_test(round, the_old_one_is_dying_when_the_new_one_is_ready);
	tcase_add_test(round, both_die);
	tcase_add_test(round, the_old_one_is_given_up);
	tcase_add_test(round, an_operator_stops_it);
	tcase_add_test(round, a_fresh_one_is_on_its_way);
	tcase_add_test(round, nobody_speaks_to_the_spare_child);
	tcase_add_test(round, too_old_while_it_is_replaced);
	tcase_add_test(round, who_does_not_run_starts_in_its_own_place);
	tcase_add_test(round, the_command_stops);
	tcase_add_test(round, all_have_ended_but_the_outgoing_one);
	tcase_add_test(round, what_it_has_reached_goes_with_it);
	tcase_add_test(master, another_master_finds_the_incoming_one);
	tcase_add_test(master, another_master_finds_one_dead);
	tcase_add_test(master, another_master_finds_nonsense);
	tcase_add_test(master, an_operators_start_begins_no_round);
	suite_add_tcase(suite, round);
	suite_add_tcase(suite, master);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
