/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "target.h"

#include <math.h>

enum { REEVE = 1 };

const struct target targets[] = {
	{METRIC_CRASH, .relative = true, .limit = 1.3},
	{METRIC_START, .relative = true, .limit = 1.5},
	{METRIC_STATUS, .limit = 7},
	{METRIC_STATUS_JSON, .limit = 7},
	{METRIC_STATUS_COLOUR, .limit = 10},
	{METRIC_HELP, .limit = 3},
	{METRIC_STATUS_ONE, .limit = 3},
	/* The same where floor starts in 0.70 ms, as on the machine on which these were set. */
	{METRIC_STATUS, .starts = true, .limit = 10},
	{METRIC_STATUS_JSON, .starts = true, .limit = 10},
	{METRIC_STATUS_COLOUR, .starts = true, .limit = 14.3},
	{METRIC_HELP, .starts = true, .limit = 4.3},
	{METRIC_STATUS_ONE, .starts = true, .limit = 4.3},
	{METRIC_MEMORY_ALL, .limit = 6 * 1024},
	{METRIC_MEMORY_WORKER, .limit = 2 * 1024},
	{METRIC_WAKEUPS, .limit = 0},
	{METRIC_STOP, .relative = true, .limit = 2},
	{METRIC_RESTART, .limit = 30},
	{METRIC_RUNS, .at_least = true, .limit = 100},
	{METRIC_STORM, .relative = true, .at_least = true, .limit = 0.9},
	{METRIC_STORM_CPU, .relative = true, .limit = 2},
	{METRIC_STORM_STATUS, .limit = 20},
	{METRIC_STORM_STOP, .limit = 20},
	{METRIC_CROWD, .base = METRIC_CROWD_ONE, .limit = 1.2},
	{METRIC_ADOPT, .limit = 100},
	{METRIC_ADOPT_START, .limit = 100},
};

const unsigned target_count = sizeof(targets) / sizeof(*targets);

double target_value(const struct bench *bench, const struct target *target, unsigned system)
{
	double median = sample_median(&bench->samples[target->metric][system]);

	if (target->starts)
		return median / sample_median(&bench->samples[METRIC_HELP][0]);
	if (target->base)
		return median / sample_median(&bench->samples[target->base][system]);
	return target->relative ? median / sample_median(&bench->samples[target->metric][0])
				: median;
}

enum verdict target_judge_counts(const struct bench *bench)
{
	const struct counted *counted = &bench->counted;

	if (!counted->known)
		return VERDICT_UNMEASURED;
	return counted->plugin == counted->asked && counted->status == counted->asked
		       ? VERDICT_OK
		       : VERDICT_MISSED;
}

enum verdict target_judge(const struct bench *bench, const struct target *target)
{
	double value = target_value(bench, target, REEVE);

	if (isnan(value))
		return VERDICT_UNMEASURED;
	return (target->at_least ? value >= target->limit : value <= target->limit)
		       ? VERDICT_OK
		       : VERDICT_MISSED;
}

const char *target_verdict_name(enum verdict verdict)
{
	static const char *const names[] = {[VERDICT_OK] = "ok",
		[VERDICT_MISSED] = "missed",
		[VERDICT_UNMEASURED] = "unmeasured"};

	return names[verdict];
}
