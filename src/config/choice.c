/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/choice.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/release.h"

bool choice_has_node(const struct template *template, const char *name)
{
	for (size_t i = 0; i < template->node_count; i++)
		if (strcmp(template->nodes[i].name, name) == 0)
			return true;
	return false;
}

static size_t add_names(const struct template *template, const char **names)
{
	size_t count = 0;

	for (size_t i = 0; i < template->program_count; i++)
		names[count++] = template->programs[i].name;
	for (size_t i = 0; i < template->node_count; i++)
		names[count++] = template->nodes[i].name;
	return count;
}

static size_t room_of(const struct template *template)
{
	return template ? template->program_count + template->node_count : 0;
}

int choice_refuse(const struct template *template, const struct template *other, const char *name,
	struct reeve_error *error)
{
	const char **names = calloc(room_of(template) + room_of(other) + 1, sizeof *names);
	size_t count;

	if (!names)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	count = add_names(template, names);
	if (other)
		count += add_names(other, names + count);
	names[count++] = CHOICE_ALL;
	error_no_program(error, name, names, count);
	free(names);
	return -1;
}

static bool is_known(const struct template *template, const char *name)
{
	return template && (template_program(template, name) || choice_has_node(template, name));
}

static bool is_below(const struct template *template, unsigned node, const char *name)
{
	if (template->node_count == 0)
		return false;
	while (node && strcmp(template->nodes[node].name, name) != 0)
		node = template->nodes[node].parent;
	return strcmp(template->nodes[node].name, name) == 0;
}

static bool is_meant(
	const struct template *template, const struct program *program, const char *name)
{
	if (strcmp(name, CHOICE_ALL) == 0 || strcmp(name, program->name) == 0)
		return true;
	return !template_program(template, name) && is_below(template, program->node, name);
}

static int list_some(const struct template *template, const struct template *but,
	const char *const *names, char **list)
{
	size_t count = 0;

	for (size_t i = 0; i < template->program_count; i++) {
		const struct program *program = &template->programs[i];
		bool meant = false;

		for (size_t n = 0; names[n] && !meant; n++)
			meant = is_meant(template, program, names[n]);
		if (!meant || (but && template_program(but, program->name)))
			continue;
		list[count] = strdup(program->name);
		if (!list[count++])
			return -1;
	}
	return (int)count;
}

int choice_list(const struct template *template, const struct template *other,
	const char *const *names, char ***ret_list, struct reeve_error *error)
{
	size_t room = template->program_count + (other ? other->program_count : 0) + 1;
	char **list;
	int count;

	for (size_t n = 0; names[n]; n++)
		if (strcmp(names[n], CHOICE_ALL) != 0 && !is_known(template, names[n]) &&
			!is_known(other, names[n]))
			return choice_refuse(template, other, names[n], error);
	list = calloc(room, sizeof *list);
	count = list ? list_some(template, NULL, names, list) : -1;
	if (count >= 0 && other && list_some(other, template, names, list + count) < 0)
		count = -1;
	if (count < 0) {
		release_list(list);
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	}
	*ret_list = list;
	return 0;
}
