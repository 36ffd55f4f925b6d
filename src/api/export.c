/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/valid.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "command/bind.h"
#include "command/report.h"
#include "config/template.h"
#include "port/export.h"
#include "reeve/command.h"

#define SPARE_NS (15 * NS_PER_SECOND) /* over what programs may take, for all else */

static const struct {
	const char *name;
	void (*write)(const struct export *export, struct buffer *buffer);
	bool in_background; /* it takes start -d, stop and status */
} formats[] = {{"systemd", export_systemd, false}, {"ocf", export_ocf, true}};

#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

static int find_format(const char *word, struct reeve_error *error)
{
	const char *names[FORMAT_COUNT], *nearest;
	char shown[64];

	for (size_t i = 0; i < FORMAT_COUNT; i++) {
		names[i] = formats[i].name;
		if (strcmp(names[i], word) == 0)
			return (int)i;
	}
	nearest = text_nearest(word, names, FORMAT_COUNT);
	text_show(shown, sizeof shown, word);
	if (nearest)
		return error_set(error, REEVE_EXIT_USAGE, "'%s' is not known, did you mean '%s'?",
			shown, nearest);
	return error_set(error, REEVE_EXIT_USAGE,
		"'%s' is not known: what can be written is systemd and ocf", shown);
}

static const char *find_action(const struct bindings *bindings, const char *plugin)
{
	for (size_t i = 0; i < bindings->grammar->action_count; i++)
		if (strcmp(bindings->actions[i].plugin_name, plugin) == 0)
			return bindings->actions[i].word;
	return NULL;
}

static const char *find_option(const struct bindings *bindings, const char *plugin)
{
	for (size_t i = 0; i < bindings->grammar->option_count; i++)
		if (strcmp(bindings->options[i].plugin_name, plugin) == 0)
			return bindings->options[i].word;
	return NULL;
}

/* Programs stop and start side by side, or one after the other where a supervisor or needs say so.
 */
static void add_times(const struct template *template, struct export *export)
{
	uint64_t stop = 0, start = 0;
	bool in_order = template->node_count > 0;

	for (size_t i = 0; i < template->program_count; i++)
		in_order = in_order || template->programs[i].need_count;
	for (size_t i = 0; i < template->program_count; i++) {
		const struct program *program = &template->programs[i];
		uint64_t ready = program_start_ns(program);

		if (in_order)
			stop += program->stop_timeout_ns;
		else if (program->stop_timeout_ns > stop)
			stop = program->stop_timeout_ns;
		if (ready == UINT64_MAX || start == UINT64_MAX)
			start = UINT64_MAX;
		else if (in_order)
			start += ready;
		else if (ready > start)
			start = ready;
	}
	export->stop_ns = stop + SPARE_NS;
	export->start_ns = start == UINT64_MAX ? start : start + SPARE_NS;
}

static int lack(const struct template *template, const char *what, struct reeve_error *error)
{
	return error_set_at(error, REEVE_EXIT_TEMPLATE, template->path, 0,
		"its grammar has no %s, which is needed here", what);
}

/* The words as the user would type them. Returns 0, or -1 with error filled. */
static int find_words(const struct template *template, const struct bindings *bindings,
	bool in_background, struct export *export, struct reeve_error *error)
{
	export->start = find_action(bindings, "start");
	export->stop = find_action(bindings, "stop");
	export->status = find_action(bindings, "status");
	export->save = find_action(bindings, "save");
	export->resurrect = export->save ? find_action(bindings, "resurrect") : NULL;
	export->background = find_option(bindings, "daemon");
	if (!export->start)
		return lack(template, "action start", error);
	if (in_background && !export->stop)
		return lack(template, "action stop", error);
	if (in_background && !export->status)
		return lack(template, "action status", error);
	if (in_background && !export->background)
		return lack(template, "option -d", error);
	return 0;
}

static int write_all(const struct buffer *text, struct reeve_error *error)
{
	if (text->failed)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	if (fwrite(text->data, 1, text->length, stdout) == text->length && fflush(stdout) == 0)
		return 0;
	return error_set(
		error, REEVE_EXIT_FAILED, "cannot write standard output: %s", strerror(errno));
}

static int write_export(const struct template *template, const struct bindings *bindings,
	int format, const char *interpreter, struct reeve_error *error)
{
	struct export export = {.name = template->name,
		.summary = template->summary,
		.words = {interpreter, template->path, NULL},
		.is_root = geteuid() == 0,
		.has_own_code = template->exit_code_from != NULL};
	struct buffer text = {0};
	char option[256];
	int result = find_words(template, bindings, formats[format].in_background, &export, error);

	/* A command runs by itself. */
	if (access(template->path, X_OK) == 0) {
		export.words[0] = template->path;
		export.words[1] = NULL;
	}
	if (result == 0) {
		add_times(template, &export);
		snprintf(option, sizeof option, "-%s", export.background ? export.background : "");
		export.background = option;
		formats[format].write(&export, &text);
		result = write_all(&text, error);
	}
	buffer_done(&text);
	return result;
}

static int export_template(const struct template *template, int format, const char *interpreter,
	struct error_list *errors)
{
	struct grammar *grammar = grammar_compile(
		template->usage, template->usage_file, template->usage_line, errors);
	struct reeve_error error;
	struct bindings bindings;
	int result = -1;

	if (!grammar)
		return -1;
	if (template->command_count)
		error_set_at(&error, REEVE_EXIT_USAGE, template->path, 0,
			"has several commands: export a template that is one of them");
	else if (bindings_init(&bindings, template, grammar, errors) < 0)
		error_set(&error, REEVE_EXIT_TEMPLATE, "its words are not bound");
	else
		result = write_export(template, &bindings, format, interpreter, &error);
	if (!template->command_count)
		bindings_done(&bindings);
	if (result < 0)
		error_list_add(errors, &error);
	grammar_free(grammar);
	return result;
}

int reeve_template_export(const char *format, const char *template_path, const char *interpreter)
{
	struct error_list errors = {0}, unset = {0};
	struct reeve_error error;
	struct template *template = NULL;
	int number = find_format(format, &error), code;

	if (number < 0)
		error_list_add(&errors, &error);
	else
		template = valid_load(template_path, &unset, &errors);
	if (template)
		export_template(template, number, interpreter, &errors);
	report_errors("reeve", &unset);
	report_errors("reeve", &errors);
	code = error_list_code(&errors);
	if (!template && !code)
		code = REEVE_EXIT_FAILED;
	template_free(template);
	error_list_done(&unset);
	error_list_done(&errors);
	return code;
}
