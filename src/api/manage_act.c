/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "api/manage.h"
#include "api/status/data.h"
#include "base/buffer.h"
#include "command/context.h"
#include "command/quote.h"
#include "config/template.h"
#include "reeve/client.h"

/* What stands for the templates of a job. */
struct stand_in {
	struct template whole; /* no more than a list of them */
	struct reeve_context context;
};

/* There is nobody to be told but the caller: the context has no output. */
static void stand_in_init(
	struct stand_in *stand_in, const struct manage_job *job, const char *action)
{
	static char no_name[] = "", no_path[] = "";

	stand_in->whole = (struct template){.name = no_name,
		.path = no_path,
		.commands = job->templates,
		.command_count = job->count};
	context_init(&stand_in->context, job->several ? &stand_in->whole : job->templates[0], "",
		action, NULL);
}

/* Sentences may carry foreign bytes, such as last words: who prints them is to be safe. */
static int stand_in_done(struct stand_in *stand_in, int code, struct failure *failure)
{
	struct buffer lines = {0};

	failure_clear(failure);
	if (code && stand_in->context.failures.data)
		quote_lines(&lines, "", stand_in->context.failures.data);
	if (lines.length)
		lines.data[lines.length - 1] = '\0';
	if (code)
		failure_set(failure, code, lines.data ? lines.data : failure_text(NULL));
	buffer_done(&lines);
	context_done(&stand_in->context);
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
	struct stand_in stand_in;
	int code = REEVE_EXIT_FAILED;

	stand_in_init(&stand_in, job, actions[action].name);
	if (reeve_param_set_bool(&stand_in.context, "background", job->background) == 0)
		code = actions[action].act(&stand_in.context);
	code = stand_in_done(&stand_in, code, failure);
	free_templates(job->templates, job->count);
	return code;
}

int manage_look(
	const struct manage_job *job, struct reeve_status **ret_status, struct failure *failure)
{
	struct template **kept = calloc(job->count + 1, sizeof *kept);
	struct stand_in stand_in;
	int code;

	*ret_status = NULL;
	stand_in_init(&stand_in, job, "status");
	code = kept ? reeve_status_read(&stand_in.context, ret_status) : REEVE_EXIT_FAILED;
	code = stand_in_done(&stand_in, code ? code : stand_in.context.failure_code, failure);
	if (!*ret_status) {
		free(kept);
		free_templates(job->templates, job->count);
		return code;
	}
	memcpy(kept, job->templates, job->count * sizeof *kept);
	(*ret_status)->owned = kept;
	return code;
}
