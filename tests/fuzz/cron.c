/* SPDX-License-Identifier: MIT */
/* Times as crontab(5) writes them: any text is read or refused with a reason; what is read comes
 * some day, and when it does the clock on the wall shows what was written, but where clocks are
 * changed. */
#include "config.h"

#include "base/cron.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static void check_next(const struct cron *cron, time_t after)
{
	time_t next = cron_next(cron, after);
	struct tm tm;
	bool day, weekday;

	HOLD(next != CRON_NEVER && next > after && next % 60 == 0);
	gmtime_r(&next, &tm);
	day = cron->days >> tm.tm_mday & 1;
	weekday = cron->weekdays >> tm.tm_wday & 1;
	HOLD(cron->minutes >> tm.tm_min & 1 && cron->hours >> tm.tm_hour & 1);
	HOLD(cron->months >> (tm.tm_mon + 1) & 1);
	HOLD(cron->any_day || cron->any_weekday ? day && weekday : day || weekday);
	HOLD(cron_next(cron, next - 1) == next);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), why[64] = "";
	struct cron cron;

	setenv("TZ", "UTC0", 1);
	if (cron_parse(text, &cron, why, sizeof why) == 0) {
		check_next(&cron, 1795222799);
		check_next(&cron, 4102444800);
	} else {
		HOLD(why[0]);
	}
	free(text);
	return 0;
}
