/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "api/fresh.h"
#include "api/paper.h"
#include "api/plan_print.h"
#include "api/worst.h"
#include "command/context.h"
#include "config/plan.h"
#include "config/template.h"
#include "reeve/client.h"

/* What becomes of all commands of a context. */
struct outcome {
	struct paper paper;
	json_t *documents;
};

/* What a reload cannot do is said in words too. */
static void tell_fixed(struct reeve_context *context, const struct plan *plan)
{
	const struct plan_entry *command = &plan->entries[0];

	for (size_t i = 0; i < command->change_count; i++)
		if (command->changes[i].impact == IMPACT_FIXED)
			reeve_note(context,
				"'%s' cannot change while '%s' runs: a restart of the command "
				"changes it",
				command->changes[i].key, command->name);
}

static int plan_one(
	struct reeve_context *context, struct template *template, struct outcome *outcome)
{
	struct plan *plan = NULL;
	struct fresh fresh;
	int code = fresh_read(context, template, &fresh);

	if (code == 0) {
		plan = plan_new(fresh.before, fresh.after);
		if (!plan || json_array_append_new(
				     outcome->documents, plan_document(plan, template->name)) < 0)
			code = reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	}
	if (code == 0) {
		plan_table(plan, &outcome->paper);
		tell_fixed(context, plan);
	}
	plan_free(plan);
	fresh_done(&fresh);
	return code;
}

/* Of one command it is the document itself; what failed of it is said by the host. */
static void print_documents(struct reeve_context *context, const struct outcome *outcome, int code)
{
	json_t *document = NULL;
	char *text;

	if (context->command_count > 1)
		document = json_pack("{s:i, s:s, s:i, s:O}", "schema", 1, "action", "plan", "exit",
			code, "commands", outcome->documents);
	else if (code == 0)
		document = json_incref(json_array_get(outcome->documents, 0));
	else
		return;
	text = document ? json_dumps(document, JSON_COMPACT) : NULL;
	if (text)
		reeve_print(context, "%s\n", text);
	else
		reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	free(text);
	json_decref(document);
}

int reeve_client_plan(struct reeve_context *context)
{
	struct outcome outcome = {.documents = json_array()};
	int code = 0;

	paper_init(&outcome.paper, context);
	for (size_t i = 0; outcome.documents && i < context->command_count; i++)
		code = worst_code(code, plan_one(context, context->commands[i], &outcome));
	if (!outcome.documents)
		code = reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	else if (reeve_context_json(context))
		print_documents(context, &outcome, code);
	if (reeve_context_json(context))
		buffer_done(&outcome.paper.text);
	else
		paper_print(&outcome.paper, context);
	json_decref(outcome.documents);
	return code ? code : context->failure_code;
}
