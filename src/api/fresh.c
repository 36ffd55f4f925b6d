/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/fresh.h"

#include <stdlib.h>
#include <string.h>

#include "api/binary.h"
#include "api/host.h"
#include "api/in_force.h"
#include "api/part.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"
#include "client/client.h"
#include "command/command.h"
#include "command/context.h"
#include "config/caller.h"
#include "config/template.h"

#define TURN_PATIENCE_NS (60 * NS_PER_SECOND)
#define MOMENT_NS NS_PER_SECOND

/* One of several goes by its name. */
static int find(struct reeve_context *context, const char *name, struct fresh *fresh)
{
	struct template *whole = fresh->whole;

	if (!whole->command_count)
		fresh->after = whole;
	for (size_t i = 0; i < whole->command_count; i++)
		if (strcmp(whole->commands[i]->name, name) == 0)
			fresh->after = whole->commands[i];
	if (fresh->after)
		return 0;
	return reeve_fail(
		context, REEVE_EXIT_TEMPLATE, "command '%s' is not in the template any more", name);
}

static struct client_target target_of(const struct template *template)
{
	return (struct client_target){.name = template->name,
		.template_path = template->path,
		.places = in_force_places(template)};
}

/* What a running command keeps is not there: it may just have ended. */
static int fail_unread(
	struct reeve_context *context, const struct template *template, const char *what)
{
	const struct client_target target = target_of(template);
	struct client_result result;

	if (client_running(&target, &result))
		return reeve_fail(context, result.code, "%s", result.text);
	return reeve_fail(context, REEVE_EXIT_FAILED, "cannot read %s '%s'", what, template->name);
}

static int load(struct reeve_context *context, const struct template *template, struct fresh *fresh)
{
	struct error_list errors = {0};
	struct buffer text = {0};
	char **environment = NULL;
	int result = in_force_environment(template, &text, &environment);

	if (result < 0) {
		fail_unread(context, template, "the environment of the start of");
	} else {
		caller_borrow(environment);
		fresh->whole = template_load(context->template->path, &errors);
		caller_borrow(NULL);
		/* By words without plugins nobody could speak to it any more. */
		if (fresh->whole && command_check_words(fresh->whole, &errors)) {
			template_free(fresh->whole);
			fresh->whole = NULL;
		}
		if (!fresh->whole)
			context_fail_all(context, &errors);
	}
	free(environment);
	buffer_done(&text);
	error_list_done(&errors);
	return fresh->whole ? find(context, template->name, fresh) : context->failure_code;
}

/* As long as another reload may take, by what is in force. */
static uint64_t usual_patience_ns(const struct template *template)
{
	struct template *running = in_force_load(template);
	uint64_t patience_ns = running ? part_reload_timeout_ns(running, running) : 0;

	template_free(running);
	return patience_ns > TURN_PATIENCE_NS ? patience_ns : TURN_PATIENCE_NS;
}

/* Who has waited for a moment hears for whom. */
int fresh_take_turn(
	struct reeve_context *context, const struct template *template, struct fresh *fresh)
{
	const struct client_target target = target_of(template);
	struct client_result result;
	char lead[CONTEXT_LEAD_SIZE];
	uint64_t patience_ns, first_ns;
	int code = part_patience_ns(context, &patience_ns);

	*fresh = (struct fresh){.turn = -1};
	if (code)
		return code;
	if (patience_ns < PART_FOREVER_NS)
		fresh->deadline_ns = clock_monotonic_ns() + patience_ns;
	else
		patience_ns = usual_patience_ns(template);
	first_ns = patience_ns < MOMENT_NS ? patience_ns : MOMENT_NS;
	code = client_take_turn(&target, first_ns, &fresh->turn, &result);
	context_lead(context, target.name, result.text, lead);
	if (code == REEVE_EXIT_TIMEOUT && first_ns < patience_ns) {
		reeve_note(context, "%s%s: waiting for its end", lead, result.text);
		code = client_take_turn(&target, patience_ns - first_ns, &fresh->turn, &result);
	}
	if (code == REEVE_EXIT_TIMEOUT)
		return reeve_fail(context, code, "%s%s; nothing was changed", lead, result.text);
	return code ? reeve_fail(context, code, "%s", result.text) : 0;
}

static int read_before(struct reeve_context *context, const struct template *template,
	bool is_change, struct fresh *fresh)
{
	const struct client_target target = target_of(template);
	struct client_result result;
	int code = is_change ? fresh_take_turn(context, template, fresh) : 0;

	if (code)
		return code;
	if (!is_change && client_running(&target, &result))
		return reeve_fail(context, result.code, "%s", result.text);
	fresh->before = in_force_load(template);
	if (fresh->before)
		return 0;
	return fail_unread(context, template, "the text in force of");
}

int fresh_read(struct reeve_context *context, struct template *template, bool is_change,
	struct fresh *ret_fresh)
{
	struct reeve_error error;
	int code;

	*ret_fresh = (struct fresh){.turn = -1};
	code = context_check_file(context);
	if (code == 0)
		code = read_before(context, template, is_change, ret_fresh);
	if (code)
		return code;
	/* What a program has composed is in its memory alone. */
	if (template->path[0])
		code = load(context, template, ret_fresh);
	else
		ret_fresh->after = template;
	if (code == 0 && host_bind(ret_fresh->after, &error) < 0)
		code = reeve_fail(context, error.code, "%s", error.text);
	if (code == 0 && binary_note(ret_fresh->after) < 0)
		code = reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	return code;
}

int fresh_copy(struct reeve_context *context, struct template *template, bool is_change,
	struct fresh *ret_fresh)
{
	int code;

	*ret_fresh = (struct fresh){.turn = -1};
	code = read_before(context, template, is_change, ret_fresh);
	if (code)
		return code;
	ret_fresh->after = ret_fresh->whole = in_force_load(template);
	if (ret_fresh->after)
		return 0;
	return fail_unread(context, template, "the text in force of");
}

void fresh_done(struct fresh *fresh)
{
	template_free(fresh->before);
	template_free(fresh->whole);
	fd_close(&fresh->turn);
}
