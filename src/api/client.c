/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "reeve/client.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/host.h"
#include "base/clock.h"
#include "client/client.h"
#include "command/context.h"
#include "config/template.h"

#define SLACK_NS (10 * NS_PER_SECOND)  /* for what is not waiting for a worker */
#define FOREVER_NS (UINT64_C(1) << 62) /* can be added to any clock */

/* What client_start() needs, and what must live as long. */
struct start {
	struct client_start client;
	char *resolved;
	const char **programs;
};

static struct client_target make_target(const struct reeve_context *context)
{
	const struct template *template = context->template;

	return (struct client_target){
		.name = template->name,
		.template_path = template->path,
		.places = {template->run_dir, template->state_dir, template->pid_root,
			template->status_root, template->pid_file},
	};
}

static uint64_t add_ns(uint64_t a, uint64_t b)
{
	return b > FOREVER_NS || a > FOREVER_NS - b ? FOREVER_NS : a + b;
}

/* Workers of one program are waited for side by side, programs one after the other. */
static uint64_t start_timeout_ns(const struct template *template)
{
	uint64_t total = SLACK_NS;

	for (size_t i = 0; i < template->program_count; i++) {
		const struct program *program = &template->programs[i];

		total = add_ns(total, program->kind == PROGRAM_WORK ? program->ready_timeout_ns
								    : program->start_grace_ns);
	}
	return total;
}

static uint64_t stop_timeout_ns(const struct template *template)
{
	uint64_t total = SLACK_NS;

	for (size_t i = 0; i < template->program_count; i++)
		total = add_ns(total, template->programs[i].stop_timeout_ns);
	return total;
}

static void start_done(struct start *start)
{
	free(start->resolved);
	free(start->programs);
}

/* Returns 0, or an exit code with reeve_fail() called. */
static int start_make(struct reeve_context *context, struct start *ret_start)
{
	struct template *template = context->template;
	const char *workers = reeve_param_text(context, "workers", NULL);
	struct reeve_error error;

	*ret_start = (struct start){0};
	if (workers && template_set_workers(template, workers, &error) < 0)
		return reeve_fail(context, error.code, "%s", error.text);
	if (host_bind(template, &error) < 0)
		return reeve_fail(context, error.code, "%s", error.text);
	ret_start->resolved = template_resolve(template);
	ret_start->programs = calloc(template->program_count + 1, sizeof *ret_start->programs);
	if (!ret_start->resolved || !ret_start->programs) {
		start_done(ret_start);
		return reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	}
	for (size_t i = 0; i < template->program_count; i++)
		ret_start->programs[i] = template->programs[i].name;
	ret_start->client = (struct client_start){
		.background = reeve_param_bool(context, "background", false),
		.title_prefix = template->title_prefix,
		.resolved = ret_start->resolved,
		.programs = ret_start->programs,
		.program_count = template->program_count,
		.timeout_ns = start_timeout_ns(template),
	};
	return 0;
}

/* The one document of an action that has nothing else to show. */
static void print_document(struct reeve_context *context, const struct client_result *result)
{
	json_t *document = json_pack("{s:i, s:s, s:s, s:b, s:o}", "schema", 1, "command",
		reeve_context_command(context), "action", reeve_context_action(context), "already",
		result->already, "pid", result->pid > 0 ? json_integer(result->pid) : json_null());
	char *text = document ? json_dumps(document, JSON_COMPACT) : NULL;

	if (text)
		reeve_print(context, "%s\n", text);
	else
		reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	free(text);
	json_decref(document);
}

/* Tells the user what came out. already: what to say where it was so before and the client says
 * nothing; it may take the pid. */
static int tell(
	struct reeve_context *context, const struct client_result *result, const char *already)
{
	if (result->code) {
		const char *text = result->text[0] ? result->text : "failed, and nobody said why";

		return reeve_fail(context, result->code, "%s", text);
	}
	if (result->text[0])
		reeve_note(context, "%s", result->text);
	else if (result->already && result->pid > 0)
		reeve_note(context, "%s (pid %jd)", already, (intmax_t)result->pid);
	else if (result->already)
		reeve_note(context, "%s", already);
	if (reeve_context_json(context))
		print_document(context, result);
	return context->failure_code;
}

int reeve_client_start(struct reeve_context *context)
{
	struct client_target target = make_target(context);
	struct client_result result = {0};
	struct start start;
	int code = start_make(context, &start);

	if (code)
		return code;
	/* In the foreground this process image ends with the call. */
	context_flush(context);
	client_start(&target, &start.client, &result);
	start_done(&start);
	return tell(context, &result, "already running");
}

int reeve_client_stop(struct reeve_context *context)
{
	struct client_target target = make_target(context);
	struct client_result result = {0};

	client_stop(&target, stop_timeout_ns(context->template), &result);
	return tell(context, &result, "not running");
}

int reeve_client_restart(struct reeve_context *context)
{
	struct client_target target = make_target(context);
	struct client_result result = {0};
	struct start start;
	int code = start_make(context, &start);

	if (code)
		return code;
	context_flush(context);
	client_restart(&target, &start.client, stop_timeout_ns(context->template), &result);
	start_done(&start);
	return tell(context, &result, "already running");
}

int reeve_client_wakeup(struct reeve_context *context)
{
	struct client_target target = make_target(context);
	struct client_result result = {0};

	client_wakeup(&target, &result);
	return tell(context, &result, "already awake");
}
