/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/release.h"

#include <stdlib.h>

void release_list(char **list)
{
	for (char **item = list; item && *item; item++)
		free(*item);
	free(list);
}

/* Files and lines of a resolved text mean nothing to anybody. */
static void free_bindings(struct binding *bindings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(bindings[i].word);
		free(bindings[i].plugin);
		free(bindings[i].file);
		release_list(bindings[i].actions);
	}
	free(bindings);
}

void release_needs(struct program *program)
{
	for (size_t i = 0; i < program->need_count; i++)
		free(program->needs[i].program);
	free(program->needs);
	program->needs = NULL;
	program->need_count = 0;
}

void release_programs(struct program *programs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(programs[i].name);
		free(programs[i].file);
		release_list(programs[i].argv);
		free(programs[i].command);
		release_list(programs[i].cron);
		release_list(programs[i].watch);
		release_list(programs[i].watch_ignore);
		release_list(programs[i].stop_sequence);
		release_list(programs[i].schedule);
		release_list(programs[i].sockets);
		free(programs[i].work);
		free(programs[i].config);
		free(programs[i].place);
		free(programs[i].host);
		free(programs[i].host_init);
		free(programs[i].host_run);
		free(programs[i].host_fini);
		release_needs(&programs[i]);
		free(programs[i].ready_host);
		free(programs[i].ready_path);
		free(programs[i].cwd);
		free(programs[i].binary);
		free(programs[i].world.user);
		free(programs[i].world.groups);
		release_list(programs[i].env);
	}
}

void release_nodes(struct template_node *nodes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(nodes[i].name);
		free(nodes[i].file);
	}
	free(nodes);
}

void template_free(struct template *template)
{
	if (!template)
		return;
	free_bindings(template->actions, template->action_count);
	free_bindings(template->options, template->option_count);
	release_programs(template->programs, template->program_count);
	free(template->programs);
	release_nodes(template->nodes, template->node_count);
	for (size_t i = 0; i < template->socket_count; i++)
		free(template->sockets[i].name);
	free(template->sockets);
	for (size_t i = 0; i < template->command_count; i++)
		template_free(template->commands[i]);
	free(template->commands);
	release_list(template->plugin_path);
	free(template->path);
	free(template->base);
	free(template->name);
	free(template->title_prefix);
	free(template->summary);
	free(template->usage);
	free(template->usage_file);
	free(template->exit_code_from);
	free(template->run_dir);
	free(template->state_dir);
	free(template->pid_root);
	free(template->status_root);
	free(template->pid_file);
	free(template->cgroup);
	free(template->reload_token);
	release_list(template->stopped);
	release_list(template->paused);
	release_list(template->deleted);
	free(template->text);
	free(template);
}
