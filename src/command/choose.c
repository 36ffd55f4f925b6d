/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "command/context.h"
#include "command/quote.h"
#include "config/template.h"
#include "reeve/context.h"

/* Index of the command of this name; SIZE_MAX: there is none. */
static size_t find(const struct reeve_context *context, const char *name, size_t length)
{
	for (size_t i = 0; i < context->command_count; i++)
		if (strncmp(context->commands[i]->name, name, length) == 0 &&
			!context->commands[i]->name[length])
			return i;
	return SIZE_MAX;
}

static int refuse(struct reeve_context *context, const char *name, size_t length)
{
	const char **names = calloc(context->command_count, sizeof *names);
	char *word = strndup(name, length);
	const char *nearest = NULL;
	struct quote quote;

	for (size_t i = 0; names && i < context->command_count; i++)
		names[i] = context->commands[i]->name;
	if (names && word)
		nearest = text_nearest(word, names, context->command_count);
	quote = quote_text(name, length);
	if (nearest)
		reeve_fail(context, REEVE_EXIT_USAGE,
			"there is no command '%s', did you mean '%s'?", quote.text, nearest);
	else
		reeve_fail(context, REEVE_EXIT_USAGE, "there is no command '%s'", quote.text);
	free(names);
	free(word);
	return REEVE_EXIT_USAGE;
}

/* Marks what is named; says all that is wrong. */
static int mark(struct reeve_context *context, const char *names, bool *marks)
{
	int code = 0;

	for (;;) {
		size_t length = strcspn(names, ",");
		size_t found = find(context, names, length);

		if (found == SIZE_MAX)
			code = refuse(context, names, length);
		else
			marks[found] = true;
		if (!names[length])
			return code;
		names += length + 1;
	}
}

int reeve_context_choose(struct reeve_context *context, const char *names)
{
	struct template **chosen = calloc(context->command_count, sizeof *chosen);
	bool *marks = calloc(context->command_count, sizeof *marks);
	size_t count = 0;
	int code;

	if (!chosen || !marks)
		code = reeve_fail(context, REEVE_EXIT_FAILED, "out of memory");
	else
		code = mark(context, names, marks);
	for (size_t i = 0; code == 0 && i < context->command_count; i++)
		if (marks[i])
			chosen[count++] = context->commands[i];
	free(marks);
	if (code) {
		free(chosen);
		return code;
	}
	free(context->chosen);
	context->commands = context->chosen = chosen;
	context->command_count = count;
	return 0;
}
