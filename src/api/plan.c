/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "api/aim.h"
#include "api/in_force.h"
#include "api/paper.h"
#include "api/part.h"
#include "api/plan_print.h"
#include "api/worst.h"
#include "base/clock.h"
#include "base/token.h"
#include "command/context.h"
#include "config/choice.h"
#include "config/plan.h"
#include "config/template.h"
#include "reeve/client.h"

/* What is done with all commands of a context, and what becomes of them. */
struct planning {
	struct aim aim; /* is_change: not a plan alone */
	struct paper paper;
	json_t *documents;
};

#define FIXED "'%s' cannot change while '%s' runs: a restart of the command changes it"

/* What a reload cannot do is said in words too. */
static void tell_fixed(struct reeve_context *context, const struct plan *plan)
{
	const struct plan_entry *command = &plan->entries[0];

	for (size_t i = 0; i < command->change_count; i++)
		if (command->changes[i].impact == IMPACT_FIXED)
			reeve_note(context, FIXED, command->changes[i].key, command->name);
}

/* Returns 0, or what reeve_fail() returned. */
static int check_fixed(
	struct reeve_context *context, const struct plan *plan, const struct fresh *fresh)
{
	const struct plan_entry *command = &plan->entries[0];
	unsigned has = in_force_notify_mode(fresh->before), needs = part_notify_mode(fresh->after);
	int code = 0;

	for (size_t i = 0; i < command->change_count; i++)
		if (command->changes[i].impact == IMPACT_FIXED)
			code = reeve_fail(context, REEVE_EXIT_FAILED, FIXED,
				command->changes[i].key, command->name);
	/* The guardian keeps that socket from the start on. */
	if (needs & ~has)
		code = reeve_fail(context, REEVE_EXIT_FAILED,
			"ready = \"notify\" or \"fd\" needs a socket that '%s' was started "
			"without: "
			"a restart of the command makes it",
			command->name);
	return code;
}

static bool changes_anything(const struct plan *plan)
{
	for (size_t i = 0; i < plan->entry_count; i++)
		if (plan->entries[i].change_count || plan->entries[i].is_added ||
			plan->entries[i].is_removed)
			return true;
	return false;
}

static uint64_t timeout_ns(const struct fresh *fresh)
{
	uint64_t now = clock_monotonic_ns();

	if (!fresh->deadline_ns)
		return part_reload_timeout_ns(fresh->before, fresh->after);
	return fresh->deadline_ns > now ? fresh->deadline_ns - now : 0;
}

static int ask(const struct fresh *fresh, const char *text, const char *token,
	struct client_result *ret_result)
{
	const struct client_target target = {.name = fresh->before->name,
		.template_path = fresh->before->path,
		.places = in_force_places(fresh->before)};
	const struct client_reload reload = {.turn = fresh->turn,
		.resolved = text,
		.token = token,
		.timeout_ns = timeout_ns(fresh)};

	return client_reload(&target, &reload, ret_result);
}

static int send_text(struct reeve_context *context, const struct fresh *fresh, const char *token)
{
	char *text = template_resolve(fresh->after);
	struct client_result result;
	char lead[CONTEXT_LEAD_SIZE];
	int code;

	if (!text)
		return reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	code = ask(fresh, text, token, &result);
	free(text);
	context_lead(context, fresh->before->name, result.text, lead);
	if (code)
		reeve_fail(context, code, "%s%s", lead, result.text);
	return code;
}

/* The text is the one in force: but is that what runs? */
static int go_on(struct reeve_context *context, const struct fresh *fresh)
{
	const char *token = fresh->before->reload_token;
	struct client_result result = {0};
	char lead[CONTEXT_LEAD_SIZE];
	int code = token ? ask(fresh, NULL, token, &result) : 0;

	context_lead(context, fresh->before->name, result.text, lead);
	if (code == REEVE_EXIT_FAILED)
		reeve_fail(context, code,
			"%snothing has changed since the last reload, which has failed: %s", lead,
			result.text);
	else if (code)
		reeve_fail(context, code, "%s%s", lead, result.text);
	else
		reeve_note(context, "%snothing has changed", lead);
	return code;
}

/* Applies what the plan says. */
static int apply(struct reeve_context *context, const struct aim *aim, const struct plan *plan,
	struct fresh *fresh)
{
	char lead[CONTEXT_LEAD_SIZE];
	struct token token;
	int code = check_fixed(context, plan, fresh);

	if (code)
		return code;
	if (!changes_anything(plan) && aim->kind == AIM_FILE && !aim->names)
		return go_on(context, fresh);
	if (!changes_anything(plan)) {
		context_lead(context, fresh->before->name, "", lead);
		reeve_note(context, "%snothing has changed", lead);
		return 0;
	}
	plan_number(plan, fresh->before, fresh->after, clock_realtime_ns());
	free(fresh->after->reload_token);
	fresh->after->reload_token = token_make(&token) < 0 ? NULL : strdup(token.text);
	if (!fresh->after->reload_token)
		return reeve_fail(context, REEVE_EXIT_FAILED, "cannot make a token");
	return send_text(context, fresh, token.text);
}

static int plan_one(
	struct reeve_context *context, struct template *template, struct planning *planning)
{
	struct plan *plan = NULL;
	struct fresh fresh;
	int code = aim_read(context, template, &planning->aim, &fresh);

	if (code == 0) {
		plan = plan_new(fresh.before, fresh.after);
		if (!plan)
			code = reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	}
	if (code == 0 && planning->aim.is_change)
		code = apply(context, &planning->aim, plan, &fresh);
	/* Single programs and numbers of workers change nothing of how a command is spoken to. */
	if (code == 0 && planning->aim.is_change && planning->aim.kind == AIM_FILE &&
		!planning->aim.names)
		in_force_note(fresh.whole ? fresh.whole : template);
	if (code == 0 && json_array_append_new(planning->documents,
				 plan_document(plan, template->name, context->action)) < 0)
		code = reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	if (code == 0 && !planning->aim.is_change) {
		plan_table(plan, &planning->paper);
		tell_fixed(context, plan);
	}
	plan_free(plan);
	fresh_done(&fresh);
	return code;
}

/* Of one command it is the document itself; what failed of it is said by the host. */
static void print_documents(
	struct reeve_context *context, const struct planning *planning, int code)
{
	json_t *document = NULL;
	char *text;

	if (context->command_count > 1)
		document = json_pack("{s:i, s:s, s:i, s:O}", "schema", 1, "action", context->action,
			"exit", code, "commands", planning->documents);
	else if (code == 0)
		document = json_incref(json_array_get(planning->documents, 0));
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

/* "all" is what is meant without names. */
static bool is_all(const char *const *names)
{
	while (*names && strcmp(*names, CHOICE_ALL) != 0)
		names++;
	return *names;
}

static int run(struct reeve_context *context, struct aim aim)
{
	struct planning planning = {.aim = aim};
	int code = 0;

	if (aim.kind == AIM_FILE && aim.names && is_all(aim.names))
		planning.aim.names = NULL;
	if (planning.aim.names && !planning.aim.names[0])
		return reeve_fail(context, REEVE_EXIT_USAGE, "no program is named");
	/* A name is one of one command. */
	if (planning.aim.names && context->command_count > 1 && !is_all(planning.aim.names))
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"programs of which command? Choose one of the %zu (-c=%s)",
			context->command_count, context->commands[0]->name);
	planning.documents = json_array();
	paper_init(&planning.paper, context);
	for (size_t i = 0; planning.documents && i < context->command_count; i++)
		code = worst_code(code, plan_one(context, context->commands[i], &planning));
	if (!planning.documents)
		code = reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	else if (reeve_context_json(context))
		print_documents(context, &planning, code);
	if (reeve_context_json(context))
		buffer_done(&planning.paper.text);
	else
		paper_print(&planning.paper, context);
	json_decref(planning.documents);
	return code ? code : context->failure_code;
}

int reeve_client_plan(struct reeve_context *context)
{
	return run(context, (struct aim){AIM_FILE, NULL, false});
}

int reeve_client_reload(struct reeve_context *context)
{
	return run(context, (struct aim){AIM_FILE, NULL, true});
}

int reeve_client_plan_programs(struct reeve_context *context, const char *const *names)
{
	return run(context, (struct aim){AIM_FILE, names, false});
}

int reeve_client_reload_programs(struct reeve_context *context, const char *const *names)
{
	return run(context, (struct aim){AIM_FILE, names, true});
}

int reeve_client_add_programs(struct reeve_context *context, const char *const *names)
{
	return run(context, (struct aim){AIM_ADD, names, true});
}

int reeve_client_delete_programs(struct reeve_context *context, const char *const *names)
{
	return run(context, (struct aim){AIM_DELETE, names, true});
}

int reeve_client_scale(struct reeve_context *context, const char *const *scales)
{
	return run(context, (struct aim){AIM_SCALE, scales, true});
}
