/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/decisions/coming.h"

#include <stdlib.h>
#include <string.h>

#include "command/context.h"
#include "config/release.h"
#include "config/template.h"

int coming_fail(struct coming *coming, int code, const char *sentence)
{
	char lead[CONTEXT_LEAD_SIZE];

	context_lead(coming->context, coming->template->name, sentence, lead);
	return reeve_fail(coming->context, code, "%s%s", lead, sentence);
}

int coming_fail_memory(struct coming *coming)
{
	return coming_fail(coming, REEVE_EXIT_FAILED, "out of memory");
}

int coming_act(struct coming *coming, const char *const *names,
	int (*action)(struct reeve_context *context, const char *const *names))
{
	struct reeve_context inner;
	int code = REEVE_EXIT_FAILED;
	char *line, *rest;

	context_init(&inner, coming->context->template, coming->context->name,
		coming->context->action, NULL);
	inner.commands = &coming->template;
	inner.command_count = 1;
	if (reeve_param_set_bool(&inner, "background",
		    reeve_param_bool(coming->context, "background", false)) == 0)
		code = action(&inner, names);
	rest = inner.failures.data;
	if (code && !rest)
		coming_fail_memory(coming);
	while (code && rest && (line = strsep(&rest, "\n")))
		coming_fail(coming, code, line);
	coming->already |= inner.already;
	context_done(&inner);
	return code;
}

char **coming_names(const struct decisions *decisions, enum decision_kind kind)
{
	char **names = calloc(decisions->count + 1, sizeof *names);
	size_t count = 0;

	for (size_t i = 0; names && i < decisions->count; i++) {
		if (decisions->items[i].kind != kind)
			continue;
		names[count] = strdup(decisions->items[i].name);
		if (!names[count++]) {
			release_list(names);
			return NULL;
		}
	}
	return names;
}

int coming_sort_out(struct coming *coming, struct template *template, struct decisions *ret_kept)
{
	struct reeve_error error;
	int result;

	decisions_done(&coming->left);
	result = decided_apply(template, &coming->saved, ret_kept, &coming->left, &error);
	return result < 0 ? coming_fail(coming, error.code, error.text) : 0;
}
