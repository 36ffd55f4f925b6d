/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "base/text.h"
#include "command/command.h"
#include "command/completion.h"
#include "command/context.h"
#include "command/describe.h"
#include "command/grammar.h"
#include "command/help.h"
#include "command/line.h"
#include "command/man.h"
#include "command/query.h"
#include "command/quote.h"
#include "command/reading.h"
#include "command/report.h"
#include "config/template.h"
#include "plugin/watch.h"
#include "reeve/version.h"

/* Without ".cfg": a template that is run directly has it in its name. */
static char *make_name(const char *base)
{
	struct buffer buffer = {0};
	size_t length = strlen(base);

	if (length > 4 && strcmp(base + length - 4, ".cfg") == 0)
		length -= 4;
	text_escape(&buffer, base, length);
	return buffer_take(&buffer);
}

static void write_out(struct reeve_context *context, struct buffer *buffer)
{
	if (buffer->failed)
		reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	else
		context_put(context, buffer);
	buffer_done(buffer);
}

static void print_help(struct reading *reading, struct reeve_context *context)
{
	struct help_word actions[GRAMMAR_WORDS_MAX] = {0}, options[GRAMMAR_WORDS_MAX] = {0};
	struct help help = {reading->grammar, reading->name, reading->template->summary, actions,
		options, reading->template};
	struct buffer buffer = {0};
	int action = reading->match.action;

	for (size_t i = 0; i < reading->grammar->action_count; i++)
		if (action < 0 || i == (size_t)action)
			describe_action(&reading->bindings, i, &actions[i]);
	for (size_t i = 0; i < reading->grammar->option_count; i++)
		describe_option(&reading->bindings, i, action, &options[i]);
	help_write(&buffer, &help, action);
	write_out(context, &buffer);
}

static void print_man(struct reading *reading, struct reeve_context *context)
{
	struct buffer buffer = {0};

	man_write(&buffer, reading->name, &reading->bindings);
	write_out(context, &buffer);
}

static int print_completion(const struct reading *reading, struct reeve_context *context)
{
	const char *shell = reading->match.shell;
	struct buffer buffer = {0};

	if (!shell || !*shell)
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"option '--completion' needs a value (" COMPLETION_SHELLS ")");
	if (completion_write(&buffer, shell, reading->base_name) < 0)
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"option '--completion': '%s' is not " COMPLETION_SHELLS,
			quote_text(shell, strlen(shell)).text);
	write_out(context, &buffer);
	return context->failure_code;
}

static void print_version(const struct reading *reading, struct reeve_context *context)
{
	reeve_print(context, "%s (reeve %s)\n", reading->name, REEVE_VERSION);
}

/* All options are applied, also after one has failed, so that all that is wrong is said at once. */
static int apply_options(struct reading *reading, struct reeve_context *context)
{
	const struct reeve_error *refusal;
	int result = 0;

	for (size_t i = 0; i < reading->match.option_count; i++) {
		const struct match_option *given = &reading->match.options[i];
		const struct reeve_option *option =
			bindings_option(&reading->bindings, given->option, &refusal);
		struct watch watch;
		int code;

		watch_begin(&watch, "option '-%s' (%s)",
			reading->grammar->options[given->option].word,
			reading->bindings.options[given->option].plugin->path);
		code = option->apply(context, given->value);
		watch_end(&watch);
		if (code && !context->failure_code)
			reeve_fail(context, code, "option '-%s' failed",
				reading->grammar->options[given->option].word);
		if (code && !result)
			result = code;
	}
	return result;
}

static int run_action(struct reading *reading, struct reeve_context *context)
{
	const struct reeve_error *refusal;
	const struct reeve_action *action =
		bindings_action(&reading->bindings, (size_t)reading->match.action, &refusal);
	struct watch watch;
	int code;

	watch_begin(&watch, "action '%s' (%s)", reading->grammar->actions[reading->match.action],
		reading->bindings.actions[reading->match.action].plugin->path);
	code = action->run(context);
	watch_end(&watch);
	if (code >= 0 && code <= 255)
		return code;
	return reeve_fail(context, REEVE_EXIT_FAILED,
		"action '%s' returned %d, which is no exit code", context->action, code);
}

static int run_match(struct reading *reading, struct reeve_context *context)
{
	switch (reading->match.kind) {
	case MATCH_HELP:
		print_help(reading, context);
		return context->failure_code;
	case MATCH_VERSION:
		print_version(reading, context);
		return 0;
	case MATCH_MAN:
		print_man(reading, context);
		return context->failure_code;
	case MATCH_COMPLETION:
		return print_completion(reading, context);
	case MATCH_RUN:
		break;
	}
	return apply_options(reading, context);
}

static int execute(struct reading *reading)
{
	const struct match *match = &reading->match;
	const char *action = match->action < 0 ? "" : reading->grammar->actions[match->action];
	struct reeve_context context;
	char *unreturned = NULL;
	bool refused;
	int code;

	context_init(&context, reading->template, reading->name, action, stdout);
	context.faults = reading->faults.count ? &reading->faults : NULL;
	context.operands = match->operands;
	context.operand_count = match->operand_count;
	if (match->kind == MATCH_RUN && reading_wants_json(reading)) {
		/* A plugin that does not return leaves no document behind, or all of one. */
		context_gather(&context);
		unreturned = report_make_document("a plugin ended the command", REEVE_EXIT_FAILED);
		watch_set_document(unreturned);
	}
	code = run_match(reading, &context);
	refused = code == REEVE_EXIT_USAGE;
	if (!code && match->kind == MATCH_RUN)
		code = run_action(reading, &context);
	report_failure(&context, code);
	if (refused)
		reading_usage(reading);
	context_let_out(&context);
	code = report_output(&context, code);
	/* Last, where it is seen; who was refused because of them was told all. */
	if (context.faults && !context.faults_said)
		report_stand_in(reading->name, context.faults);
	context_done(&context);
	watch_set_document(NULL);
	free(unreturned);
	return code;
}

/* A shell asks what could be typed: a question that is none has no answer, and neither is said on
 * standard error. */
static int read_query(struct reading *reading, char *const *arguments)
{
	struct line line;
	bool describe;
	int code = REEVE_EXIT_FAILED;

	if (completion_read(arguments, &line, &describe) == 0)
		code = query_answer(&reading->bindings, reading->host, &line, describe);
	line_done(&line);
	return code;
}

static int run_line(struct reading *reading, const char *path, char **argv)
{
	if (reading_begin(reading, path, argv) < 0)
		return reading_fail(reading);
	if (completion_is_query(argv[1]))
		return read_query(reading, argv + 1);
	return execute(reading);
}

int command_main(const char *template_path, int argc, char **argv, const struct command_host *host)
{
	struct reading reading = {.host = host};
	char *name;
	int code;

	if (argc < 1 || !argv[0]) {
		report_sentence("reeve", "called without a name");
		return REEVE_EXIT_USAGE;
	}
	/* A reader that has gone is seen as EPIPE, where it can be told from a full disk. */
	signal(SIGPIPE, SIG_IGN);
	if (fd_guard_stdio() < 0)
		return REEVE_EXIT_FAILED;
	reading.base_name = *argv[0] ? argv[0] : template_path;
	if (strrchr(reading.base_name, '/'))
		reading.base_name = strrchr(reading.base_name, '/') + 1;
	name = make_name(reading.base_name);
	if (!name) {
		report_sentence("reeve", "out of memory");
		return REEVE_EXIT_FAILED;
	}
	reading.name = name;
	setvbuf(stdout, NULL, _IOFBF, 64 << 10);
	watch_enable(name);
	code = run_line(&reading, template_path, argv);
	reading_end(&reading);
	watch_disable();
	free(name);
	return code;
}

int command_complete(const char *template_path, const struct line *line, bool describe,
	const struct command_host *host)
{
	char *name = make_name(template_path);
	struct reading reading = {.name = name, .host = host};
	int code = REEVE_EXIT_FAILED;

	if (name && reading_begin(&reading, template_path, NULL) < 0)
		code = reading_fail(&reading);
	else if (name)
		code = query_answer(&reading.bindings, host, line, describe);
	reading_end(&reading);
	free(name);
	return code;
}
