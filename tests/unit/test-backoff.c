/* SPDX-License-Identifier: MIT */

/* How long to wait after so many failures in a row. */

#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "base/backoff.h"
#include "reeve/backoff.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct delay {
	uint64_t delay;
	uint32_t factor;
	uint64_t most, failures, result;
};

START_TEST(delays_grow_up_to_the_longest)
{
	static const struct delay delays[] = {
		{100, 2000, 1000, 0, 100},
		{100, 2000, 1000, 1, 100},
		{100, 2000, 1000, 2, 200},
		{100, 2000, 1000, 4, 800},
		{100, 2000, 1000, 5, 1000},
		{100, 2000, 1000, UINT64_MAX, 1000},
		{100, 1500, 1000, 3, 225},
		{100, 1000, 1000, 9, 100},
		{100, 0, 1000, 9, 100},
		{0, 2000, 1000, 9, 0},
		{100, 2000, 50, 9, 100},
		{1, 100000, UINT64_MAX, 1000, UINT64_MAX},
	};

	for (size_t i = 0; i < COUNT(delays); i++)
		ck_assert_uint_eq(backoff_delay(delays[i].delay, delays[i].factor, delays[i].most,
					  delays[i].failures),
			delays[i].result);
}
END_TEST

START_TEST(exact_waits_are_the_delays)
{
	struct reeve_backoff backoff = REEVE_BACKOFF(100, 2, 1000);
	static const uint64_t waits[] = {100, 200, 400, 800, 1000, 1000};

	backoff.exact = 1;
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < COUNT(waits); i++)
			ck_assert_uint_eq(reeve_backoff_next(&backoff), waits[i]);
		ck_assert_uint_eq(backoff.failures, COUNT(waits));
		reeve_backoff_reset(&backoff);
		ck_assert_uint_eq(backoff.failures, 0);
	}
}
END_TEST

/* Each of them anywhere from nothing to the whole delay, evenly. */
START_TEST(waits_are_random_parts)
{
	struct reeve_backoff backoff = REEVE_BACKOFF(1000, 2, 8000);
	static const uint64_t whole[] = {1000, 2000, 4000, 8000, 8000};
	unsigned low[COUNT(whole)] = {0}, high[COUNT(whole)] = {0};

	for (int round = 0; round < 400; round++) {
		for (size_t i = 0; i < COUNT(whole); i++) {
			uint64_t wait = reeve_backoff_next(&backoff);

			ck_assert_uint_le(wait, whole[i]);
			low[i] += wait < whole[i] / 4;
			high[i] += wait > whole[i] - whole[i] / 4;
		}
		reeve_backoff_reset(&backoff);
	}
	for (size_t i = 0; i < COUNT(whole); i++) {
		ck_assert_uint_ge(low[i], 20);
		ck_assert_uint_ge(high[i], 20);
	}
}
END_TEST

START_TEST(same_seed_same_waits)
{
	struct reeve_backoff one = REEVE_BACKOFF(1000000, 2, 8000000), other, third;
	unsigned different = 0;

	one.seed = 42;
	other = one;
	third = one;
	third.seed = 43;
	for (int i = 0; i < 20; i++) {
		uint64_t wait = reeve_backoff_next(&one);

		ck_assert_uint_eq(reeve_backoff_next(&other), wait);
		different += reeve_backoff_next(&third) != wait;
	}
	ck_assert_uint_ge(different, 15);
}
END_TEST

START_TEST(senseless_values_are_harmless)
{
	static const double factors[] = {0, -1, 0.5, 1, (double)NAN, -(double)INFINITY};
	struct reeve_backoff none = REEVE_BACKOFF(0, 2, 0);
	struct reeve_backoff most = REEVE_BACKOFF(UINT64_MAX, (double)INFINITY, UINT64_MAX);

	for (size_t i = 0; i < COUNT(factors); i++) {
		struct reeve_backoff backoff = REEVE_BACKOFF(100, factors[i], 1);

		backoff.exact = 1;
		for (int round = 0; round < 5; round++)
			ck_assert_uint_eq(reeve_backoff_next(&backoff), 100);
	}
	for (int round = 0; round < 5; round++) {
		ck_assert_uint_eq(reeve_backoff_next(&none), 0);
		reeve_backoff_next(&most);
	}
	most.exact = 1;
	most.failures = UINT64_MAX;
	ck_assert_uint_eq(reeve_backoff_next(&most), UINT64_MAX);
	ck_assert_uint_eq(most.failures, UINT64_MAX);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("backoff");
	TCase *tcase = tcase_create("backoff");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, delays_grow_up_to_the_longest);
	tcase_add_test(tcase, exact_waits_are_the_delays);
	tcase_add_test(tcase, waits_are_random_parts);
	tcase_add_test(tcase, same_seed_same_waits);
	tcase_add_test(tcase, senseless_values_are_harmless);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
