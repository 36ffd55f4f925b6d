/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "reeve/status.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/in_force.h"
#include "api/status/data.h"
#include "api/table.h"
#include "api/status/verdict.h"
#include "api/status/verdict_tree.h"
#include "api/worst.h"
#include "base/error.h"
#include "client/client.h"
#include "command/context.h"
#include "config/template.h"
#include "supervisor/supervisor.h"

static void add_worker_text(
	struct reeve_status *status, size_t index, const char *lead, size_t length)
{
	const struct status_worker *worker = &status->facts->workers[index];
	const struct scoreboard_slot *slot = &worker->slot;
	char cause[192];

	status->worker_text[index] = status->text.length;
	buffer_add(&status->text, lead, length);
	buffer_text(&status->text, slot->program);
	buffer_char(&status->text, '.');
	table_add_number(&status->text, slot->instance);
	buffer_char(&status->text, '\0');
	if (slot->cause == CHILD_CAUSE_GROUP)
		verdict_group(status->facts, worker, cause, sizeof cause);
	else if (slot->cause == CHILD_CAUSE_NEED)
		verdict_need(status->facts, slot, cause, sizeof cause);
	else
		verdict_cause(slot, status->facts->taken_ns, cause, sizeof cause);
	buffer_add(&status->text, cause, strlen(cause) + 1);
}

/* Every title and cause, once: a thousand workers are a thousand pieces of one text. */
static int make_text(struct reeve_status *status)
{
	struct buffer *text = &status->text;
	struct buffer lead = {0};
	size_t count = status->facts ? status->facts->worker_count : 0;

	status->worker_text = calloc(count ? count : 1, sizeof *status->worker_text);
	buffer_printf(&lead, "%s:Worker:%s.", status->title_prefix, status->command);
	if (!status->worker_text || lead.failed) {
		buffer_done(&lead);
		return -ENOMEM;
	}
	status->shown = count;
	buffer_printf(text, "%s:Guardian:%s", status->title_prefix, status->command);
	buffer_char(text, '\0');
	status->master_title = text->length;
	buffer_printf(text, "%s:Master:%s", status->title_prefix, status->command);
	buffer_char(text, '\0');
	for (size_t i = 0; i < count; i++)
		add_worker_text(status, i, lead.data, lead.length);
	buffer_done(&lead);
	return text->failed ? -ENOMEM : 0;
}

/* The scoreboard knows under which name and prefix it runs; the template may have changed since. */
static int make_status(const struct template *template, struct reeve_status *status)
{
	const struct scoreboard *scoreboard = status->facts ? status->facts->scoreboard : NULL;

	status->command = strdup(template->name);
	status->title_prefix =
		strdup(scoreboard ? scoreboard_title_prefix(scoreboard) : template->title_prefix);
	if (!status->command || !status->title_prefix)
		return -ENOMEM;
	return make_text(status);
}

static int read_facts(
	const struct template *template, struct status **ret_facts, struct reeve_error *error)
{
	struct rundir rundir = RUNDIR_NONE;
	int result = in_force_open_rundir(template, &rundir, error);

	if (result < 0 && error->code != REEVE_EXIT_REFUSED)
		error->code = REEVE_STATUS_UNKNOWN;
	if (result == 0)
		result = status_read(&rundir, ret_facts, error);
	rundir_close(&rundir);
	return result;
}

const struct template *status_find_template(
	struct reeve_context *context, const struct reeve_status *status, struct template **ret_own)
{
	static const char sentence[] =
		"the template in force cannot be read: this is what the file says";
	const struct template *template = status->template;
	char lead[CONTEXT_LEAD_SIZE];

	*ret_own = NULL;
	if (!status->facts || !status->facts->scoreboard)
		return template;
	*ret_own = in_force_load(template);
	if (!*ret_own) {
		context_lead(context, status->command, sentence, lead);
		reeve_note(context, "%s%s", lead, sentence);
	}
	return *ret_own ? *ret_own : template;
}

/* Two templates of one name would be told about each other's processes. */
static int check_owner(
	const struct template *template, const struct status *facts, struct reeve_error *error)
{
	const char *theirs =
		facts->scoreboard ? scoreboard_template_path(facts->scoreboard) : template->path;

	return client_check_owner(template->name, theirs, template->path, error);
}

/* What cannot be told is kept in the part: it hides nothing of the others. Returns -ENOMEM only
 * where there is no memory for that. */
static int read_part(const struct template *template, struct reeve_status *status)
{
	struct reeve_error error;
	int result = read_facts(template, &status->facts, &error);

	status->template = template;
	if (result == 0)
		result = check_owner(template, status->facts, &error);
	if (make_status(template, status) < 0)
		return -ENOMEM;
	if (result == 0)
		return 0;
	status_free(status->facts);
	status->facts = NULL;
	status->code = error.code;
	status->reason = strdup(error.text);
	return status->reason ? 0 : -ENOMEM;
}

static int read_parts(struct reeve_context *context, struct reeve_status *status)
{
	size_t count = context->command_count;

	if (count == 1)
		return read_part(context->commands[0], status);
	status->command = strdup(reeve_context_command(context));
	status->parts = calloc(count, sizeof *status->parts);
	if (!status->command || !status->parts)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		status->parts[i] = calloc(1, sizeof **status->parts);
		if (!status->parts[i])
			return -ENOMEM;
		status->part_count++;
		if (read_part(context->commands[i], status->parts[i]) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* Says what could not be told. */
static void tell_failures(struct reeve_context *context, const struct reeve_status *status)
{
	for (size_t i = 0; i < reeve_status_part_count(status); i++) {
		const struct reeve_status *part = reeve_status_part(status, i);

		char lead[CONTEXT_LEAD_SIZE];

		if (!part->code)
			continue;
		context_lead(context, part->command, part->reason, lead);
		reeve_fail(context, part->code, "%s%s", lead, part->reason);
	}
}

int reeve_status_read(struct reeve_context *context, struct reeve_status **ret_status)
{
	struct reeve_status *status = calloc(1, sizeof *status);
	int code;

	*ret_status = NULL;
	if (!status || read_parts(context, status) < 0) {
		reeve_status_free(status);
		return reeve_fail(context, REEVE_EXIT_FAILED, "%s", strerror(ENOMEM));
	}
	tell_failures(context, status);
	code = status->code;
	if (code) {
		reeve_status_free(status);
		return code;
	}
	*ret_status = status;
	return 0;
}

void reeve_status_free(struct reeve_status *status)
{
	if (!status)
		return;
	for (size_t i = 0; i < status->part_count; i++)
		reeve_status_free(status->parts[i]);
	free(status->parts);
	for (size_t i = 0; status->owned && status->owned[i]; i++)
		template_free(status->owned[i]);
	free(status->owned);
	status_free(status->facts);
	buffer_done(&status->text);
	free(status->worker_text);
	free(status->title_prefix);
	free(status->command);
	free(status->reason);
	free(status);
}

size_t reeve_status_part_count(const struct reeve_status *status)
{
	return status->parts ? status->part_count : 1;
}

const struct reeve_status *reeve_status_part(const struct reeve_status *status, size_t index)
{
	if (index >= reeve_status_part_count(status))
		return NULL;
	return status->parts ? status->parts[index] : status;
}

const char *reeve_status_command(const struct reeve_status *status)
{
	return status->command;
}

int reeve_status_exit(const struct reeve_status *status)
{
	int code = 0;

	for (size_t i = 0; i < reeve_status_part_count(status); i++) {
		const struct reeve_status *part = reeve_status_part(status, i);

		if (!part->facts)
			code = worst_code(code, part->code);
		else if (!part->chosen)
			code = worst_code(code, verdict_exit(part->facts));
		else if (part->shown || !status->parts)
			code = worst_code(code, verdict_exit_of(part->facts, part->shown));
	}
	return code;
}

bool reeve_status_running(const struct reeve_status *status)
{
	for (size_t i = 0; i < reeve_status_part_count(status); i++) {
		const struct reeve_status *part = reeve_status_part(status, i);

		if (!part->facts || !part->facts->running)
			return false;
	}
	return true;
}

bool reeve_pid_alive(pid_t pid)
{
	return status_pid_alive(pid);
}
