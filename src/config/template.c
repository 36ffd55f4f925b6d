/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/template.h"

#include <stdlib.h>
#include <string.h>

#include "config/check.h"
#include "config/commands.h"
#include "config/single.h"
#include "config/site.h"

static void forget_places(struct template *template)
{
	struct binding *bindings[] = {template->actions, template->options};
	size_t counts[] = {template->action_count, template->option_count};

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < counts[k]; i++) {
			free(bindings[k][i].file);
			bindings[k][i].file = NULL;
			bindings[k][i].line = 0;
		}
	for (size_t i = 0; i < template->program_count; i++) {
		free(template->programs[i].file);
		template->programs[i].file = NULL;
		template->programs[i].line = 0;
	}
	for (size_t i = 0; i < template->node_count; i++) {
		free(template->nodes[i].file);
		template->nodes[i].file = NULL;
		template->nodes[i].line = 0;
	}
	free(template->usage_file);
	template->usage_file = NULL;
	template->usage_line = 0;
}

static struct template *read_template(struct reader *reader)
{
	if (single_read(reader))
		commands_read(reader);
	if (reader->no_memory)
		error_list_add_at(reader->errors, REEVE_EXIT_FAILED, NULL, 0, 0, "out of memory");
	return reader->template;
}

/* People read a file from its top; the checks go by kind. */
static int compare_places(const struct reeve_error *a, const struct reeve_error *b)
{
	int order = strcmp(a->file, b->file);

	return order ? order : a->line - b->line;
}

static void sort_errors(struct error_list *errors, size_t from)
{
	for (size_t i = from + 1; i < errors->count; i++) {
		struct reeve_error error = errors->items[i];
		size_t at = i;

		for (; at > from && compare_places(&errors->items[at - 1], &error) > 0; at--)
			errors->items[at] = errors->items[at - 1];
		errors->items[at] = error;
	}
}

static void close_levels(struct reader *reader)
{
	for (size_t i = 0; i < reader->level_count; i++)
		level_close(&reader->levels[i]);
}

struct template *template_load_faulty(
	const char *path, struct error_list *unset, struct error_list *errors)
{
	struct reader reader = {.errors = errors, .unset = unset, .level_count = 1};
	size_t before = errors->count;
	struct level *level = &reader.levels[0];
	struct template *template = NULL;

	if (level_open(level, path, SOURCE_OWN, SCOPE_TEMPLATE, errors) == 0) {
		level_expand(level, unset, errors);
		check_level(level, errors);
		site_open(&reader);
		template = read_template(&reader);
		sort_errors(errors, before);
	}
	if (template)
		template->text = buffer_take(&level->source.text);
	close_levels(&reader);
	return template;
}

struct template *template_load(const char *path, struct error_list *errors)
{
	size_t before = errors->count + errors->dropped;
	struct template *template = template_load_faulty(path, NULL, errors);

	if (errors->count + errors->dropped == before)
		return template;
	template_free(template);
	return NULL;
}

bool template_is_known(const struct template *template, const char *text)
{
	return !template->is_open || !strstr(text, "${");
}

static bool are_known(const struct template *template, char **texts)
{
	for (; texts && *texts; texts++)
		if (!template_is_known(template, *texts))
			return false;
	return true;
}

static bool are_bindings_known(
	const struct template *template, const struct binding *bindings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!template_is_known(template, bindings[i].plugin))
			return false;
	return true;
}

/* All is known that it takes to speak to what runs. */
static bool is_reachable(const struct template *template)
{
	const char *texts[] = {template->name, template->title_prefix, template->usage,
		template->run_dir, template->state_dir, template->pid_root, template->status_root,
		template->pid_file};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (texts[i] && !template_is_known(template, texts[i]))
			return false;
	for (size_t i = 0; i < template->command_count; i++)
		if (!is_reachable(template->commands[i]))
			return false;
	return !template->lacks_commands && are_known(template, template->plugin_path) &&
	       are_bindings_known(template, template->actions, template->action_count) &&
	       are_bindings_known(template, template->options, template->option_count);
}

struct template *template_load_reachable(const char *path, struct error_list *errors)
{
	struct error_list unset = {0}, faults = {0};
	struct template *template = template_load_faulty(path, &unset, &faults);
	bool is_usable = template && faults.count + faults.dropped == 0 && is_reachable(template);

	error_list_done(&unset);
	error_list_done(&faults);
	if (is_usable)
		return template;
	/* All that is wrong with it is said at once. */
	template_free(template);
	return template_load(path, errors);
}

int template_check_start(const struct template *template, struct error_list *errors)
{
	struct template *complete;

	if (!template->is_open)
		return 0;
	complete = template_load(template->path, errors);
	if (!complete)
		return -1;
	template_free(complete);
	error_list_add_at(errors, REEVE_EXIT_TEMPLATE, template->path, 0, 0,
		"it was changed while it was read: once more, please");
	return -1;
}

/* With site files, a text says only what it wants to say itself. */
static struct template *load_text(
	const char *text, size_t length, unsigned scope, bool with_sites, struct error_list *errors)
{
	struct reader reader = {.errors = errors, .level_count = 1};
	size_t before = errors->count + errors->dropped;
	struct level *level = &reader.levels[0];
	struct template *template = NULL;

	scope |= SCOPE_TEMPLATE | SCOPE_RESOLVED;
	if (level_open_text(level, text, length, scope, errors) == 0) {
		check_level(level, errors);
		level_set_base(level);
		if (with_sites)
			site_open(&reader);
		template = read_template(&reader);
	}
	close_levels(&reader);
	if (errors->count + errors->dropped == before) {
		forget_places(template);
		return template;
	}
	template_free(template);
	return NULL;
}

struct template *template_load_resolved(const char *text, size_t length, struct error_list *errors)
{
	return load_text(text, length, 0, false, errors);
}

struct template *template_load_bare(const char *text, size_t length, struct error_list *errors)
{
	return load_text(text, length, SCOPE_BARE, false, errors);
}

struct template *template_load_composed(const char *text, size_t length, struct error_list *errors)
{
	size_t before = errors->count;
	struct template *template = load_text(text, length, 0, true, errors);

	/* Nobody has seen its lines. */
	for (size_t i = before; i < errors->count; i++)
		if (strcmp(errors->items[i].file, LEVEL_TEXT_NAME) == 0)
			errors->items[i].file[0] = '\0';
	return template;
}

const struct program *template_program(const struct template *template, const char *name)
{
	for (size_t i = 0; i < template->program_count; i++)
		if (strcmp(template->programs[i].name, name) == 0)
			return &template->programs[i];
	return NULL;
}
