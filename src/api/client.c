/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "reeve/client.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/host.h"
#include "api/in_force.h"
#include "api/part.h"
#include "api/worst.h"
#include "base/buffer.h"
#include "command/context.h"
#include "command/quote.h"
#include "config/template.h"

/* What is done with each command of a context, one after the other, whatever comes out of the
 * others. */
struct operation {
	void (*run)(struct part *part);
	const char *already; /* what to say where it was so before and the client says nothing */
	bool starts;
	bool is_trial;	/* of what is no command of the template */
	bool behind;	/* several go to the background without being asked */
	bool backwards; /* what was started last may need what was started before */
};

static const struct operation starting = {part_start, "already running", .starts = true};
static const struct operation trying = {
	part_start, "already running", .starts = true, .is_trial = true};
static const struct operation stopping = {part_stop, "not running", .backwards = true};
static const struct operation restarting = {
	part_restart, "already running", .starts = true, .behind = true};
static const struct operation upgrading = {part_upgrade, "already upgraded"};
static const struct operation waking = {part_wakeup, "already awake"};

static const char *reason(const struct part *part)
{
	return part->result.text[0] ? part->result.text : "failed, and nobody said why";
}

static json_t *make_error(const struct part *part)
{
	struct buffer text = {0};
	json_t *error = NULL;

	/* Sentences may carry any bytes; JSON may not. */
	quote_lines(&text, "", reason(part));
	if (!text.failed)
		error = json_pack("{s:i, s:s%}", "code", part->result.code, "text", text.data,
			text.length - 1);
	buffer_done(&text);
	return error;
}

/* The document of one command, as it is where there are no others. */
static json_t *make_document(const struct reeve_context *context, const struct part *part)
{
	const struct client_result *result = &part->result;

	if (result->code)
		return json_pack("{s:i, s:s, s:s, s:o}", "schema", 1, "command", part->target.name,
			"action", context->action, "error", make_error(part));
	return json_pack("{s:i, s:s, s:s, s:b, s:o}", "schema", 1, "command", part->target.name,
		"action", context->action, "already", result->already, "pid",
		result->pid > 0 ? json_integer(result->pid) : json_null());
}

static json_t *make_documents(
	const struct reeve_context *context, const struct part *parts, int code)
{
	json_t *documents = json_array();

	for (size_t i = 0; i < context->command_count; i++)
		if (json_array_append_new(documents, make_document(context, &parts[i])) < 0) {
			json_decref(documents);
			return NULL;
		}
	return json_pack("{s:i, s:s, s:i, s:o}", "schema", 1, "action", context->action, "exit",
		code, "commands", documents);
}

/* The one document of an action that has nothing else to show. What failed of a single command is
 * said by the host. */
static void print_documents(struct reeve_context *context, const struct part *parts, int code)
{
	json_t *document = NULL;
	char *text;

	if (context->command_count == 1 && code)
		return;
	errno = 0;
	document = context->command_count > 1 ? make_documents(context, parts, code)
					      : make_document(context, parts);
	text = document ? json_dumps(document, JSON_COMPACT) : NULL;
	/* Without memory for a byte Jansson goes on without that byte. */
	if (text && errno != ENOMEM)
		reeve_print(context, "%s\n", text);
	else
		reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	free(text);
	json_decref(document);
}

/* Tells the user what came out. */
static void tell(
	struct reeve_context *context, const struct part *part, const struct operation *operation)
{
	const struct client_result *result = &part->result;
	char lead[CONTEXT_LEAD_SIZE];

	context_lead(context, part->target.name, reason(part), lead);
	context->already |= result->already;
	if (result->code)
		reeve_fail(context, result->code, "%s%s", lead, reason(part));
	else if (result->text[0])
		reeve_note(context, "%s%s", lead, result->text);
	else if (result->already && result->pid > 0)
		reeve_note(
			context, "%s%s (pid %jd)", lead, operation->already, (intmax_t)result->pid);
	else if (result->already)
		reeve_note(context, "%s%s", lead, operation->already);
}

/* This process can become one guardian only. */
static int check_background(
	struct reeve_context *context, const struct operation *operation, bool *ret_background)
{
	*ret_background = reeve_param_bool(context, "background", false);
	if (context->command_count == 1 || *ret_background)
		return 0;
	*ret_background = operation->behind;
	if (operation->behind)
		return 0;
	return reeve_fail(context, REEVE_EXIT_USAGE,
		"%zu commands can only be started in the background: ask for that (-d), or for one "
		"of them (-c=%s)",
		context->command_count, context->commands[0]->name);
}

/* Returns 0, or an exit code with reeve_fail() called for each reason. */
static int check_start(struct reeve_context *context)
{
	struct error_list errors = {0};
	int code = context_check_file(context);

	for (size_t i = 0; code == 0 && i < context->command_count; i++)
		if (template_check_start(context->commands[i], &errors) < 0)
			code = context_fail_all(context, &errors);
	error_list_done(&errors);
	return code;
}

/* Nothing is done before all is there that any of them needs. */
static int prepare(
	struct reeve_context *context, const struct operation *operation, struct part *parts)
{
	const char *workers = reeve_param_text(context, "workers", NULL);
	struct reeve_error error;
	bool background;
	int code;

	for (size_t i = 0; i < context->command_count; i++) {
		part_init(&parts[i], context->commands[i]);
		parts[i].program = reeve_param_text(context, "program", NULL);
	}
	if (!operation->starts)
		return 0;
	code = check_start(context);
	if (code == 0)
		code = check_background(context, operation, &background);
	if (code)
		return code;
	if (workers && template_set_workers(
			       context->commands, context->command_count, workers, &error) < 0)
		return reeve_fail(context, error.code, "%s", error.text);
	for (size_t i = 0; i < context->command_count; i++) {
		if (host_bind(context->commands[i], &error) < 0)
			return reeve_fail(context, error.code, "%s", error.text);
		if (part_prepare(&parts[i], background) < 0)
			return reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	}
	/* Before the start: in the foreground there is no after. */
	if (!operation->is_trial)
		in_force_note(context->template);
	return 0;
}

/* Returns the worst of all codes. */
static int run_all(
	struct reeve_context *context, const struct operation *operation, struct part *parts)
{
	size_t count = context->command_count, failed = 0;
	int code = 0;

	/* In the foreground this process image ends with a start. */
	context_flush(context);
	for (size_t i = 0; i < count; i++) {
		struct part *part = &parts[operation->backwards ? count - 1 - i : i];

		operation->run(part);
		tell(context, part, operation);
		code = worst_code(code, part->result.code);
		failed += part->result.code != 0;
	}
	if (operation->starts && failed && failed < count)
		reeve_fail(
			context, code, "%zu of %zu commands failed, the others run", failed, count);
	if (reeve_context_json(context))
		print_documents(context, parts, code);
	return code ? code : context->failure_code;
}

static int run(struct reeve_context *context, const struct operation *operation)
{
	struct part *parts = calloc(context->command_count, sizeof *parts);
	int code;

	if (!parts)
		return reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	code = prepare(context, operation, parts);
	if (code == 0)
		code = run_all(context, operation, parts);
	for (size_t i = 0; i < context->command_count; i++)
		part_done(&parts[i]);
	free(parts);
	return code;
}

int reeve_client_start(struct reeve_context *context)
{
	return run(context, &starting);
}

int part_try(struct reeve_context *context)
{
	return run(context, &trying);
}

int reeve_client_stop(struct reeve_context *context)
{
	return run(context, &stopping);
}

int reeve_client_restart(struct reeve_context *context)
{
	return run(context, &restarting);
}

int reeve_client_wakeup(struct reeve_context *context)
{
	return run(context, &waking);
}

int reeve_client_upgrade(struct reeve_context *context, const char *program)
{
	if (program && reeve_param_set_text(context, "program", program) < 0)
		return reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	return run(context, &upgrading);
}
