/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "command/bind.h"
#include "command/command.h"
#include "command/grammar.h"
#include "config/template.h"
#include "plugin/plugin.h"

static void add_refusal(struct error_list *errors, const struct reeve_error *refusal)
{
	if (refusal)
		error_list_add(errors, refusal);
	else
		error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0, "out of memory");
}

/* A plugin that is not known yet, or may lie in a directory that is not, is not looked for. */
static bool is_known(const struct template *template, const char *plugin)
{
	if (!template_is_known(template, plugin))
		return false;
	for (char **path = template->plugin_path; !strchr(plugin, '/') && path && *path; path++)
		if (!template_is_known(template, *path))
			return false;
	return true;
}

static void check_words(struct bindings *bindings, struct error_list *errors)
{
	const struct reeve_error *refusal;

	for (size_t i = 0; i < bindings->grammar->action_count; i++)
		if (is_known(bindings->template, bindings->actions[i].plugin_name) &&
			!bindings_action(bindings, i, &refusal))
			add_refusal(errors, refusal);
	for (size_t i = 0; i < bindings->grammar->option_count; i++)
		if (is_known(bindings->template, bindings->options[i].plugin_name) &&
			!bindings_option(bindings, i, &refusal))
			add_refusal(errors, refusal);
}

static void check_work(
	const struct template *template, const struct program *program, struct error_list *errors)
{
	struct plugin_search search = bindings_search(template);
	struct plugin *plugin = NULL;
	struct reeve_error error;

	if (plugin_load(&search, program->work, REEVE_KIND_WORK, &plugin, &error) < 0) {
		error_lead(&error, "program '%s'", program->name);
		error_list_add_at(errors, error.code,
			program->file ? program->file : template->path, program->line, 0, "%s",
			error.text);
		return;
	}
	plugin_free(plugin);
}

static void check_works(const struct template *template, struct error_list *errors)
{
	for (size_t i = 0; i < template->program_count; i++)
		if (template->programs[i].kind == PROGRAM_WORK &&
			is_known(template, template->programs[i].work))
			check_work(template, &template->programs[i], errors);
}

int command_check_words(const struct template *template, struct error_list *errors)
{
	size_t before = errors->count + errors->dropped;
	struct grammar *grammar = NULL;
	struct bindings bindings;

	if (template_is_known(template, template->usage))
		grammar = grammar_compile(
			template->usage, template->usage_file, template->usage_line, errors);
	if (grammar) {
		bindings_init(&bindings, template, grammar, errors);
		if (bindings.actions && bindings.options)
			check_words(&bindings, errors);
		bindings_done(&bindings);
	}
	grammar_free(grammar);
	return errors->count + errors->dropped > before ? error_list_code(errors) : 0;
}

int command_check(const struct template *template, struct error_list *errors)
{
	size_t before = errors->count + errors->dropped;

	command_check_words(template, errors);
	check_works(template, errors);
	for (size_t i = 0; i < template->command_count; i++)
		check_works(template->commands[i], errors);
	return errors->count + errors->dropped > before ? error_list_code(errors) : 0;
}
