/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/reader.h"
#include "config/value.h"

static int refuse_program(
	const struct template *template, const char *name, struct reeve_error *error)
{
	const char **names = calloc(template->program_count + 1, sizeof *names);
	const char *nearest;
	char shown[128];

	if (!names)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < template->program_count; i++)
		names[i] = template->programs[i].name;
	nearest = text_nearest(name, names, template->program_count);
	free(names);
	text_show(shown, sizeof shown, name);
	if (nearest)
		return error_set(error, REEVE_EXIT_USAGE,
			"there is no program '%s', did you mean '%s'?", shown, nearest);
	return error_set(error, REEVE_EXIT_USAGE, "there is no program '%s'", shown);
}

static int check_sum(const struct template *template, const struct program *only, uint64_t workers,
	struct reeve_error *error)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < template->program_count; i++)
		sum += only && only != &template->programs[i] ? template->programs[i].workers
							      : workers;
	if (sum <= TEMPLATE_MAX_WORKERS)
		return 0;
	return error_set(error, REEVE_EXIT_USAGE,
		"all programs together would have %llu workers, at most %d can be",
		(unsigned long long)sum, TEMPLATE_MAX_WORKERS);
}

int template_set_workers(struct template *template, const char *value, struct reeve_error *error)
{
	const struct option *option = option_find("workers");
	const char *equals = strchr(value, '=');
	const char *number = equals ? equals + 1 : value;
	const struct program *only = NULL;
	uint64_t workers;
	char shown[128];

	if (equals) {
		char *name = strndup(value, (size_t)(equals - value));
		int result = 0;

		if (!name)
			return error_set(error, REEVE_EXIT_FAILED, "out of memory");
		only = template_program(template, name);
		if (!only)
			result = refuse_program(template, name, error);
		free(name);
		if (result < 0)
			return result;
	}
	if (value_parse(option, number, &workers) < 0)
		return error_set(error, REEVE_EXIT_USAGE,
			"'%s' is not a number of workers: N or PROGRAM=N, N from %s to %s",
			text_show(shown, sizeof shown, value), option->minimum, option->maximum);
	if (check_sum(template, only, workers, error) < 0)
		return -1;
	for (size_t i = 0; i < template->program_count; i++)
		if (!only || only == &template->programs[i])
			template->programs[i].workers = (unsigned)workers;
	return 0;
}
