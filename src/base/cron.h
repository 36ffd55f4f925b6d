/* SPDX-License-Identifier: MIT */
#ifndef BASE_CRON_H
#define BASE_CRON_H

/* Times as crontab(5) writes them: "minute hour day month weekday", with names, lists, ranges,
 * steps and @daily and its like. Reads no clock; local time is that of TZ.
 *
 * Days: where both day fields say something (neither begins with '*'), one of them is enough.
 *
 * Where the clocks change (Vixie cron's rules): a time with '*' at the beginning of minute or hour
 * comes by the clock on the wall, minute by minute, twice in the hour that comes twice. Any other
 * time comes once on its day: one in the hour that is left out comes right after it, one in the
 * hour that comes twice in the first of the two. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define CRON_NEVER ((time_t)-1)

struct cron {
	uint64_t minutes; /* a bit for each */
	uint32_t hours;
	uint32_t days;	  /* bits 1 to 31 */
	uint16_t months;  /* bits 1 to 12 */
	uint8_t weekdays; /* bit 0: Sunday */
	bool any_day;	  /* the field begins with '*' */
	bool any_weekday;
	bool by_the_clock; /* minute or hour begins with '*' */
};

/* Returns 0, or -EINVAL with why filled: "the hour '25' is not one of 0 to 23". A date that never
 * comes is refused too. */
int cron_parse(const char *text, struct cron *ret_cron, char *why, size_t size);

/* The first such time after `after`; CRON_NEVER beyond the end of what can be told. */
time_t cron_next(const struct cron *cron, time_t after);
/* The first one of any of several. */
time_t cron_next_of(const struct cron *crons, size_t count, time_t after);

/* A clock that is set further than this was wrong: what lies between is not made up for. */
#define CRON_CORRECTION (3 * 60 * 60)

/* It is now: moves *next, the time that was waited for, behind that. jump: seconds that the clock
 * was set forward since the last look, or back. True if the time has come, however late: what a
 * machine has slept through comes once. After a clock that was set back no time comes again but of
 * those that go by the clock on the wall. */
bool cron_pass(const struct cron *crons, size_t count, time_t now, long long jump, time_t *next);

#endif
