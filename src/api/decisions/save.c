/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/decisions/decided.h"
#include "api/decisions/document.h"
#include "api/fresh.h"
#include "api/in_force.h"
#include "api/worst.h"
#include "command/context.h"
#include "config/template.h"
#include "reeve/client.h"

static int fail_with(struct reeve_context *context, const struct template *template, int code,
	const char *sentence)
{
	char lead[CONTEXT_LEAD_SIZE];

	context_lead(context, template->name, sentence, lead);
	return reeve_fail(context, code, "%s%s", lead, sentence);
}

/* Nobody else changes it meanwhile, nor saves. */
static int look_and_write(const struct template *template, const struct client_target *target,
	struct decisions *ret_whole, struct reeve_error *error)
{
	struct template *in_force;
	struct decisions each;
	int result = decided_now(template, &in_force, &each, error);

	*ret_whole = (struct decisions){0};
	if (result < 0)
		return -1;
	decided_gather(in_force, &each, ret_whole);
	result = saved_write(target, ret_whole, error);
	decisions_done(&each);
	template_free(in_force);
	return result;
}

static int tell(struct reeve_context *context, const struct template *template, const json_t *texts)
{
	char *text = texts ? decided_join(texts) : NULL;
	char lead[CONTEXT_LEAD_SIZE];
	int code = 0;

	context_lead(context, template->name, "", lead);
	if (!text)
		code = fail_with(context, template, REEVE_EXIT_FAILED, "out of memory");
	else
		reeve_note(context, "%ssaved: %s", lead,
			*text ? text : "nothing differs from the template");
	free(text);
	return code;
}

static int save(struct reeve_context *context, const struct template *template, json_t *documents)
{
	const struct client_target target = {.name = template->name,
		.template_path = template->path,
		.places = in_force_places(template)};
	struct decisions whole = {0};
	struct reeve_error error;
	json_t *texts;
	struct fresh fresh;
	int code = fresh_take_turn(context, template, &fresh);

	if (code)
		return code;
	if (look_and_write(template, &target, &whole, &error) < 0) {
		code = fail_with(context, template, error.code, error.text);
	} else {
		texts = decided_texts(&whole);
		code = tell(context, template, texts);
		document_add(documents, context, template, &whole);
		json_decref(texts);
	}
	fresh_done(&fresh);
	decisions_done(&whole);
	return code;
}

static int save_one(
	struct reeve_context *context, const struct template *template, json_t *documents)
{
	size_t from = context->failures.length;
	int code = save(context, template, documents);

	if (code)
		document_add_failure(documents, context, template, code, from);
	return code;
}

int reeve_client_save(struct reeve_context *context)
{
	json_t *documents = json_array();
	int code = 0;

	for (size_t i = 0; i < context->command_count; i++)
		code = worst_code(code, save_one(context, context->commands[i], documents));
	if (reeve_context_json(context))
		document_print(context, documents, code);
	json_decref(documents);
	return code ? code : context->failure_code;
}
