/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/project/missing.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "command/bind.h"
#include "command/grammar.h"
#include "config/template.h"

/* One name after the other, with what it is named for. Returns 0, or -1 to end. */
typedef int see_plugin(
	void *data, const struct template *template, enum reeve_kind kind, const char *name);

static int see_works(const struct template *template, see_plugin *see, void *data)
{
	for (size_t i = 0; i < template->program_count; i++)
		if (template->programs[i].kind == PROGRAM_WORK &&
			see(data, template, REEVE_KIND_WORK, template->programs[i].work) < 0)
			return -1;
	for (size_t i = 0; i < template->command_count; i++)
		if (see_works(template->commands[i], see, data) < 0)
			return -1;
	return 0;
}

static int see_words(const struct template *template, const struct bindings *bindings,
	see_plugin *see, void *data)
{
	for (size_t i = 0; i < bindings->grammar->action_count; i++)
		if (see(data, template, REEVE_KIND_ACTION, bindings->actions[i].plugin_name) < 0)
			return -1;
	for (size_t i = 0; i < bindings->grammar->option_count; i++)
		if (see(data, template, REEVE_KIND_OPTION, bindings->options[i].plugin_name) < 0)
			return -1;
	return 0;
}

/* A grammar with faults names nothing: whoever checks the template says why. */
static int see_all(const struct template *template, see_plugin *see, void *data)
{
	struct error_list faults = {0};
	struct grammar *grammar = NULL;
	struct bindings bindings = {0};
	int result = 0;

	if (template_is_known(template, template->usage))
		grammar = grammar_compile(
			template->usage, template->usage_file, template->usage_line, &faults);
	if (grammar && bindings_init(&bindings, template, grammar, &faults) == 0)
		result = see_words(template, &bindings, see, data);
	bindings_done(&bindings);
	grammar_free(grammar);
	error_list_done(&faults);
	return result < 0 ? -1 : see_works(template, see, data);
}

static int no_memory(struct error_list *errors)
{
	error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0, "out of memory");
	return -1;
}

/* Never called: a project is made, nothing is run. */
static int stand_in_run(struct reeve_context *context)
{
	return REEVE_EXIT_FAILED;
}

static int stand_in_apply(struct reeve_context *context, const char *value)
{
	return REEVE_EXIT_FAILED;
}

static int stand_in_work(struct reeve_worker *worker, void *state)
{
	return REEVE_EXIT_FAILED;
}

static void set_stand_in(struct missing_plugin *missing)
{
	static const size_t sizes[] = {[REEVE_KIND_ACTION] = sizeof(struct reeve_action),
		[REEVE_KIND_OPTION] = sizeof(struct reeve_option),
		[REEVE_KIND_WORK] = sizeof(struct reeve_work)};
	union plugin_descriptor *stand_in = &missing->stand_in;

	stand_in->plugin =
		(struct reeve_plugin){REEVE_PLUGIN_MAGIC, REEVE_ABI_MAJOR, REEVE_ABI_MINOR,
			(uint32_t)sizes[missing->kind], missing->kind, 0, NULL, "to be written"};
	if (missing->kind == REEVE_KIND_ACTION)
		stand_in->action.run = stand_in_run;
	else if (missing->kind == REEVE_KIND_OPTION)
		stand_in->option.apply = stand_in_apply;
	else
		stand_in->work.run = stand_in_work;
}

static bool is_symbol_taken(const struct missing *missing, const char *symbol)
{
	for (size_t i = 0; i < missing->count; i++)
		if (strcmp(missing->plugins[i].symbol, symbol) == 0)
			return true;
	return false;
}

/* "re-try" -> "action_re_try", and "action_re_try_2" if "re.try" was there before. */
static void name_symbol(const struct missing *missing, struct missing_plugin *plugin)
{
	size_t room = sizeof plugin->symbol;
	int length = snprintf(
		plugin->symbol, room, "%s_%s", plugin_kind_name(plugin->kind), plugin->name);

	for (char *c = plugin->symbol; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
	for (unsigned again = 2; is_symbol_taken(missing, plugin->symbol); again++)
		snprintf(plugin->symbol + length, room - (size_t)length, "_%u", again);
}

/* ret_error: why not. */
static bool is_there(
	const struct template *template, const char *name, struct reeve_error *ret_error)
{
	struct plugin_search search = bindings_search(template);
	char *path;

	if (strchr(name, '/') || !name_is_valid(name) || !template_is_known(template, name) ||
		plugin_is_linked(name))
		return true;
	path = plugin_find(&search, name, ret_error);
	free(path);
	return path || ret_error->code != REEVE_EXIT_PLUGIN;
}

/* A see_plugin. What is not a name alone is left to the checks. */
static int add_missing(
	void *data, const struct template *template, enum reeve_kind kind, const char *name)
{
	struct missing *missing = data;
	struct missing_plugin *plugins, *plugin;
	struct reeve_error error;
	const char *hint;

	for (size_t i = 0; i < missing->count; i++)
		if (strcmp(missing->plugins[i].name, name) == 0)
			return 0;
	if (is_there(template, name, &error))
		return 0;
	plugins = realloc(missing->plugins, (missing->count + 1) * sizeof *plugins);
	if (!plugins)
		return -1;
	missing->plugins = plugins;
	plugin = &plugins[missing->count];
	*plugin = (struct missing_plugin){.kind = kind};
	snprintf(plugin->name, sizeof plugin->name, "%s", name);
	hint = strstr(error.text, "did you mean ");
	snprintf(plugin->hint, sizeof plugin->hint, "%s", hint ? hint : "");
	name_symbol(missing, plugin);
	set_stand_in(plugin);
	missing->count++;
	return 0;
}

int missing_find(
	const struct template *template, struct missing *ret_missing, struct error_list *errors)
{
	*ret_missing = (struct missing){0};
	if (see_all(template, add_missing, ret_missing) < 0)
		return no_memory(errors);
	ret_missing->table = calloc(ret_missing->count + 1, sizeof *ret_missing->table);
	if (!ret_missing->table)
		return no_memory(errors);
	for (size_t i = 0; i < ret_missing->count; i++) {
		struct missing_plugin *plugin = &ret_missing->plugins[i];

		plugin->stand_in.plugin.name = plugin->name;
		ret_missing->table[i] = &plugin->stand_in.plugin;
	}
	return 0;
}

void missing_done(struct missing *missing)
{
	free(missing->plugins);
	free(missing->table);
	*missing = (struct missing){0};
}

/* BUILTIN_PLUGINS: "commands/start.la commands/stop.la ..." */
static bool is_builtin(const char *name)
{
	size_t length = strlen(name);

	for (const char *at = BUILTIN_PLUGINS; (at = strchr(at, '/')); at++)
		if (strncmp(at + 1, name, length) == 0 && strncmp(at + 1 + length, ".la", 3) == 0)
			return true;
	return false;
}

/* A see_plugin. */
static int check_static(
	void *data, const struct template *template, enum reeve_kind kind, const char *name)
{
	char shown[256];

	if (!is_builtin(name) && !plugin_is_linked(name) && template_is_known(template, name))
		error_list_add_at(data, REEVE_EXIT_PLUGIN, NULL, 0, 0,
			"%s '%s' is a file of its own, and a static program cannot load one",
			plugin_kind_name(kind), text_show(shown, sizeof shown, name));
	return 0;
}

void missing_check_static(const struct template *template, struct error_list *errors)
{
	see_all(template, check_static, errors);
}
