/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/mix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/release.h"

static struct program *find(struct template *template, const char *name)
{
	for (size_t i = 0; i < template->program_count; i++)
		if (strcmp(template->programs[i].name, name) == 0)
			return &template->programs[i];
	return NULL;
}

static int refuse(const struct template *template, const char *name, struct reeve_error *error)
{
	const char **names = calloc(template->program_count + 1, sizeof *names), *nearest;
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

/* Its place in the tree stays. */
static void swap(struct program *one, struct program *other)
{
	struct program kept = *one;
	unsigned node = one->node;

	*one = *other;
	*other = kept;
	other->node = one->node;
	one->node = node;
}

static int append(struct template *into, struct program *program, struct reeve_error *error)
{
	struct program *programs;

	if (into->node_count)
		return error_set(error, REEVE_EXIT_FAILED,
			"program '%s' is new, and its place in the tree is told by the whole "
			"template alone: reload it as a whole",
			program->name);
	programs = realloc(into->programs, (into->program_count + 1) * sizeof *programs);
	if (!programs)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	into->programs = programs;
	programs[into->program_count] = (struct program){0};
	swap(&programs[into->program_count++], program);
	return 0;
}

static int take_out(struct template *into, struct program *program, struct reeve_error *error)
{
	if (into->node_count)
		return error_set(error, REEVE_EXIT_FAILED,
			"program '%s' is no more, and what becomes of its place in the tree is "
			"told "
			"by the whole template alone: reload it as a whole",
			program->name);
	if (into->program_count == 1)
		return error_set(error, REEVE_EXIT_FAILED,
			"program '%s' is the only one that is left", program->name);
	release_programs(program, 1);
	into->program_count--;
	memmove(program, program + 1,
		(size_t)(into->programs + into->program_count - program) * sizeof *program);
	return 0;
}

static int mix_program(
	struct template *into, struct template *from, const char *name, struct reeve_error *error)
{
	struct program *was = find(into, name), *is = find(from, name);

	if (!was && !is)
		return refuse(from, name, error);
	if (!was)
		return append(into, is, error);
	if (!is)
		return take_out(into, was, error);
	swap(was, is);
	return 0;
}

int mix_programs(struct template *into, struct template *from, const char *const *names,
	struct reeve_error *error)
{
	for (; *names; names++)
		if (mix_program(into, from, *names, error) < 0)
			return -1;
	return 0;
}

static int refuse_scale(const char *scale, struct reeve_error *error)
{
	char shown[128];

	return error_set(error, REEVE_EXIT_USAGE,
		"'%s' says no number of workers: PROGRAM=N, PROGRAM=+N or PROGRAM=-N",
		text_show(shown, sizeof shown, scale));
}

int mix_workers(struct template *into, const char *scale, struct reeve_error *error)
{
	const char *equals = strchr(scale, '=');
	struct program *program;
	char name[128], value[160];
	uint64_t number;
	bool more, fewer;

	if (!equals || equals == scale || (size_t)(equals - scale) >= sizeof name)
		return refuse_scale(scale, error);
	snprintf(name, sizeof name, "%.*s", (int)(equals - scale), scale);
	program = find(into, name);
	if (!program)
		return refuse(into, name, error);
	more = equals[1] == '+';
	fewer = equals[1] == '-';
	if (text_to_u64(equals + 1 + (more || fewer), &number) < 0 || number > UINT32_MAX)
		return refuse_scale(scale, error);
	if (fewer && number >= program->workers)
		return error_set(error, REEVE_EXIT_USAGE,
			"program '%s' has %u worker%s: %llu fewer would be none, for which there "
			"is 'stop'",
			name, program->workers, program->workers == 1 ? "" : "s",
			(unsigned long long)number);
	number = more ? program->workers + number : fewer ? program->workers - number : number;
	snprintf(value, sizeof value, "%s=%llu", name, (unsigned long long)number);
	return template_set_workers(&into, 1, value, error);
}
