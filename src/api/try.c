/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/names.h"
#include "api/part.h"
#include "command/context.h"
#include "config/template.h"
#include "reeve/client.h"

static struct template *find(const struct reeve_context *context, const char *program)
{
	for (size_t i = 0; i < context->command_count; i++)
		if (template_program(context->commands[i], program))
			return context->commands[i];
	return NULL;
}

/* Before anything is done for it. */
static int check(struct reeve_context *context, const char *program)
{
	const char *const names[] = {program, NULL};
	struct reeve_error error;

	if (reeve_param_bool(context, "background", false) || reeve_context_json(context))
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"what is tried runs in the foreground and says what it says itself");
	if (find(context, program))
		return 0;
	if (names_check_all(context->commands, context->command_count, names, &error) < 0)
		return reeve_fail(context, error.code, "%s", error.text);
	return reeve_fail(context, REEVE_EXIT_USAGE, "'%s' is not the name of a program", program);
}

int reeve_client_try(struct reeve_context *context, const char *program)
{
	struct template *const *commands = context->commands;
	size_t count = context->command_count;
	struct template *only;
	struct reeve_error error;
	int code = check(context, program);

	if (code)
		return code;
	only = find(context, program);
	if (template_single_out(only, program, &error) < 0)
		return reeve_fail(context, error.code, "%s", error.text);
	context->commands = &only;
	context->command_count = 1;
	code = part_try(context);
	context->commands = commands;
	context->command_count = count;
	/* It comes back only where it is not started. */
	return code ? code : reeve_fail(context, REEVE_EXIT_FAILED, "'%s' is being tried", program);
}
