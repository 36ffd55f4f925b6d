/* SPDX-License-Identifier: MIT */
#include "config.h"

/* When changes of files are told, in virtual time. */

#include <check.h>
#include <stdlib.h>

#include "watcher/pace.h"

#define SECOND UINT64_C(1000000000)
#define DELAY (SECOND / 2)

static struct pace start(void)
{
	return (struct pace){.delay_ns = DELAY};
}

/* A change at this time is told when it is due; returns that time. */
static uint64_t change(struct pace *pace, uint64_t at, bool loop)
{
	uint64_t due;

	pace_touch(pace, at);
	due = pace_due(pace);
	ck_assert_int_eq(pace_tell(pace, due), loop);
	ck_assert_uint_eq(pace_due(pace), UINT64_MAX);
	return due;
}

START_TEST(it_is_told_when_it_is_quiet)
{
	struct pace pace = start();

	ck_assert_uint_eq(pace_due(&pace), UINT64_MAX);
	pace_touch(&pace, 100 * SECOND);
	ck_assert_uint_eq(pace_due(&pace), 100 * SECOND + DELAY);
	pace_touch(&pace, 100 * SECOND + DELAY - 1);
	ck_assert_uint_eq(pace_due(&pace), 100 * SECOND + 2 * DELAY - 1);
}
END_TEST

START_TEST(or_when_it_is_never_quiet)
{
	struct pace pace = start();
	uint64_t now = 100 * SECOND;

	while (pace_due(&pace) > now) {
		pace_touch(&pace, now);
		now += DELAY / 5;
	}
	ck_assert_uint_eq(now, 100 * SECOND + 10 * DELAY);
}
END_TEST

static uint64_t loop(struct pace *pace, uint64_t now)
{
	for (int i = 1; i < PACE_ROW; i++)
		now = change(pace, now, false) + SECOND;
	return change(pace, now, true);
}

START_TEST(a_loop_is_paused_longer_and_longer)
{
	struct pace pace = start();
	uint64_t now = loop(&pace, 100 * SECOND), pause = PACE_PAUSE;

	for (int i = 0; i < 20; i++) {
		ck_assert_uint_eq(pace.pause_ns, pause);
		/* What its last start has written is told when the pause is over. */
		pace_touch(&pace, now + SECOND);
		ck_assert_uint_eq(pace_due(&pace), now + pause);
		now += pause;
		ck_assert(pace_tell(&pace, now));
		pause = 2 * pause < PACE_PAUSE_MAX ? 2 * pause : PACE_PAUSE_MAX;
	}
}
END_TEST

START_TEST(who_saves_often_is_no_loop)
{
	struct pace pace = start();
	uint64_t now = 100 * SECOND;

	for (int i = 0; i < 100; i++)
		now = change(&pace, now, false) + PACE_QUICK;
}
END_TEST

START_TEST(quiet_is_rewarded)
{
	struct pace pace = start();
	uint64_t now = loop(&pace, 100 * SECOND);

	/* Not in a loop any more, but the next one is paused for longer. */
	now = change(&pace, now + PACE_PAUSE + PACE_QUICK, false);
	now = loop(&pace, now + PACE_QUICK);
	ck_assert_uint_eq(pace.pause_ns, 2 * PACE_PAUSE);
	now = change(&pace, now + 2 * PACE_PAUSE + PACE_QUIET + 1, false);
	loop(&pace, now + PACE_QUICK);
	ck_assert_uint_eq(pace.pause_ns, PACE_PAUSE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pace");
	TCase *tcase = tcase_create("pace");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, it_is_told_when_it_is_quiet);
	tcase_add_test(tcase, or_when_it_is_never_quiet);
	tcase_add_test(tcase, a_loop_is_paused_longer_and_longer);
	tcase_add_test(tcase, who_saves_often_is_no_loop);
	tcase_add_test(tcase, quiet_is_rewarded);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
