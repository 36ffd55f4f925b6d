/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "api/decisions/coming.h"
#include "api/decisions/document.h"
#include "api/in_force.h"
#include "api/worst.h"
#include "command/context.h"
#include "config/template.h"
#include "reeve/client.h"

static int start_command(struct reeve_context *context, const char *const *names)
{
	return reeve_client_start(context);
}

static void tell(struct coming *coming, const char *lead_in, const json_t *texts)
{
	char *text = texts ? decided_join(texts) : NULL;
	char lead[CONTEXT_LEAD_SIZE];

	context_lead(coming->context, coming->template->name, "", lead);
	if (text && *text)
		reeve_note(coming->context, "%s%s%s", lead, lead_in, text);
	free(text);
}

static void tell_left(struct coming *coming)
{
	char lead[CONTEXT_LEAD_SIZE];

	context_lead(coming->context, coming->template->name, "", lead);
	for (size_t i = 0; i < coming->left.count; i++)
		reeve_note(coming->context, "%s'%s' was %s, and is not there any more: left out",
			lead, coming->left.items[i].name,
			decision_word(coming->left.items[i].kind));
}

/* The text in force says it, so that it holds before anything is started, whoever dies then. */
static int put_into_template(struct coming *coming, const struct decisions *kept)
{
	coming->template->stopped = coming_names(kept, DECISION_STOPPED);
	coming->template->paused = coming_names(kept, DECISION_PAUSED);
	return coming->template->stopped && coming->template->paused ? 0
								     : coming_fail_memory(coming);
}

static void tell_start(struct coming *coming, const struct decisions *kept)
{
	json_t *texts = decided_texts(kept);

	tell_left(coming);
	tell(coming, "starts with ", texts);
	json_decref(texts);
	/* In the foreground this process image ends with a start. */
	context_flush(coming->context);
}

/* Or finds it running. */
static int start(struct coming *coming, bool seems_running)
{
	struct decisions kept;
	int code = coming_sort_out(coming, coming->template, &kept);

	if (code == 0)
		code = put_into_template(coming, &kept);
	if (code == 0 && !seems_running)
		tell_start(coming, &kept);
	if (code == 0)
		code = coming_act(coming, NULL, start_command);
	if (code == 0 && seems_running && !coming->already)
		tell_start(coming, &kept);
	decisions_done(&kept);
	return code;
}

static int change_running(struct coming *coming)
{
	int code = coming_change(coming);

	tell_left(coming);
	if (json_array_size(coming->changed))
		tell(coming, "", coming->changed);
	else if (code == 0)
		reeve_note(
			coming->context, "'%s' is running as it was saved", coming->template->name);
	return code;
}

static int read_saved(struct coming *coming, const struct client_target *target)
{
	struct reeve_error error;
	int result = saved_read(target, &coming->saved, &error);

	if (result == -ENOENT)
		error_set(&error, REEVE_EXIT_FAILED,
			"nothing was saved of '%s': the action 'save' does that while it runs",
			coming->template->name);
	return result < 0 ? coming_fail(coming, error.code, error.text) : 0;
}

static int add_document(struct coming *coming, json_t *documents)
{
	json_t *document =
		document_add(documents, coming->context, coming->template, &coming->saved);

	if (!document)
		return REEVE_EXIT_FAILED;
	json_object_set_new(document, "left_out", decided_texts(&coming->left));
	json_object_set_new(document, "already", json_boolean(coming->already));
	json_object_set(document, "changed", coming->changed);
	return 0;
}

/* Whether it runs is what the start says: who was seen to run may have been about to end, and
 * somebody else may start it in between, without what was saved. */
static int bring_back(struct coming *coming, const struct client_target *target)
{
	struct client_result result;
	int code = start(coming, client_running(target, &result) == 0);

	return code == 0 && coming->already ? change_running(coming) : code;
}

static int resurrect_one(
	struct reeve_context *context, struct template *template, json_t *documents)
{
	const struct client_target target = {.name = template->name,
		.template_path = template->path,
		.places = in_force_places(template)};
	struct coming coming = {.context = context, .template = template, .changed = json_array()};
	size_t from = context->failures.length;
	int code = read_saved(&coming, &target);

	if (code == 0)
		code = bring_back(&coming, &target);
	if (code == 0)
		code = add_document(&coming, documents);
	else
		document_add_failure(documents, context, template, code, from);
	json_decref(coming.changed);
	decisions_done(&coming.left);
	decisions_done(&coming.saved);
	return code;
}

static int check(struct reeve_context *context)
{
	/* It starts what does not run, and looks into the file for whom it is to add. */
	if (context->faults)
		return context_check_file(context);
	if (reeve_param_text(context, "workers", NULL))
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"numbers of workers are part of what was saved: -n is for 'start'");
	if (context->command_count > 1 && !reeve_param_bool(context, "background", false))
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"%zu commands can only be started in the background: ask for that (-d), or "
			"for one of them (-c=%s)",
			context->command_count, context->commands[0]->name);
	return 0;
}

int reeve_client_resurrect(struct reeve_context *context)
{
	json_t *documents;
	int code = check(context);

	if (code)
		return code;
	documents = json_array();
	for (size_t i = 0; i < context->command_count; i++)
		code = worst_code(code, resurrect_one(context, context->commands[i], documents));
	if (reeve_context_json(context))
		document_print(context, documents, code);
	json_decref(documents);
	return code ? code : context->failure_code;
}
