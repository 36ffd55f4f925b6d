/* SPDX-License-Identifier: MIT */
#include "command/bind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/text.h"
#include "command/quote.h"

static const char *default_option(const char *word)
{
	static const char *const shorts[][2] = {
		{"c", "command"}, {"d", "daemon"}, {"n", "workers"}, {"j", "json"}};

	for (size_t i = 0; i < sizeof shorts / sizeof *shorts; i++)
		if (strcmp(word, shorts[i][0]) == 0)
			return shorts[i][1];
	return word;
}

/* The file that a binding stands in: an include has its own. */
static const char *place(const struct template *template, const struct binding *binding)
{
	return binding->file ? binding->file : template->path;
}

static void report_unknown(const struct template *template, const struct binding *binding,
	const char *what, const char *hint, struct error_list *errors)
{
	struct quote word = quote_text(binding->word, strlen(binding->word));

	if (hint)
		error_list_add_at(errors, REEVE_EXIT_TEMPLATE, place(template, binding),
			binding->line, 0, "%s '%s' is not in usage, did you mean '%s'?", what,
			word.text, hint);
	else
		error_list_add_at(errors, REEVE_EXIT_TEMPLATE, place(template, binding),
			binding->line, 0, "%s '%s' is not in usage", what, word.text);
}

static void report_twice(
	const struct template *template, const struct binding *binding, struct error_list *errors)
{
	error_list_add_at(errors, REEVE_EXIT_TEMPLATE, place(template, binding), binding->line, 0,
		"'%s' is bound twice", binding->word);
}

static void bind_actions(struct bindings *b, struct error_list *errors)
{
	const struct template *template = b->template;
	const struct grammar *grammar = b->grammar;

	for (size_t i = 0; i < grammar->action_count; i++)
		b->actions[i].word = b->actions[i].plugin_name = grammar->actions[i];
	for (size_t i = 0; i < template->action_count; i++) {
		const struct binding *binding = &template->actions[i];
		int found = grammar_find_action(grammar, binding->word, strlen(binding->word));

		if (found < 0)
			report_unknown(template, binding, "action",
				text_nearest(
					binding->word, grammar->actions, grammar->action_count),
				errors);
		else if (b->actions[found].binding)
			report_twice(template, binding, errors);
		else
			b->actions[found].binding = binding;
		if (found >= 0 && binding->plugin)
			b->actions[found].plugin_name = binding->plugin;
	}
}

/* The actions that the template says take an option must be words of the grammar. */
static void check_actions(
	const struct bindings *b, const struct binding *binding, struct error_list *errors)
{
	const struct grammar *grammar = b->grammar;

	for (char **action = binding->actions; action && *action; action++) {
		const struct binding unknown = {
			.word = *action, .file = binding->file, .line = binding->line};

		if (grammar_find_action(grammar, *action, strlen(*action)) < 0)
			report_unknown(b->template, &unknown, "action",
				text_nearest(*action, grammar->actions, grammar->action_count),
				errors);
	}
}

static void bind_options(struct bindings *b, struct error_list *errors)
{
	const struct template *template = b->template;
	const struct grammar *grammar = b->grammar;
	const char *words[GRAMMAR_WORDS_MAX];

	for (size_t i = 0; i < grammar->option_count; i++) {
		words[i] = b->options[i].word = grammar->options[i].word;
		b->options[i].plugin_name = default_option(words[i]);
	}
	for (size_t i = 0; i < template->option_count; i++) {
		const struct binding *binding = &template->options[i];
		int found = grammar_find_option(grammar, binding->word, strlen(binding->word));

		if (found < 0)
			report_unknown(template, binding, "option",
				text_nearest(binding->word, words, grammar->option_count), errors);
		else if (b->options[found].binding)
			report_twice(template, binding, errors);
		else
			b->options[found].binding = binding;
		if (found >= 0 && binding->plugin)
			b->options[found].plugin_name = binding->plugin;
		check_actions(b, binding, errors);
	}
}

int bindings_init(struct bindings *ret_bindings, const struct template *template,
	const struct grammar *grammar, struct error_list *errors)
{
	struct bindings *b = ret_bindings;
	size_t before = errors->count + errors->dropped;

	*b = (struct bindings){.template = template, .grammar = grammar};
	b->actions = calloc(grammar->action_count + 1, sizeof *b->actions);
	b->options = calloc(grammar->option_count + 1, sizeof *b->options);
	if (!b->actions || !b->options) {
		error_list_add_at(errors, REEVE_EXIT_FAILED, NULL, 0, 0, "out of memory");
		return -1;
	}
	bind_actions(b, errors);
	bind_options(b, errors);
	return errors->count + errors->dropped > before ? -1 : 0;
}

static void release(struct bound *bound, size_t count)
{
	for (size_t i = 0; bound && i < count; i++) {
		plugin_free(bound[i].plugin);
		free(bound[i].refusal);
	}
	free(bound);
}

void bindings_done(struct bindings *bindings)
{
	if (bindings->grammar) {
		release(bindings->actions, bindings->grammar->action_count);
		release(bindings->options, bindings->grammar->option_count);
	}
	*bindings = (struct bindings){0};
}

struct plugin_search bindings_search(const struct template *template)
{
	return (struct plugin_search){
		.directories = (const char *const *)template->plugin_path,
		.owner = template->owner,
	};
}

static void load(struct bindings *b, struct bound *bound, enum reeve_kind kind)
{
	struct plugin_search search = bindings_search(b->template);
	const struct template *template = b->template;
	struct reeve_error error;
	char lead[NAME_MAX_LENGTH + 16];

	if (bound->plugin || bound->refusal)
		return;
	if (plugin_load(&search, bound->plugin_name, kind, &bound->plugin, &error) == 0)
		return;
	bound->plugin = NULL;
	bound->refusal = malloc(sizeof *bound->refusal);
	if (!bound->refusal)
		return;
	snprintf(lead, sizeof lead,
		kind == REEVE_KIND_ACTION ? "action '%s': " : "option '-%s': ", bound->word);
	/* The place is the template's: there it can be mended. */
	error_set_at(bound->refusal, error.code,
		bound->binding ? place(template, bound->binding) : template->usage_file,
		bound->binding ? bound->binding->line : template->usage_line, "%s%s", lead,
		error.text);
	bound->reason = bound->refusal->text + strlen(lead);
}

const struct reeve_action *bindings_action(
	struct bindings *bindings, size_t action, const struct reeve_error **ret_refusal)
{
	struct bound *bound = &bindings->actions[action];

	load(bindings, bound, REEVE_KIND_ACTION);
	*ret_refusal = bound->refusal;
	return bound->plugin ? &bound->plugin->descriptor.action : NULL;
}

const struct reeve_option *bindings_option(
	struct bindings *bindings, size_t option, const struct reeve_error **ret_refusal)
{
	struct bound *bound = &bindings->options[option];

	load(bindings, bound, REEVE_KIND_OPTION);
	*ret_refusal = bound->refusal;
	return bound->plugin ? &bound->plugin->descriptor.option : NULL;
}

static bool contains(const char *const *words, const char *word)
{
	for (; *words; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

bool bindings_applies(struct bindings *bindings, size_t action, size_t option)
{
	const struct binding *binding = bindings->options[option].binding;
	const struct reeve_error *refusal;
	const struct reeve_action *run;
	const struct reeve_option *apply;

	if (binding && binding->actions)
		return contains(
			(const char *const *)binding->actions, bindings->grammar->actions[action]);
	apply = bindings_option(bindings, option, &refusal);
	if (!apply || !apply->actions)
		return true;
	run = bindings_action(bindings, action, &refusal);
	return !run || contains(apply->actions, run->plugin.name);
}
