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
#include "command/bind.h"
#include "command/command.h"
#include "command/completion.h"
#include "command/context.h"
#include "command/describe.h"
#include "command/grammar.h"
#include "command/help.h"
#include "command/line.h"
#include "command/man.h"
#include "command/match.h"
#include "command/query.h"
#include "command/quote.h"
#include "command/report.h"
#include "config/template.h"
#include "plugin/watch.h"
#include "reeve/version.h"

/* Everything a command consists of; lives for one command line. */
struct command {
	char *name;	       /* how the user called it, safe on a terminal */
	const char *base_name; /* the same, as it is: what a shell knows it by */
	const struct command_host *host;
	struct template *template;
	struct grammar *grammar;
	struct bindings bindings;
	struct match match;
	struct error_list errors;
};

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

static int fail_with_errors(const struct command *command)
{
	report_errors(command->name, &command->errors);
	return error_list_code(&command->errors);
}

static void print_usage(const struct command *command)
{
	struct buffer buffer = {0};

	help_usage(&buffer, command->name, command->grammar);
	if (!buffer.failed)
		fputs(buffer.data, stderr);
	buffer_done(&buffer);
}

static int load_template(struct command *command, const char *path)
{
	struct template *template = template_load_reachable(path, &command->errors);

	command->template = template;
	if (!template)
		return fail_with_errors(command);
	command->grammar = grammar_compile(
		template->usage, template->usage_file, template->usage_line, &command->errors);
	if (!command->grammar)
		return fail_with_errors(command);
	if (bindings_init(&command->bindings, template, command->grammar, &command->errors) < 0)
		return fail_with_errors(command);
	return 0;
}

static void write_out(struct reeve_context *context, struct buffer *buffer)
{
	if (buffer->failed)
		reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	else
		context_put(context, buffer);
	buffer_done(buffer);
}

static void print_help(struct command *command, struct reeve_context *context)
{
	struct help_word actions[GRAMMAR_WORDS_MAX] = {0}, options[GRAMMAR_WORDS_MAX] = {0};
	struct help help = {command->grammar, command->name, command->template->summary, actions,
		options, command->template};
	struct buffer buffer = {0};
	int action = command->match.action;

	for (size_t i = 0; i < command->grammar->action_count; i++)
		if (action < 0 || i == (size_t)action)
			describe_action(&command->bindings, i, &actions[i]);
	for (size_t i = 0; i < command->grammar->option_count; i++)
		describe_option(&command->bindings, i, action, &options[i]);
	help_write(&buffer, &help, action);
	write_out(context, &buffer);
}

static void print_man(struct command *command, struct reeve_context *context)
{
	struct buffer buffer = {0};

	man_write(&buffer, command->name, &command->bindings);
	write_out(context, &buffer);
}

static int print_completion(const struct command *command, struct reeve_context *context)
{
	const char *shell = command->match.shell;
	struct buffer buffer = {0};

	if (!shell || !*shell)
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"option '--completion' needs a value (" COMPLETION_SHELLS ")");
	if (completion_write(&buffer, shell, command->base_name) < 0)
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"option '--completion': '%s' is not " COMPLETION_SHELLS,
			quote_text(shell, strlen(shell)).text);
	write_out(context, &buffer);
	return context->failure_code;
}

static void print_version(const struct command *command, struct reeve_context *context)
{
	reeve_print(context, "%s (reeve %s)\n", command->name, REEVE_VERSION);
}

/* Was JSON asked for? A line with errors is not applied: its option's plugin must tell by its name.
 */
static bool wants_json(struct command *command)
{
	const struct match *match = &command->match;
	const struct reeve_error *refusal;

	for (size_t i = 0; i < match->option_count; i++) {
		const struct reeve_option *option =
			bindings_option(&command->bindings, match->options[i].option, &refusal);

		if (option && strcmp(option->plugin.name, "json") == 0)
			return true;
	}
	return false;
}

static int fail_with_line(struct command *command)
{
	int code = fail_with_errors(command);

	if (wants_json(command))
		report_errors_document(&command->errors);
	return code;
}

/* Loads what the line names: the action and the options given. */
static int load_plugins(struct command *command)
{
	struct bindings *bindings = &command->bindings;
	const struct match *match = &command->match;
	const struct reeve_error *refusal;
	size_t missing = 0;

	if (!bindings_action(bindings, (size_t)match->action, &refusal)) {
		missing++;
		if (refusal)
			error_list_add(&command->errors, refusal);
	}
	for (size_t i = 0; i < match->option_count; i++) {
		if (bindings_option(bindings, match->options[i].option, &refusal))
			continue;
		missing++;
		if (refusal)
			error_list_add(&command->errors, refusal);
	}
	if (!missing)
		return 0;
	if (command->errors.count == 0)
		command->errors.dropped++;
	return fail_with_line(command);
}

/* All options are applied, also after one has failed, so that all that is wrong is said at once. */
static int apply_options(struct command *command, struct reeve_context *context)
{
	const struct reeve_error *refusal;
	int result = 0;

	for (size_t i = 0; i < command->match.option_count; i++) {
		const struct match_option *given = &command->match.options[i];
		const struct reeve_option *option =
			bindings_option(&command->bindings, given->option, &refusal);
		struct watch watch;
		int code;

		watch_begin(&watch, "option '-%s' (%s)",
			command->grammar->options[given->option].word,
			command->bindings.options[given->option].plugin->path);
		code = option->apply(context, given->value);
		watch_end(&watch);
		if (code && !context->failure_code)
			reeve_fail(context, code, "option '-%s' failed",
				command->grammar->options[given->option].word);
		if (code && !result)
			result = code;
	}
	return result;
}

static int run_action(struct command *command, struct reeve_context *context)
{
	const struct reeve_error *refusal;
	const struct reeve_action *action =
		bindings_action(&command->bindings, (size_t)command->match.action, &refusal);
	struct watch watch;
	int code;

	watch_begin(&watch, "action '%s' (%s)", command->grammar->actions[command->match.action],
		command->bindings.actions[command->match.action].plugin->path);
	code = action->run(context);
	watch_end(&watch);
	if (code >= 0 && code <= 255)
		return code;
	return reeve_fail(context, REEVE_EXIT_FAILED,
		"action '%s' returned %d, which is no exit code", context->action, code);
}

static int run_match(struct command *command, struct reeve_context *context)
{
	switch (command->match.kind) {
	case MATCH_HELP:
		print_help(command, context);
		return context->failure_code;
	case MATCH_VERSION:
		print_version(command, context);
		return 0;
	case MATCH_MAN:
		print_man(command, context);
		return context->failure_code;
	case MATCH_COMPLETION:
		return print_completion(command, context);
	case MATCH_RUN:
		break;
	}
	return apply_options(command, context);
}

static int execute(struct command *command)
{
	const struct match *match = &command->match;
	const char *action = match->action < 0 ? "" : command->grammar->actions[match->action];
	struct reeve_context context;
	char *unreturned = NULL;
	bool refused;
	int code;

	context_init(&context, command->template, command->name, action, stdout);
	context.operands = match->operands;
	context.operand_count = match->operand_count;
	if (match->kind == MATCH_RUN && wants_json(command)) {
		/* A plugin that does not return leaves no document behind, or all of one. */
		context_gather(&context);
		unreturned = report_make_document("a plugin ended the command", REEVE_EXIT_FAILED);
		watch_set_document(unreturned);
	}
	code = run_match(command, &context);
	refused = code == REEVE_EXIT_USAGE;
	if (!code && match->kind == MATCH_RUN)
		code = run_action(command, &context);
	report_failure(&context, code);
	if (refused)
		print_usage(command);
	context_let_out(&context);
	code = report_output(&context, code);
	context_done(&context);
	watch_set_document(NULL);
	free(unreturned);
	return code;
}

/* A shell asks what could be typed: a question that is none has no answer, and neither is said on
 * standard error. */
static int read_query(struct command *command, char *const *arguments)
{
	struct line line;
	bool describe;
	int code = REEVE_EXIT_FAILED;

	if (completion_read(arguments, &line, &describe) == 0)
		code = query_answer(&command->bindings, command->host, &line, describe);
	line_done(&line);
	return code;
}

static int run_line(struct command *command, char **argv)
{
	struct match_rules rules = describe_rules(&command->bindings);
	int code;

	if (completion_is_query(argv[1]))
		return read_query(command, argv + 1);
	if (match_arguments(command->grammar, &rules, argv + 1, &command->match, &command->errors) <
		0) {
		code = fail_with_line(command);
		print_usage(command);
		return code;
	}
	if (command->match.kind == MATCH_RUN) {
		code = load_plugins(command);
		if (code)
			return code;
	}
	return execute(command);
}

static void end(struct command *command)
{
	match_done(&command->match);
	bindings_done(&command->bindings);
	grammar_free(command->grammar);
	template_free(command->template);
	error_list_done(&command->errors);
	watch_disable();
	free(command->name);
}

int command_main(const char *template_path, int argc, char **argv, const struct command_host *host)
{
	struct command command = {0};
	struct watch watch;
	int code;

	if (argc < 1 || !argv[0]) {
		report_sentence("reeve", "called without a name");
		return REEVE_EXIT_USAGE;
	}
	/* A reader that has gone is seen as EPIPE, where it can be told from a full disk. */
	signal(SIGPIPE, SIG_IGN);
	if (fd_guard_stdio() < 0)
		return REEVE_EXIT_FAILED;
	command.host = host;
	command.base_name = *argv[0] ? argv[0] : template_path;
	if (strrchr(command.base_name, '/'))
		command.base_name = strrchr(command.base_name, '/') + 1;
	command.name = make_name(command.base_name);
	if (!command.name) {
		report_sentence("reeve", "out of memory");
		return REEVE_EXIT_FAILED;
	}
	setvbuf(stdout, NULL, _IOFBF, 64 << 10);
	watch_enable(command.name);
	/* What libconfig does when memory runs out, too. */
	watch_begin(&watch, "reading '%s'", template_path);
	code = load_template(&command, template_path);
	watch_end(&watch);
	if (!code)
		code = run_line(&command, argv);
	end(&command);
	return code;
}

int command_complete(const char *template_path, const struct line *line, bool describe,
	const struct command_host *host)
{
	struct command command = {0};
	int code = REEVE_EXIT_FAILED;

	command.name = make_name(template_path);
	if (command.name)
		code = load_template(&command, template_path);
	if (!code)
		code = query_answer(&command.bindings, host, line, describe);
	end(&command);
	return code;
}
