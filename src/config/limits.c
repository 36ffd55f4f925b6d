/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/limits.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "config/supervision.h"
#include "config/value.h"
#include "supervisor/policy.h"

struct limits {
	const struct reader *reader;
	const config_setting_t *group;
	const struct program *program;
	struct child_policy policy;
};

/* sums[n]: n restarts in a row after lives of no length, the first after a stable one. */
static void sum_delays(const struct child_policy *policy, unsigned restarts, uint64_t *sums)
{
	sums[0] = 0;
	for (unsigned n = 0; n < restarts; n++)
		sums[n + 1] = sums[n] + policy_retry(policy, 0, policy_delay(policy, n));
}

uint64_t limits_span(const struct child_policy *policy, unsigned restarts)
{
	uint64_t sums[LIMITS_RESTARTS_MAX + 1], least[LIMITS_RESTARTS_MAX + 1];
	uint64_t stable = policy->stable_ns;

	sum_delays(policy, restarts, sums);
	if (policy->backoff_factor <= 1000)
		return sums[restarts];
	/* A longer life than that saves nothing. */
	if (stable > sums[restarts])
		stable = sums[restarts];
	for (unsigned n = 0; n <= restarts; n++) {
		least[n] = sums[n];
		for (unsigned before = 1; before < n; before++)
			if (sums[before] + stable + least[n - before] < least[n])
				least[n] = sums[before] + stable + least[n - before];
	}
	return least[restarts];
}

/* The setting that counts, where the template itself has it; NULL: it is a default. */
static const config_setting_t *said(const struct limits *limits, const char *key)
{
	const struct level *level;
	const config_setting_t *setting = reader_find(limits->reader, limits->group, key, &level);

	return level == &limits->reader->levels[0] ? setting : NULL;
}

static void complain(const struct limits *limits, const char *key, const char *format, ...)
	REEVE_PRINTF(3, 4);

static void complain(const struct limits *limits, const char *key, const char *format, ...)
{
	const config_setting_t *setting = said(limits, key);
	const struct reader *reader = limits->reader;
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	level_complain(&reader->levels[0], setting ? setting : limits->group, reader->errors,
		"program '%s': %s", limits->program->name, text);
}

static const char *time_text(uint64_t ns, char *text, size_t size)
{
	text_from_duration(ns, text, size);
	return text;
}

const char *limits_delay_text(const struct program *program, char *text, size_t size)
{
	char delay[32], most[32], factor[32];

	time_text(program->restart_delay_ns, delay, sizeof delay);
	value_print_factor(program->backoff_factor, factor, sizeof factor);
	if (program->backoff_factor > 1000 && program->backoff_max_ns > program->restart_delay_ns)
		snprintf(text, size, "restart_delay %s, backoff_factor %s and backoff_max %s",
			delay, factor, time_text(program->backoff_max_ns, most, sizeof most));
	else
		snprintf(text, size, "restart_delay %s", delay);
	return text;
}

bool limits_is_started_again(const struct child_policy *policy)
{
	return policy->restart != RESTART_TEMPORARY &&
	       !(policy->work && policy->check_interval_ns == 0);
}

static void check_window(const struct limits *limits)
{
	const struct program *program = limits->program;
	unsigned restarts = program->max_restarts;
	char window[32], span[32], delay[160];
	uint64_t least;

	if (restarts > LIMITS_RESTARTS_MAX || program->restart_window_ns == 0)
		return;
	/* The window is only the default, and short lives in a row are limited all the same; or
	 * both are, which are there for loops quicker than this one. */
	if (!said(limits, "restart_window") &&
		(limits->policy.max_short_lives > 0 || !said(limits, "max_restarts")))
		return;
	least = limits_span(&limits->policy, restarts);
	if (least <= program->restart_window_ns)
		return;
	complain(limits, said(limits, "restart_window") ? "restart_window" : "max_restarts",
		"%u restarts in %s can never happen with %s: they take %s at least; set a longer "
		"restart_window, min_uptime, or max_restarts = \"unlimited\"",
		restarts, time_text(program->restart_window_ns, window, sizeof window),
		limits_delay_text(program, delay, sizeof delay),
		time_text(least, span, sizeof span));
}

static void check_limit(const struct limits *limits)
{
	const struct program *program = limits->program;

	if (said(limits, "max_restarts") && program->max_restarts != UINT_MAX &&
		program->restart_window_ns == 0 && program->min_uptime_ns == 0)
		complain(limits, "max_restarts",
			"max_restarts %u can never happen: there is neither a restart_window nor "
			"min_uptime",
			program->max_restarts);
}

static void check_backoff(const struct limits *limits)
{
	const struct program *program = limits->program;
	char delay[32], most[32];

	if (program->backoff_factor <= 1000)
		return;
	if (program->restart_delay_ns == 0)
		complain(limits, "backoff_factor",
			"backoff_factor can never make a restart_delay of 0 longer");
	else if (program->backoff_max_ns <= program->restart_delay_ns)
		complain(limits, "backoff_factor",
			"backoff_factor can never make restart_delay %s longer: backoff_max is %s",
			time_text(program->restart_delay_ns, delay, sizeof delay),
			time_text(program->backoff_max_ns, most, sizeof most));
}

static void check_retry(const struct limits *limits)
{
	if (!limits->policy.retry_after_ns || !said(limits, "retry_after"))
		return;
	if (limits->policy.exit_on_fatal)
		complain(limits, "retry_after",
			"retry_after can never happen: on_fatal = \"exit\" ends the command first");
	else if (limits->policy.max_restarts == UINT32_MAX)
		complain(limits, "retry_after",
			"retry_after can never happen: max_restarts is \"unlimited\", no worker is "
			"given up");
}

/* Who never gets to be stable never has its short lives forgotten. */
static void check_age(const struct limits *limits)
{
	const struct program *program = limits->program;
	char age[32], stable[32];

	if (program->max_age_ns && program->min_uptime_ns &&
		program->max_age_ns <= program->min_uptime_ns)
		complain(limits, "max_age",
			"max_age %s lets no worker become stable: min_uptime is %s",
			time_text(program->max_age_ns, age, sizeof age),
			time_text(program->min_uptime_ns, stable, sizeof stable));
}

/* A value that cannot be read has its own complaint, one that is yet to be expanded has no number.
 */
static bool are_readable(const struct limits *limits)
{
	static const char *const keys[] = {"restart", "restart_delay", "backoff_factor",
		"backoff_max", "min_uptime", "max_restarts", "restart_window", "retry_after",
		"on_fatal", "check_interval", "max_age"};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const struct level *level;
		const config_setting_t *setting =
			reader_find(limits->reader, limits->group, keys[i], &level);
		uint64_t number;

		if (setting && value_read(option_find(keys[i]), setting, &number, NULL) < 0)
			return false;
	}
	return true;
}

void limits_check(
	struct reader *reader, const config_setting_t *group, const struct program *program)
{
	struct limits limits = {reader, group, program, supervision_policy(program)};

	if (!limits_is_started_again(&limits.policy) || !are_readable(&limits))
		return;
	check_window(&limits);
	check_limit(&limits);
	check_backoff(&limits);
	check_retry(&limits);
	check_age(&limits);
}
