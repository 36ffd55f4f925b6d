/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/cron.h"

#define DAY (24 * 60 * 60)
/* Longer than any date takes to come: 29 February may be eight years away, and on a certain day of
 * the week forty. */
#define DAYS_MAX (41 * 366)

static long offset_at(time_t time)
{
	struct tm local;

	return localtime_r(&time, &local) ? local.tm_gmtoff : 0;
}

/* The instant between two at which the clocks were changed. */
static time_t find_change(time_t before, time_t after)
{
	long offset = offset_at(before);

	while (after - before > 1) {
		time_t middle = before + (after - before) / 2;

		if (offset_at(middle) == offset)
			before = middle;
		else
			after = middle;
	}
	return after;
}

/* When the clocks on the wall show this: the first of two times, the end of a gap. mktime() leaves
 * open what it does with either. */
static time_t instant_of(const struct tm *civil)
{
	struct tm copy = *civil;
	time_t as_utc = timegm(&copy);
	long before = offset_at(as_utc - DAY), after = offset_at(as_utc + DAY);
	time_t early = as_utc - (before > after ? before : after);
	time_t late = as_utc - (before > after ? after : before);

	if (offset_at(early) == as_utc - early)
		return early;
	if (offset_at(late) == as_utc - late)
		return late;
	return find_change(as_utc - DAY, as_utc + DAY);
}

static bool has_day(const struct cron *cron, const struct tm *day)
{
	bool in_month = cron->days >> day->tm_mday & 1;
	bool in_week = cron->weekdays >> day->tm_wday & 1;

	if (!(cron->months >> (day->tm_mon + 1) & 1))
		return false;
	return cron->any_day || cron->any_weekday ? in_month && in_week : in_month || in_week;
}

/* Minute by minute, as the clocks on the wall go. */
static time_t next_by_the_clock(const struct cron *cron, const struct tm *day, time_t after)
{
	struct tm midnight = *day, tomorrow = *day, local;
	time_t at, end;

	tomorrow.tm_mday++;
	at = instant_of(&midnight);
	end = instant_of(&tomorrow);
	if (at <= after)
		at += (after - at) / 60 * 60 + 60;
	for (; at < end; at += 60)
		if (localtime_r(&at, &local) && local.tm_mday == day->tm_mday &&
			cron->hours >> local.tm_hour & 1 && cron->minutes >> local.tm_min & 1)
			return at;
	return CRON_NEVER;
}

static time_t next_of_day(const struct cron *cron, const struct tm *day, time_t after)
{
	time_t first = CRON_NEVER;

	for (int hour = 0; hour < 24; hour++) {
		if (!(cron->hours >> hour & 1))
			continue;
		for (int minute = 0; minute < 60; minute++) {
			struct tm civil = *day;
			time_t at;

			if (!(cron->minutes >> minute & 1))
				continue;
			civil.tm_hour = hour;
			civil.tm_min = minute;
			at = instant_of(&civil);
			if (at > after && (first == CRON_NEVER || at < first))
				first = at;
		}
		if (first != CRON_NEVER)
			break;
	}
	return first;
}

time_t cron_next(const struct cron *cron, time_t after)
{
	struct tm local;

	if (!localtime_r(&after, &local))
		return CRON_NEVER;
	for (int n = 0; n < DAYS_MAX; n++) {
		struct tm day = {.tm_year = local.tm_year,
			.tm_mon = local.tm_mon,
			.tm_mday = local.tm_mday + n};
		time_t found;

		/* Brings the date into its range and tells the day of the week. */
		if (timegm(&day) == (time_t)-1)
			return CRON_NEVER;
		if (!has_day(cron, &day))
			continue;
		found = cron->by_the_clock ? next_by_the_clock(cron, &day, after)
					   : next_of_day(cron, &day, after);
		if (found != CRON_NEVER)
			return found;
	}
	return CRON_NEVER;
}

time_t cron_next_of(const struct cron *crons, size_t count, time_t after)
{
	time_t first = CRON_NEVER;

	for (size_t i = 0; i < count; i++) {
		time_t next = cron_next(&crons[i], after);

		if (next != CRON_NEVER && (first == CRON_NEVER || next < first))
			first = next;
	}
	return first;
}

static bool are_by_the_clock(const struct cron *crons, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (crons[i].by_the_clock)
			return true;
	return false;
}

bool cron_pass(const struct cron *crons, size_t count, time_t now, long long jump, time_t *next)
{
	bool corrected = jump > CRON_CORRECTION || jump < -CRON_CORRECTION;
	bool due = !corrected && *next != CRON_NEVER && *next <= now;

	if (due || corrected || (jump < 0 && are_by_the_clock(crons, count)))
		*next = cron_next_of(crons, count, now);
	return due;
}
