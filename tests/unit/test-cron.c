/* SPDX-License-Identifier: MIT */
#include "config.h"

/* Times as crontab(5) writes them: what is read, what is refused and why, and when it comes, also
 * where the clocks are changed. */

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cron.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"
/* Half an hour, and at midnight. */
#define LORD_HOWE "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"
#define MIDNIGHT "AAA3BBB,M3.2.0/0,M11.1.0/0"

static void set_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

static struct cron parse(const char *text)
{
	struct cron cron;
	char why[256];

	if (cron_parse(text, &cron, why, sizeof why) < 0)
		ck_abort_msg("'%s' is refused: %s", text, why);
	return cron;
}

/* "2026-11-21 09:00:00 +0100": what the clock on the wall shows, and how far it is from UTC. */
static time_t read_time(const char *text)
{
	struct tm tm = {0};
	const char *rest = strptime(text, "%Y-%m-%d %H:%M:%S", &tm);
	int hours, minutes;

	ck_assert_msg(rest != NULL, "%s", text);
	if (sscanf(rest, " %3d%2d", &hours, &minutes) != 2)
		return timegm(&tm);
	return timegm(&tm) - hours * 3600 - (hours < 0 ? -minutes : minutes) * 60;
}

static const char *write_time(time_t time)
{
	static char text[64];
	struct tm tm;

	if (time == CRON_NEVER)
		return "never";
	localtime_r(&time, &tm);
	strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z", &tm);
	return text;
}

/* The times that come, each ended by NULL. */
static const struct sequence {
	const char *zone, *text, *after;
	const char *times[6];
} sequences[] = {
	{"UTC0", "0 1 * * *", "2026-11-21 09:00:00",
		{"2026-11-22 01:00:00 +0000", "2026-11-23 01:00:00 +0000"}},
	/* Strictly after, also within the minute. */
	{"UTC0", "0 1 * * *", "2026-11-21 01:00:00", {"2026-11-22 01:00:00 +0000"}},
	{"UTC0", "0 1 * * *", "2026-11-21 00:59:59", {"2026-11-21 01:00:00 +0000"}},
	{"UTC0", "* * * * *", "2026-12-31 23:59:30",
		{"2027-01-01 00:00:00 +0000", "2027-01-01 00:01:00 +0000"}},
	{"UTC0", "*/20 8-9 * * *", "2026-11-21 08:20:00",
		{"2026-11-21 08:40:00 +0000", "2026-11-21 09:00:00 +0000",
			"2026-11-21 09:20:00 +0000", "2026-11-21 09:40:00 +0000",
			"2026-11-22 08:00:00 +0000"}},
	{"UTC0", "5-10/5,59 0 1,15 jan,Jul *", "2026-11-21 09:00:00",
		{"2027-01-01 00:05:00 +0000", "2027-01-01 00:10:00 +0000",
			"2027-01-01 00:59:00 +0000", "2027-01-15 00:05:00 +0000"}},
	{"UTC0", "0 0 * * mon-FRI", "2026-11-20 09:00:00",
		{"2026-11-23 00:00:00 +0000", "2026-11-24 00:00:00 +0000"}},
	{"UTC0", "0 0 * * 7", "2026-11-21 09:00:00", {"2026-11-22 00:00:00 +0000"}},
	{"UTC0", "0 0 * * 5-7", "2026-11-21 09:00:00",
		{"2026-11-22 00:00:00 +0000", "2026-11-27 00:00:00 +0000"}},
	/* Two day fields: one is enough; unless one begins with '*'. */
	{"UTC0", "0 0 1 * sun", "2026-11-21 09:00:00",
		{"2026-11-22 00:00:00 +0000", "2026-11-29 00:00:00 +0000",
			"2026-12-01 00:00:00 +0000"}},
	{"UTC0", "0 0 */2 * sun", "2026-11-21 09:00:00",
		{"2026-11-29 00:00:00 +0000", "2026-12-13 00:00:00 +0000"}},
	{"UTC0", "0 0 29 2 *", "2026-11-21 09:00:00",
		{"2028-02-29 00:00:00 +0000", "2032-02-29 00:00:00 +0000"}},
	{"UTC0", "0 0 29 2 *", "2096-03-01 00:00:00", {"2104-02-29 00:00:00 +0000"}},
	{"UTC0", "0 0 31 * *", "2026-11-21 09:00:00",
		{"2026-12-31 00:00:00 +0000", "2027-01-31 00:00:00 +0000",
			"2027-03-31 00:00:00 +0000"}},
	{"UTC0", "@yearly", "2026-11-21 09:00:00", {"2027-01-01 00:00:00 +0000"}},
	{"UTC0", "@monthly", "2026-11-21 09:00:00", {"2026-12-01 00:00:00 +0000"}},
	{"UTC0", "@weekly", "2026-11-21 09:00:00", {"2026-11-22 00:00:00 +0000"}},
	{"UTC0", "@Daily", "2026-11-21 09:00:00", {"2026-11-22 00:00:00 +0000"}},
	{"UTC0", "@hourly", "2026-11-21 09:00:00", {"2026-11-21 10:00:00 +0000"}},
	{BERLIN, "0 1 * * *", "2026-11-21 09:00:00 +0100", {"2026-11-22 01:00:00 +0100"}},
	/* The hour from 2 to 3 is left out on 28 March 2027: what was in it comes right after,
	   once. */
	{BERLIN, "30 2 * * *", "2027-03-27 03:00:00 +0100",
		{"2027-03-28 03:00:00 +0200", "2027-03-29 02:30:00 +0200"}},
	{BERLIN, "0,15,30 2 * * *", "2027-03-28 01:00:00 +0100",
		{"2027-03-28 03:00:00 +0200", "2027-03-29 02:00:00 +0200"}},
	{BERLIN, "0 2,3 * * *", "2027-03-28 01:00:00 +0100",
		{"2027-03-28 03:00:00 +0200", "2027-03-29 02:00:00 +0200"}},
	{BERLIN, "*/30 2 * * *", "2027-03-28 01:00:00 +0100", {"2027-03-29 02:00:00 +0200"}},
	{BERLIN, "30 * * * *", "2027-03-28 01:00:00 +0100",
		{"2027-03-28 01:30:00 +0100", "2027-03-28 03:30:00 +0200"}},
	/* It comes twice on 25 October 2026. */
	{BERLIN, "30 2 * * *", "2026-10-25 01:00:00 +0200",
		{"2026-10-25 02:30:00 +0200", "2026-10-26 02:30:00 +0100"}},
	{BERLIN, "30 * * * *", "2026-10-25 02:00:00 +0200",
		{"2026-10-25 02:30:00 +0200", "2026-10-25 02:30:00 +0100",
			"2026-10-25 03:30:00 +0100"}},
	{BERLIN, "@daily", "2026-10-24 12:00:00 +0200",
		{"2026-10-25 00:00:00 +0200", "2026-10-26 00:00:00 +0100"}},
	{LORD_HOWE, "15 2 * * *", "2026-10-03 12:00:00 +1030",
		{"2026-10-04 02:30:00 +1100", "2026-10-05 02:15:00 +1100"}},
	{LORD_HOWE, "45 1 * * *", "2026-04-04 12:00:00 +1100",
		{"2026-04-05 01:45:00 +1100", "2026-04-06 01:45:00 +1030"}},
	/* There is no midnight. */
	{MIDNIGHT, "@daily", "2026-03-07 12:00:00 -0300",
		{"2026-03-08 01:00:00 -0200", "2026-03-09 00:00:00 -0200"}},
};

START_TEST(times_come_in_order)
{
	const struct sequence *sequence = &sequences[_i];
	struct cron cron;
	time_t at;

	set_zone(sequence->zone);
	cron = parse(sequence->text);
	at = read_time(sequence->after);
	for (size_t i = 0; i < COUNT(sequence->times) && sequence->times[i]; i++) {
		at = cron_next(&cron, at);
		ck_assert_msg(strcmp(write_time(at), sequence->times[i]) == 0, "'%s': %s, not %s",
			sequence->text, write_time(at), sequence->times[i]);
	}
}
END_TEST

static const struct refusal {
	const char *text, *why;
} refusals[] = {
	{"", "has 0 fields, not the five: minute, hour, day of the month, month, day of the week"},
	{"0", "has 1 field, not the five: minute, hour, day of the month, month, day of the week"},
	{"0 1 * * * *", "has 6 fields, not the five: minute, hour, day of the month, month, day of "
			"the week"},
	{"60 1 * * *", "the minute '60' is not one of 0 to 59"},
	{"-1 1 * * *", "the minute '-1' is not one of 0 to 59"},
	{"0 24 * * *", "the hour '24' is not one of 0 to 23"},
	{"0 0 0 * *", "the day of the month '0' is not one of 1 to 31"},
	{"0 0 * 13 *", "the month '13' is not one of 1 to 12 or jan to dec"},
	{"0 0 * may,juni *", "the month 'juni' is not one of 1 to 12 or jan to dec"},
	{"0 0 * * 8", "the day of the week '8' is not one of 0 to 7 or sun to sat"},
	{"0 0 * * monday", "the day of the week 'monday' is not one of 0 to 7 or sun to sat"},
	{"0 jan * * *", "the hour 'jan' is not one of 0 to 23"},
	{"10-5 * * * *", "the minute '10-5' goes backwards"},
	{"0 0 * * fri-mon", "the day of the week 'fri-mon' goes backwards"},
	{"5/10 * * * *", "the minute '5/10' has a step, but is no range"},
	{"*/0 * * * *", "the minute '*/0' needs a step of 1 or more"},
	{"*/ * * * *", "the minute '*/' needs a step of 1 or more"},
	{"*/x * * * *", "the minute '*/x' needs a step of 1 or more"},
	{", * * * *", "the minute '' is not one of 0 to 59"},
	{"1, * * * *", "the minute '' is not one of 0 to 59"},
	{"1- * * * *", "the minute '1-' is not one of 0 to 59"},
	{"1-2-3 * * * *", "the minute '1-2-3' is not one of 0 to 59"},
	{"** * * * *", "the minute '**' is not one of 0 to 59"},
	{"99999999999999999999 * * * *", "the minute '99999999999999999999' is not one of 0 to 59"},
	{"*/99999999999 * * * *", "the minute '*/99999999999' needs a step of 1 or more"},
	{"0 0 30 2 *", "never comes: there is no 30 Feb"},
	{"0 0 31 feb,apr *", "never comes: there is no 31 Feb"},
	{"0 0 31 9,11 *", "never comes: there is no 31 Sep"},
	{"@reboot", "'@reboot' is no time of the clock"},
	{"@dayly", "unknown word '@dayly', did you mean '@daily'?"},
	{"@", "unknown word '@'"},
};

START_TEST(what_is_no_time_is_refused)
{
	const struct refusal *refusal = &refusals[_i];
	struct cron cron;
	char why[256] = "";

	ck_assert_int_lt(cron_parse(refusal->text, &cron, why, sizeof why), 0);
	ck_assert_str_eq(why, refusal->why);
}
END_TEST

START_TEST(length_is_bounded)
{
	struct cron cron;
	char why[16], text[8192];

	memset(text, ',', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	ck_assert_int_lt(cron_parse(text, &cron, why, sizeof why), 0);
	memset(text, ' ', sizeof text - 1);
	ck_assert_int_lt(cron_parse(text, &cron, why, sizeof why), 0);
	ck_assert_int_eq(cron_parse(" \t0  0 \t* * *  ", &cron, why, sizeof why), 0);
}
END_TEST

/* A 31st that never comes does not matter where the day of the week is enough. */
START_TEST(one_day_field_is_enough)
{
	set_zone("UTC0");
	ck_assert_str_eq(write_time(cron_next(&(struct cron){0}, 0)), "never");
	parse("0 0 31 2 mon");
}
END_TEST

/* A clock that is watched: what was waited for, what time it is, how far it was set since. */
static const struct passage {
	const char *text, *waited_for, *now;
	long long jump;
	bool due;
	const char *next;
} passages[] = {
	{"0 1 * * *", "2026-11-21 01:00:00", "2026-11-21 01:00:00", 0, true,
		"2026-11-22 01:00:00 +0000"},
	{"0 1 * * *", "2026-11-21 01:00:00", "2026-11-21 00:59:59", 0, false,
		"2026-11-21 01:00:00 +0000"},
	/* Slept through: once, for three days too. */
	{"0 1 * * *", "2026-11-21 01:00:00", "2026-11-23 14:00:00", 0, true,
		"2026-11-24 01:00:00 +0000"},
	/* Set forward by an hour, by four. */
	{"0 1 * * *", "2026-11-21 01:00:00", "2026-11-21 01:30:00", 3600, true,
		"2026-11-22 01:00:00 +0000"},
	{"0 1 * * *", "2026-11-21 01:00:00", "2026-11-21 04:30:00", 4 * 3600, false,
		"2026-11-22 01:00:00 +0000"},
	{"* * * * *", "1970-01-01 00:01:00", "2026-11-21 04:30:30", 1795000000, false,
		"2026-11-21 04:31:00 +0000"},
	/* Set back by an hour after it had come: not again; by the clock on the wall: again. */
	{"0 1 * * *", "2026-11-22 01:00:00", "2026-11-21 00:30:00", -3600, false,
		"2026-11-22 01:00:00 +0000"},
	{"0 * * * *", "2026-11-21 03:00:00", "2026-11-21 01:30:00", -3600, false,
		"2026-11-21 02:00:00 +0000"},
	{"0 1 * * *", "2026-11-22 01:00:00", "2026-11-20 00:30:00", -86400, false,
		"2026-11-20 01:00:00 +0000"},
};

START_TEST(clocks_are_set)
{
	const struct passage *passage = &passages[_i];
	struct cron cron;
	time_t next;

	set_zone("UTC0");
	cron = parse(passage->text);
	next = read_time(passage->waited_for);
	ck_assert_int_eq(
		cron_pass(&cron, 1, read_time(passage->now), passage->jump, &next), passage->due);
	ck_assert_str_eq(write_time(next), passage->next);
}
END_TEST

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void make_field(uint64_t *state, unsigned least, unsigned most, char *text, size_t size)
{
	unsigned a = least + (unsigned)(next_random(state) % (most - least + 1));
	unsigned b = a + (unsigned)(next_random(state) % (most - a + 1));

	switch (next_random(state) % 5) {
	case 0:
	case 1:
		snprintf(text, size, "*");
		break;
	case 2:
		snprintf(text, size, "%u", a);
		break;
	case 3:
		snprintf(text, size, "%u-%u/%u", a, b, 1 + (unsigned)(next_random(state) % 7));
		break;
	default:
		snprintf(text, size, "%u,%u", b, a);
		break;
	}
}

/* By looking at every minute. */
static time_t look_for(const struct cron *cron, time_t after, time_t until)
{
	for (time_t at = after / 60 * 60 + 60; at < until; at += 60) {
		struct tm tm;
		bool day, weekday;

		gmtime_r(&at, &tm);
		day = cron->days >> tm.tm_mday & 1;
		weekday = cron->weekdays >> tm.tm_wday & 1;
		if (cron->minutes >> tm.tm_min & 1 && cron->hours >> tm.tm_hour & 1 &&
			cron->months >> (tm.tm_mon + 1) & 1 &&
			(cron->any_day || cron->any_weekday ? day && weekday : day || weekday))
			return at;
	}
	return CRON_NEVER;
}

START_TEST(random_times_are_those_of_the_calendar)
{
	uint64_t state = 88172645463325252u;

	set_zone("UTC0");
	for (int i = 0; i < 200; i++) {
		char minute[16], hour[16], day[16], month[16], weekday[16], text[96], why[128];
		time_t after = 1795000000 + (time_t)(next_random(&state) % 300000000);
		time_t until = after + 60 * 24 * 3600, found, expected;
		struct cron cron;

		make_field(&state, 0, 59, minute, sizeof minute);
		make_field(&state, 0, 23, hour, sizeof hour);
		make_field(&state, 1, 31, day, sizeof day);
		make_field(&state, 1, 12, month, sizeof month);
		make_field(&state, 0, 7, weekday, sizeof weekday);
		snprintf(text, sizeof text, "%s %s %s %s %s", minute, hour, day, month, weekday);
		if (cron_parse(text, &cron, why, sizeof why) < 0)
			continue;
		found = cron_next(&cron, after);
		expected = look_for(&cron, after, until);
		ck_assert_msg(expected == found || (expected == CRON_NEVER && found >= until),
			"'%s' after %ld", text, (long)after);
	}
}
END_TEST

/* Whatever bytes there are, it is read or refused with a reason. */
START_TEST(any_bytes_are_bounded)
{
	static const char letters[] = "0123456789*/-, \t@monjafebsdily\xff\x01";
	uint64_t state = 1234567;

	for (int i = 0; i < 200000; i++) {
		char text[32], why[32] = "";
		size_t length = next_random(&state) % sizeof text;
		struct cron cron;

		for (size_t k = 0; k < length; k++)
			text[k] = letters[next_random(&state) % (sizeof letters - 1)];
		text[length ? length - 1 : 0] = '\0';
		if (cron_parse(text, &cron, why, sizeof why) < 0)
			ck_assert_str_ne(why, "");
		else
			ck_assert(cron.minutes && cron.hours && cron.months);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cron");
	TCase *tcase = tcase_create("cron");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, times_come_in_order, 0, (int)COUNT(sequences));
	tcase_add_loop_test(tcase, what_is_no_time_is_refused, 0, (int)COUNT(refusals));
	tcase_add_loop_test(tcase, clocks_are_set, 0, (int)COUNT(passages));
	tcase_add_test(tcase, length_is_bounded);
	tcase_add_test(tcase, one_day_field_is_enough);
	tcase_add_test(tcase, random_times_are_those_of_the_calendar);
	tcase_add_test(tcase, any_bytes_are_bounded);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
