/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/lack.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "config/program_needs.h"

static const char *key_of(const struct program_need *need)
{
	return need->until == PROGRAM_UNTIL_SETTLED ? "after" : "needs";
}

static int check_needs(
	const struct template *template, const struct program *program, struct reeve_error *error)
{
	for (size_t i = 0; i < program->need_count; i++) {
		const struct program_need *need = &program->needs[i];

		if (!template_program(template, need->program))
			return error_set(error, REEVE_EXIT_FAILED,
				"program '%s' has '%s' in '%s', which is not in force: name both",
				program->name, need->program, key_of(need));
	}
	return 0;
}

static bool has_socket(const struct template *template, const char *name)
{
	for (size_t i = 0; i < template->socket_count; i++)
		if (strcmp(template->sockets[i].name, name) == 0)
			return true;
	return false;
}

static int check_sockets(
	const struct template *template, const struct program *program, struct reeve_error *error)
{
	for (size_t i = 0; program->sockets && program->sockets[i]; i++)
		if (!has_socket(template, program->sockets[i]))
			return error_set(error, REEVE_EXIT_FAILED,
				"program '%s' has socket '%s', which '%s' did not open when it "
				"started: a restart of the command does",
				program->name, program->sockets[i], template->name);
	return 0;
}

static int check_rounds(const struct template *template, struct reeve_error *error)
{
	struct buffer round = {0};
	size_t number;
	int result = program_needs_round(template, &number, &round);

	if (result < 0)
		error_set(error, REEVE_EXIT_FAILED, "out of memory");
	else if (result > 0)
		error_set(error, REEVE_EXIT_FAILED, "program '%s' would wait for itself: %.800s",
			template->programs[number].name, round.data);
	buffer_done(&round);
	return result ? -1 : 0;
}

int lack_check(const struct template *template, struct reeve_error *error)
{
	const char *name = template->exit_code_from;

	for (size_t i = 0; i < template->program_count; i++)
		if (check_needs(template, &template->programs[i], error) < 0 ||
			check_sockets(template, &template->programs[i], error) < 0)
			return -1;
	if (name && !template_program(template, name))
		return error_set(error, REEVE_EXIT_FAILED,
			"program '%s' is 'exit_code_from' of the command", name);
	return check_rounds(template, error);
}

static const struct program_need *find_need(const struct program *program, const char *name)
{
	for (size_t i = 0; i < program->need_count; i++)
		if (strcmp(program->needs[i].program, name) == 0)
			return &program->needs[i];
	return NULL;
}

int lack_check_gone(const struct template *template, const char *name, struct reeve_error *error)
{
	char who[512] = "";
	size_t length = 0, count = 0;

	for (size_t i = 0; i < template->program_count; i++) {
		const struct program *program = &template->programs[i];
		const struct program_need *need = find_need(program, name);

		if (!need)
			continue;
		if (length < sizeof who)
			length += (size_t)snprintf(who + length, sizeof who - length, "%s'%s' (%s)",
				count ? ", " : "", program->name, key_of(need));
		count++;
	}
	if (count)
		return error_set(error, REEVE_EXIT_FAILED,
			"program '%s' cannot go alone, %s %s it: delete %s too", name, who,
			count == 1 ? "waits for" : "wait for", count == 1 ? "that" : "those");
	if (template->exit_code_from && strcmp(template->exit_code_from, name) == 0)
		return error_set(error, REEVE_EXIT_FAILED,
			"program '%s' cannot go: its end is to be the end of '%s' (exit_code_from)",
			name, template->name);
	return 0;
}
