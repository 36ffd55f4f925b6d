/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command/reading.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "command/command.h"
#include "command/completion.h"
#include "command/describe.h"
#include "command/grammar.h"
#include "command/help.h"
#include "command/report.h"
#include "config/template.h"
#include "plugin/watch.h"

bool reading_wants_json(struct reading *reading)
{
	const struct match *match = &reading->match;
	const struct reeve_error *refusal;

	for (size_t i = 0; i < match->option_count; i++) {
		const struct reeve_option *option =
			bindings_option(&reading->bindings, match->options[i].option, &refusal);

		if (option && strcmp(option->plugin.name, "json") == 0)
			return true;
	}
	return false;
}

static int read_words(struct reading *reading)
{
	const struct template *template = reading->template;

	if (!template)
		return -1;
	reading->grammar = grammar_compile(
		template->usage, template->usage_file, template->usage_line, &reading->errors);
	if (!reading->grammar ||
		bindings_init(&reading->bindings, template, reading->grammar, &reading->errors) < 0)
		return -1;
	reading->has_words = true;
	return 0;
}

/* Loads what the line names: the action and the options given. */
static int load_plugins(struct reading *reading)
{
	struct bindings *bindings = &reading->bindings;
	const struct match *match = &reading->match;
	const struct reeve_error *refusal;
	size_t missing = 0;

	if (!bindings_action(bindings, (size_t)match->action, &refusal)) {
		missing++;
		if (refusal)
			error_list_add(&reading->errors, refusal);
	}
	for (size_t i = 0; i < match->option_count; i++) {
		if (bindings_option(bindings, match->options[i].option, &refusal))
			continue;
		missing++;
		if (refusal)
			error_list_add(&reading->errors, refusal);
	}
	if (!missing)
		return 0;
	if (reading->errors.count == 0)
		reading->errors.dropped++;
	return -1;
}

static int understand(struct reading *reading, char *const *argv)
{
	struct match_rules rules;

	if (read_words(reading) < 0)
		return -1;
	if (!argv || completion_is_query(argv[1]))
		return 0;
	rules = describe_rules(&reading->bindings);
	reading->is_misread = match_arguments(reading->grammar, &rules, argv + 1, &reading->match,
				      &reading->errors) < 0;
	if (reading->is_misread)
		return -1;
	return reading->match.kind == MATCH_RUN ? load_plugins(reading) : 0;
}

/* What runs can be spoken to whatever has become of the file. */
static int stand_in(struct reading *reading, const char *path, char *const *argv)
{
	const struct command_host *host = reading->host;
	struct reading other = {
		.name = reading->name, .base_name = reading->base_name, .host = host};
	struct watch watch;

	if (reading->is_misread || error_list_code(&reading->errors) == REEVE_EXIT_FAILED || !host)
		return -1;
	watch_begin(&watch, "reading what is in force of '%s'", path);
	other.template = host->find_in_force(path);
	watch_end(&watch);
	if (!other.template || understand(&other, argv) < 0) {
		reading_end(&other);
		return -1;
	}
	other.faults = reading->errors;
	reading->errors = (struct error_list){0};
	reading_end(reading);
	*reading = other;
	return 0;
}

int reading_begin(struct reading *reading, const char *path, char *const *argv)
{
	struct watch watch;
	int result;

	/* What libconfig does when memory runs out, too. */
	watch_begin(&watch, "reading '%s'", path);
	reading->template = template_load_reachable(path, &reading->errors);
	watch_end(&watch);
	result = understand(reading, argv);
	return result < 0 ? stand_in(reading, path, argv) : 0;
}

void reading_usage(const struct reading *reading)
{
	struct buffer buffer = {0};

	help_usage(&buffer, reading->name, reading->grammar);
	if (!buffer.failed)
		fputs(buffer.data, stderr);
	buffer_done(&buffer);
}

int reading_fail(struct reading *reading)
{
	report_errors(reading->name, &reading->errors);
	if (reading->has_words && reading_wants_json(reading))
		report_errors_document(&reading->errors);
	if (reading->is_misread)
		reading_usage(reading);
	return error_list_code(&reading->errors);
}

void reading_end(struct reading *reading)
{
	match_done(&reading->match);
	bindings_done(&reading->bindings);
	grammar_free(reading->grammar);
	template_free(reading->template);
	error_list_done(&reading->errors);
	error_list_done(&reading->faults);
}
