/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/manage.h"
#include "api/status_data.h"
#include "base/buffer.h"
#include "command/context.h"
#include "command/quote.h"
#include "config/template.h"
#include "reeve/client.h"

static const char no_memory[] = "out of memory";

int failure_clear(struct failure *failure)
{
	failure_done(failure);
	return 0;
}

int failure_set(struct failure *failure, int code, const char *text)
{
	/* text may be the failure's own. */
	char *copy = strdup(text);

	failure_done(failure);
	*failure = (struct failure){code, copy};
	return code;
}

int failure_say(struct failure *failure, int code, const char *format, ...)
{
	char text[sizeof((struct reeve_error *)0)->text];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return failure_set(failure, code, text);
}

int failure_take(struct failure *failure, const struct error_list *errors)
{
	char line[sizeof(struct reeve_error)];
	struct buffer text = {0};
	int code = error_list_code(errors);

	for (size_t i = 0; i < errors->count; i++) {
		error_format(&errors->items[i], line, sizeof line);
		buffer_printf(&text, "%s%s", i ? "\n" : "", line);
	}
	failure_set(failure, code ? code : REEVE_EXIT_FAILED, text.data ? text.data : no_memory);
	buffer_done(&text);
	return failure->code;
}

const char *failure_text(const struct failure *failure)
{
	if (failure && !failure->code)
		return "";
	return failure && failure->text ? failure->text : no_memory;
}

void failure_done(struct failure *failure)
{
	free(failure->text);
	*failure = (struct failure){0};
}

/* What stands for the templates of a job. */
struct cast {
	struct template whole; /* no more than a list of them */
	struct reeve_context context;
};

/* There is nobody to be told but the caller: the context has no output. */
static void cast_init(struct cast *cast, const struct manage_job *job, const char *action)
{
	static char no_name[] = "", no_path[] = "";

	cast->whole = (struct template){.name = no_name,
		.path = no_path,
		.commands = job->templates,
		.command_count = job->count};
	context_init(
		&cast->context, job->several ? &cast->whole : job->templates[0], "", action, NULL);
}

/* Sentences may carry foreign bytes, such as last words: who prints them is to be safe. */
static int cast_done(struct cast *cast, int code, struct failure *failure)
{
	struct buffer lines = {0};

	failure_clear(failure);
	if (code && cast->context.failures.data)
		quote_lines(&lines, "", cast->context.failures.data);
	if (lines.length)
		lines.data[lines.length - 1] = '\0';
	if (code)
		failure_set(failure, code, lines.data ? lines.data : no_memory);
	buffer_done(&lines);
	context_done(&cast->context);
	return code;
}

static void free_templates(struct template *const *templates, size_t count)
{
	for (size_t i = 0; i < count; i++)
		template_free(templates[i]);
}

int manage_act(const struct manage_job *job, enum manage_action action, struct failure *failure)
{
	static const struct {
		const char *name;
		int (*act)(struct reeve_context *context);
	} actions[] = {
		[MANAGE_START] = {"start", reeve_client_start},
		[MANAGE_STOP] = {"stop", reeve_client_stop},
		[MANAGE_RESTART] = {"restart", reeve_client_restart},
		[MANAGE_WAKEUP] = {"wakeup", reeve_client_wakeup},
	};
	struct cast cast;
	int code = REEVE_EXIT_FAILED;

	cast_init(&cast, job, actions[action].name);
	if (reeve_param_set_bool(&cast.context, "background", job->background) == 0)
		code = actions[action].act(&cast.context);
	code = cast_done(&cast, code, failure);
	free_templates(job->templates, job->count);
	return code;
}

int manage_look(
	const struct manage_job *job, struct reeve_status **ret_status, struct failure *failure)
{
	struct template **kept = calloc(job->count + 1, sizeof *kept);
	struct cast cast;
	int code;

	*ret_status = NULL;
	cast_init(&cast, job, "status");
	code = kept ? reeve_status_read(&cast.context, ret_status) : REEVE_EXIT_FAILED;
	code = cast_done(&cast, code ? code : cast.context.failure_code, failure);
	if (!*ret_status) {
		free(kept);
		free_templates(job->templates, job->count);
		return code;
	}
	memcpy(kept, job->templates, job->count * sizeof *kept);
	(*ret_status)->owned = kept;
	return code;
}
