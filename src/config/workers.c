/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/template.h"
#include "config/value.h"

/* All templates that are asked for. */
struct fleet {
	struct template *const *templates;
	size_t count;
};

static int refuse_program(const struct fleet *fleet, const char *name, struct reeve_error *error)
{
	const char **names;
	size_t count = 0;

	for (size_t i = 0; i < fleet->count; i++)
		count += fleet->templates[i]->program_count;
	names = calloc(count + 1, sizeof *names);
	if (!names)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	count = 0;
	for (size_t i = 0; i < fleet->count; i++)
		for (size_t k = 0; k < fleet->templates[i]->program_count; k++)
			names[count++] = fleet->templates[i]->programs[k].name;
	error_no_program(error, name, names, count);
	free(names);
	return -1;
}

static bool has_program(const struct fleet *fleet, const char *name)
{
	for (size_t i = 0; i < fleet->count; i++)
		if (template_program(fleet->templates[i], name))
			return true;
	return false;
}

/* name NULL: of every program. */
static int check_sum(const struct template *template, const char *name, uint64_t workers,
	struct reeve_error *error)
{
	const struct program *only = name ? template_program(template, name) : NULL;
	uint64_t sum = template->node_count;

	if (name && !only)
		return 0;
	for (size_t i = 0; i < template->program_count; i++)
		sum += only && only != &template->programs[i] ? template->programs[i].workers
							      : workers;
	if (sum <= TEMPLATE_MAX_WORKERS)
		return 0;
	return error_set(error, REEVE_EXIT_USAGE,
		"all programs together would have %llu workers, at most %d can be",
		(unsigned long long)sum, TEMPLATE_MAX_WORKERS);
}

/* What the template says is kept: by that it is known who decided on the number. */
static void scale(struct program *program, unsigned workers)
{
	if (!program->scaled_from)
		program->scaled_from = program->workers;
	program->workers = workers;
	if (program->scaled_from == workers)
		program->scaled_from = 0;
}

static int set_workers(
	const struct fleet *fleet, const char *name, uint64_t workers, struct reeve_error *error)
{
	if (name && !has_program(fleet, name))
		return refuse_program(fleet, name, error);
	for (size_t i = 0; i < fleet->count; i++)
		if (check_sum(fleet->templates[i], name, workers, error) < 0)
			return -1;
	for (size_t i = 0; i < fleet->count; i++)
		for (size_t k = 0; k < fleet->templates[i]->program_count; k++) {
			struct program *program = &fleet->templates[i]->programs[k];

			if (!name || strcmp(program->name, name) == 0)
				scale(program, (unsigned)workers);
		}
	return 0;
}

int template_set_workers(struct template *const *templates, size_t count, const char *value,
	struct reeve_error *error)
{
	const struct fleet fleet = {templates, count};
	const struct option *option = option_find("workers");
	const char *equals = strchr(value, '=');
	char *name = equals ? strndup(value, (size_t)(equals - value)) : NULL;
	uint64_t workers;
	char shown[128];
	int result;

	if (equals && !name)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	if (value_parse(option, equals ? equals + 1 : value, &workers) < 0)
		result = error_set(error, REEVE_EXIT_USAGE,
			"'%s' is not a number of workers: N or PROGRAM=N, N from %s to %s",
			text_show(shown, sizeof shown, value), option->minimum, option->maximum);
	else
		result = set_workers(&fleet, name, workers, error);
	free(name);
	return result;
}
