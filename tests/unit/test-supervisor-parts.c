/* SPDX-License-Identifier: MIT */

/* The parts by themselves, against naive ones: the heap of deadlines, the window, the queue. Then
 * fleets: a storm of exits, and a hundred thousand children. */

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "supervisor-rig.h"
#include "supervisor/core.h"

static uint64_t random_state = 42;

static unsigned below(unsigned limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)(random_state >> 33) % limit;
}

#define HEAP 100

/* Index of the earliest time, the lowest of equals. */
static unsigned find_first(const uint64_t *times)
{
	unsigned first = 0;

	for (unsigned i = 1; i < HEAP; i++)
		if (times[i] < times[first])
			first = i;
	return first;
}

START_TEST(deadlines_come_in_order)
{
	uint64_t times[HEAP];
	struct deadlines deadlines;

	memset(times, 0xff, sizeof times);
	ck_assert_int_eq(deadline_init(&deadlines, HEAP), 0);
	for (unsigned turn = 0; turn < 20000; turn++) {
		unsigned child = below(HEAP);
		const struct deadline_entry *first;

		times[child] = below(3) ? below(500) : DEADLINE_NONE;
		deadline_set(&deadlines, child, times[child]);
		ck_assert_uint_eq(deadline_get(&deadlines, child), times[child]);
		child = find_first(times);
		first = deadline_first(&deadlines);
		if (times[child] == DEADLINE_NONE) {
			ck_assert_ptr_null(first);
		} else {
			ck_assert_uint_eq(first->child, child);
			ck_assert_uint_eq(first->at_ns, times[child]);
		}
	}
	deadline_done(&deadlines);
}
END_TEST

START_TEST(deadline_beyond_the_clock)
{
	ck_assert_uint_eq(deadline_after(10, 5), 15);
	ck_assert_uint_eq(deadline_after(10, UINT64_MAX), DEADLINE_NONE);
	ck_assert_uint_eq(deadline_after(UINT64_MAX, 0), DEADLINE_NONE);
	ck_assert_uint_eq(deadline_after(UINT64_MAX - 10, 9), UINT64_MAX - 1);
}
END_TEST

#define TIMES 2000

/* Of `count` times, how many are no older than length. */
static size_t count_within(const uint64_t *times, size_t count, uint64_t length, uint64_t now)
{
	size_t within = 0;

	for (size_t i = 0; i < count; i++)
		within += now - times[i] <= length;
	return within;
}

/* _i: max_restarts */
START_TEST(window_counts_as_a_list_would)
{
	static uint64_t all[TIMES];
	uint64_t ring[8], copied[8], now = 0;
	struct window window = {.times = ring, .room = (uint32_t)_i + 1};

	for (size_t n = 0; n < TIMES; n++) {
		size_t within, count;

		now += below(20);
		all[n] = now;
		window_add(&window, now);
		within = count_within(all, n + 1, 25, now);
		ck_assert_int_eq(window_exceeded(&window, 25, now), within > (size_t)_i);
		count = window_copy(&window, 25, copied, 8);
		ck_assert_uint_eq(count, within < (size_t)_i + 1 ? within : (size_t)_i + 1);
		ck_assert_mem_eq(copied, &all[n + 1 - count], count * sizeof copied[0]);
	}
	window_clear(&window);
	ck_assert(!window_exceeded(&window, UINT64_MAX, now));
}
END_TEST

/* Everything that can wait for every child at once: one place each is enough. */
START_TEST(queue_of_one_place_per_child)
{
	struct child_policy policies[3] = {rig_policy, rig_policy, rig_policy};
	struct supervisor_effect effect;
	struct effects *effects;
	struct rig rig;

	rig_open(&rig, policies, 3, false);
	effects = &rig.supervisor->effects;
	for (unsigned turn = 0; turn < 50; turn++) {
		for (uint32_t i = 0; i < 3; i++) {
			effects_change(effects, &rig.supervisor->children[i], i);
			effects_act(effects, &rig.supervisor->children[i], i, EFFECT_SIGNAL);
			effects_act(effects, &rig.supervisor->children[i], i, EFFECT_KILL);
		}
		ck_assert_uint_le(effects->length, effects->room - 3);
		if (turn % 3 == 0)
			ck_assert(supervisor_next(rig.supervisor, &effect));
	}
	effects_tell(effects, EFFECT_STARTED);
	effects_tell(effects, EFFECT_FINISHED);
	effects_withdraw(&rig.supervisor->children[1]);
	rig.text_length = 0;
	ck_assert_str_eq(rig_effects(&rig),
		"changed 0, kill 0, changed 1, changed 2, kill 2, started, finished");
	ck_assert_uint_eq(effects->length, 0);
	rig_close(&rig);
}
END_TEST

static struct supervisor *make_fleet(const struct child_policy *policy, size_t count)
{
	unsigned *policy_of = calloc(count, sizeof *policy_of);
	struct supervisor_spec spec = {.count = count, .policies = policy, .policy_of = policy_of};
	struct supervisor *fleet = supervisor_new(&spec);

	free(policy_of); /* was copied */
	ck_assert_ptr_nonnull(fleet);
	return fleet;
}

struct tally {
	unsigned effects[EFFECT_COUNT];
};

/* Answers each SPAWN with SPAWNED and each SIGNAL with GONE. */
static struct tally serve(struct supervisor *fleet, uint64_t now)
{
	struct tally tally = {{0}};
	struct supervisor_effect effect;

	while (supervisor_next(fleet, &effect)) {
		struct supervisor_event event = {.child = effect.child};

		tally.effects[effect.type]++;
		if (effect.type == EFFECT_SPAWN)
			event.type = CHILD_EVENT_SPAWNED;
		else if (effect.type == EFFECT_SIGNAL)
			event.type = CHILD_EVENT_GONE;
		else
			continue;
		supervisor_step(fleet, &event, now);
	}
	return tally;
}

/* All die at one moment; each is back a delay later, none is fatal; the fourth time all are. */
START_TEST(storm_of_200)
{
	struct child_policy policy = rig_policy;
	struct supervisor *fleet;
	uint64_t now = 1000 * SECOND;

	policy.max_restarts = 3;
	fleet = make_fleet(&policy, 200);
	supervisor_start(fleet, false, now);
	ck_assert_uint_eq(serve(fleet, now).effects[EFFECT_SPAWN], 200);
	for (unsigned storm = 0; storm < 4; storm++) {
		now += SECOND / 5;
		supervisor_expire(fleet, now);
		ck_assert_uint_eq(serve(fleet, now).effects[EFFECT_STARTED], storm == 0);
		ck_assert_uint_eq(fleet->in_state[CHILD_RUNNING], 200);
		for (unsigned i = 0; i < 200; i++) {
			struct supervisor_event event = {.type = CHILD_EVENT_GONE,
				.child = i,
				.cause = CHILD_CAUSE_SIGNAL,
				.status = SIGKILL};

			supervisor_step(fleet, &event, now);
		}
		ck_assert_uint_eq(serve(fleet, now).effects[EFFECT_SPAWN], 0);
		now += SECOND;
		supervisor_expire(fleet, now);
		ck_assert_uint_eq(serve(fleet, now).effects[EFFECT_SPAWN], storm < 3 ? 200 : 0);
	}
	ck_assert_uint_eq(fleet->in_state[CHILD_FATAL], 200);
	supervisor_free(fleet);
}
END_TEST

START_TEST(hundred_thousand)
{
	const unsigned count = 100000;
	struct supervisor *fleet = make_fleet(&rig_policy, count);
	uint64_t now = 1000 * SECOND;
	struct tally tally;

	supervisor_start(fleet, false, now);
	ck_assert_uint_eq(serve(fleet, now).effects[EFFECT_SPAWN], count);
	ck_assert_uint_eq(fleet->deadlines.count, count);
	supervisor_expire(fleet, now + SECOND);
	tally = serve(fleet, now);
	ck_assert_uint_eq(tally.effects[EFFECT_CHANGED], count);
	ck_assert_uint_eq(tally.effects[EFFECT_STARTED], 1);
	supervisor_stop(fleet, now + SECOND);
	tally = serve(fleet, now);
	ck_assert_uint_eq(tally.effects[EFFECT_SIGNAL], count);
	ck_assert_uint_eq(tally.effects[EFFECT_FINISHED], 1);
	ck_assert_uint_eq(supervisor_ignored(fleet), 0);
	supervisor_free(fleet);
}
END_TEST

START_TEST(too_many)
{
	struct supervisor_spec spec = {.count = SIZE_MAX};

	ck_assert_ptr_null(supervisor_new(&spec));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supervisor parts");
	TCase *parts = tcase_create("parts");
	TCase *fleets = tcase_create("fleets");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, parts);
	tcase_add_test(parts, deadlines_come_in_order);
	tcase_add_test(parts, deadline_beyond_the_clock);
	tcase_add_loop_test(parts, window_counts_as_a_list_would, 0, 8);
	tcase_add_test(parts, queue_of_one_place_per_child);
	suite_add_tcase(suite, fleets);
	tcase_set_timeout(fleets, 60);
	tcase_add_test(fleets, storm_of_200);
	tcase_add_test(fleets, hundred_thousand);
	tcase_add_test(fleets, too_many);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
