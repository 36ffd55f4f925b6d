/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "config/release.h"

static void forget_list(char ***list)
{
	release_list(*list);
	*list = NULL;
}

/* What would start it again, or start it later. */
static void make_single(struct program *program)
{
	program->workers = 1;
	program->node = program->significant = 0;
	program->restart = PROGRAM_TEMPORARY;
	program->retry_after_ns = program->max_age_ns = program->max_memory = 0;
	program->exit_on_fatal = 0;
	program->start_grace_ns = 0;
	release_needs(program);
	forget_list(&program->cron);
	forget_list(&program->schedule);
	forget_list(&program->watch);
	forget_list(&program->watch_ignore);
}

static bool has_socket(const struct program *program, const char *name)
{
	for (size_t i = 0; program->sockets && program->sockets[i]; i++)
		if (strcmp(program->sockets[i], name) == 0)
			return true;
	return false;
}

static void keep_sockets(struct template *template, const struct program *program)
{
	size_t kept = 0;

	for (size_t i = 0; i < template->socket_count; i++)
		if (has_socket(program, template->sockets[i].name))
			template->sockets[kept++] = template->sockets[i];
		else
			free(template->sockets[i].name);
	template->socket_count = kept;
}

static int rename_try(struct template *template, const char *program, struct reeve_error *error)
{
	char name[2 * NAME_MAX_LENGTH + sizeof ".try."];
	char *copy, *code_from;

	snprintf(name, sizeof name, "%s.try.%s", template->name, program);
	if (strlen(name) > NAME_MAX_LENGTH)
		return error_set(error, REEVE_EXIT_FAILED,
			"'%s' is longer than the %d bytes that a command's name can have", name,
			NAME_MAX_LENGTH);
	copy = strdup(name);
	code_from = strdup(program);
	if (!copy || !code_from) {
		free(copy);
		free(code_from);
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	}
	free(template->name);
	free(template->exit_code_from);
	free(template->pid_file);
	template->name = copy;
	template->exit_code_from = code_from;
	template->pid_file = NULL;
	return 0;
}

int template_single_out(struct template *template, const char *name, struct reeve_error *error)
{
	size_t count = template->program_count, at = 0;
	struct program wanted;

	while (at < count && strcmp(template->programs[at].name, name) != 0)
		at++;
	if (at == count)
		return error_set(error, REEVE_EXIT_USAGE, "there is no program '%s'", name);
	if (rename_try(template, name, error) < 0)
		return -1;
	wanted = template->programs[at];
	template->programs[at] = template->programs[0];
	template->programs[0] = wanted;
	release_programs(template->programs + 1, count - 1);
	template->program_count = 1;
	release_nodes(template->nodes, template->node_count);
	template->nodes = NULL;
	template->node_count = 0;
	keep_sockets(template, &template->programs[0]);
	make_single(&template->programs[0]);
	return 0;
}
