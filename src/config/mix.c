/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/mix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/choice.h"
#include "config/graft.h"
#include "config/lack.h"
#include "config/release.h"

static struct program *find(struct template *template, const char *name)
{
	for (size_t i = 0; i < template->program_count; i++)
		if (strcmp(template->programs[i].name, name) == 0)
			return &template->programs[i];
	return NULL;
}

/* Its place stays. */
static void swap(struct program *one, struct program *other)
{
	struct program kept = *one;
	unsigned node = one->node;

	*one = *other;
	*other = kept;
	other->node = one->node;
	one->node = node;
}

static bool is_listed(char *const *list, const char *name)
{
	for (; *list; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

static size_t count(char *const *list)
{
	size_t number = 0;

	while (list && list[number])
		number++;
	return number;
}

/* That an operator has taken it out is kept, until it comes back or the template as a whole does.
 */
static int note_deleted(struct template *into, const char *name, struct reeve_error *error)
{
	size_t number = count(into->deleted);
	char **list = realloc(into->deleted, (number + 2) * sizeof *list);

	if (!list)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	into->deleted = list;
	list[number] = strdup(name);
	list[number + 1] = NULL;
	return list[number] ? 0 : error_set(error, REEVE_EXIT_FAILED, "out of memory");
}

static void forget_deleted(struct template *into, const char *name)
{
	char **kept = into->deleted;

	for (char **item = into->deleted; item && *item; item++)
		if (strcmp(*item, name) == 0)
			free(*item);
		else
			*kept++ = *item;
	if (kept)
		*kept = NULL;
}

static int bring(
	struct template *into, struct template *from, char *const *list, struct reeve_error *error)
{
	for (size_t i = 0; i < from->program_count; i++) {
		struct program *is = &from->programs[i], *was = find(into, is->name);

		if (!is_listed(list, is->name))
			continue;
		forget_deleted(into, is->name);
		if (was)
			swap(was, is);
		else if (graft_in(into, from, is, error) < 0)
			return -1;
	}
	return 0;
}

/* All of them but those that `but` has. */
static int take_out(struct template *into, const struct template *but, char *const *list,
	struct reeve_error *error)
{
	for (; *list; list++) {
		struct program *program = find(into, *list);

		if (!program || (but && template_program(but, *list)))
			continue;
		if (into->program_count == 1)
			return error_set(error, REEVE_EXIT_FAILED,
				"program '%s' is the only one that is left: 'stop' ends it, and "
				"'%s' with it",
				program->name, into->name);
		graft_out(into, program);
	}
	return 0;
}

int mix_programs(struct template *into, struct template *from, const char *const *names,
	struct reeve_error *error)
{
	char **list;
	int result = choice_list(into, from, names, &list, error);

	if (result < 0)
		return result;
	result = bring(into, from, list, error);
	if (result == 0)
		result = take_out(into, from, list, error);
	release_list(list);
	return result == 0 ? lack_check(into, error) : -1;
}

/* Leaves those of the list that are not there yet. */
static void keep_missing(const struct template *template, char **list)
{
	char **kept = list;

	for (; *list; list++)
		if (template_program(template, *list))
			free(*list);
		else
			*kept++ = *list;
	*kept = NULL;
}

int mix_add(struct template *into, struct template *from, const char *const *names,
	struct reeve_error *error)
{
	char **list;
	int result;

	for (size_t i = 0; names[i]; i++)
		if (find(into, names[i]))
			return error_set(error, REEVE_EXIT_FAILED,
				"program '%s' is in force already: 'reload %s' is for what has "
				"changed of it",
				names[i], names[i]);
	result = choice_list(from, NULL, names, &list, error);
	if (result < 0)
		return result;
	keep_missing(into, list);
	result = bring(into, from, list, error);
	release_list(list);
	return result == 0 ? lack_check(into, error) : -1;
}

static int check_gone(const struct template *template, char *const *list, struct reeve_error *error)
{
	for (; *list; list++)
		if (lack_check_gone(template, *list, error) < 0)
			return -1;
	return 0;
}

int mix_delete(struct template *into, const struct template *file, const char *const *names,
	struct reeve_error *error)
{
	char **list;
	int result;

	for (size_t i = 0; names[i]; i++)
		if (!find(into, names[i]) && !choice_has_node(into, names[i]) &&
			(template_program(file, names[i]) || choice_has_node(file, names[i])))
			return error_set(error, REEVE_EXIT_FAILED,
				"'%s' is not in force: there is nothing to delete", names[i]);
	result = choice_list(into, NULL, names, &list, error);
	if (result < 0)
		return result;
	result = take_out(into, NULL, list, error);
	if (result == 0)
		result = check_gone(into, list, error);
	for (size_t i = 0; result == 0 && list[i]; i++)
		result = note_deleted(into, list[i], error);
	release_list(list);
	return result;
}

static int refuse_scale(const char *scale, struct reeve_error *error)
{
	char shown[128];

	return error_set(error, REEVE_EXIT_USAGE,
		"'%s' says no number of workers: PROGRAM=N, PROGRAM=+N or PROGRAM=-N",
		text_show(shown, sizeof shown, scale));
}

static int refuse_program(struct template *template, const char *name, struct reeve_error *error)
{
	char value[160];

	snprintf(value, sizeof value, "%s=1", name);
	return template_set_workers(&template, 1, value, error);
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
		return refuse_program(into, name, error);
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
