/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/name.h"
#include "base/text.h"
#include "config/template.h"

#define ALL "all"

/* "mailer.2" */
static bool has_worker(const struct template *template, const char *name)
{
	char program[NAME_MAX_LENGTH + 1];
	const char *dot = strrchr(name, '.');
	const struct program *found;
	uint64_t number;

	if (!dot || dot[1] == '0' || (size_t)(dot - name) > NAME_MAX_LENGTH ||
		text_to_u64(dot + 1, &number) < 0)
		return false;
	memcpy(program, name, (size_t)(dot - name));
	program[dot - name] = '\0';
	found = template_program(template, program);
	return found && number <= found->workers;
}

bool names_has(const struct template *template, const char *name)
{
	if (strcmp(name, ALL) == 0 || template_program(template, name))
		return true;
	for (size_t i = 0; i < template->node_count; i++)
		if (strcmp(template->nodes[i].name, name) == 0)
			return true;
	return has_worker(template, name);
}

static int refuse(struct template *const *templates, size_t count, const char *name,
	struct reeve_error *error)
{
	size_t room = 1, known = 0;
	const char **names;

	for (size_t i = 0; i < count; i++)
		room += templates[i]->program_count + templates[i]->node_count;
	names = calloc(room, sizeof *names);
	if (!names)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < count; i++) {
		for (size_t n = 0; n < templates[i]->program_count; n++)
			names[known++] = templates[i]->programs[n].name;
		for (size_t n = 0; n < templates[i]->node_count; n++)
			names[known++] = templates[i]->nodes[n].name;
	}
	names[known++] = ALL;
	error_no_program(error, name, names, known);
	free(names);
	return -1;
}

int names_check_all(struct template *const *templates, size_t count, const char *const *names,
	struct reeve_error *error)
{
	for (; *names; names++) {
		bool known = false;

		for (size_t i = 0; i < count && !known; i++)
			known = names_has(templates[i], *names);
		if (!known)
			return refuse(templates, count, *names, error);
	}
	return 0;
}

int names_check(
	const struct template *template, const char *const *names, struct reeve_error *error)
{
	struct template *const one = (struct template *)template;

	return names_check_all(&one, 1, names, error);
}
