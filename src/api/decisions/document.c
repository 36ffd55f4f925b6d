/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/decisions/document.h"

#include <errno.h>
#include <stdlib.h>

#include "client/saved.h"
#include "command/context.h"
#include "command/quote.h"
#include "config/template.h"

static json_t *list(const struct decisions *decisions, enum decision_kind kind)
{
	json_t *names = json_array();

	for (size_t i = 0; i < decisions->count; i++)
		if (decisions->items[i].kind == kind)
			json_array_append_new(names, json_string(decisions->items[i].name));
	return names;
}

static json_t *numbers(const struct decisions *decisions)
{
	json_t *object = json_object();

	for (size_t i = 0; i < decisions->count; i++)
		if (decisions->items[i].kind == DECISION_SCALED)
			json_object_set_new(object, decisions->items[i].name,
				json_integer(decisions->items[i].workers));
	return object;
}

json_t *document_add(json_t *documents, struct reeve_context *context,
	const struct template *template, const struct decisions *decisions)
{
	json_t *document = json_pack("{s:i, s:s, s:s, s:o, s:o, s:o, s:o}", "schema", 1, "command",
		template->name, "action", context->action, "stopped",
		list(decisions, DECISION_STOPPED), "paused", list(decisions, DECISION_PAUSED),
		"scaled", numbers(decisions), "deleted", list(decisions, DECISION_DELETED));

	if (json_array_append_new(documents, document) == 0)
		return document;
	reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	return NULL;
}

void document_add_failure(json_t *documents, struct reeve_context *context,
	const struct template *template, int code, size_t from)
{
	struct buffer text = {0};
	json_t *document = NULL;

	if (context->command_count == 1)
		return;
	if (context->failures.length > from)
		quote_lines(&text, "", context->failures.data + from + (from > 0));
	if (text.length && !text.failed)
		document = json_pack("{s:i, s:s, s:s, s:{s:i, s:s%}}", "schema", 1, "command",
			template->name, "action", context->action, "error", "code", code, "text",
			text.data, text.length - 1);
	buffer_done(&text);
	if (json_array_append_new(documents, document) < 0)
		reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
}

void document_print(struct reeve_context *context, json_t *documents, int code)
{
	json_t *document;
	char *text;

	if (context->command_count > 1)
		document = json_pack("{s:i, s:s, s:i, s:O}", "schema", 1, "action", context->action,
			"exit", code, "commands", documents);
	else if (json_array_size(documents))
		document = json_incref(json_array_get(documents, 0));
	else
		return;
	errno = 0;
	text = document ? json_dumps(document, JSON_COMPACT) : NULL;
	/* Without memory for a byte Jansson goes on without that byte. */
	if (text && errno != ENOMEM)
		reeve_print(context, "%s\n", text);
	else
		reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	free(text);
	json_decref(document);
}
