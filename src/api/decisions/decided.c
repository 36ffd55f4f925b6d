/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/decisions/decided.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/in_force.h"
#include "api/names.h"
#include "client/status.h"
#include "config/mix.h"
#include "config/template.h"
#include "supervisor/supervisor.h"

/* A stop of the whole command is written before anybody is stopped by it. */
static int check_life(
	const struct template *template, const struct status *status, struct reeve_error *error)
{
	struct scoreboard_command command;

	if (!status->running || !status->scoreboard)
		return error_set(
			error, REEVE_EXIT_NOT_RUNNING, "'%s' is not running", template->name);
	scoreboard_get_command(status->scoreboard, &command);
	if (command.wanted == CHILD_WANTED_STOPPED || command.phase >= SUPERVISOR_STOPPING)
		return error_set(
			error, REEVE_EXIT_NOT_RUNNING, "'%s' is being stopped", template->name);
	if (command.phase < SUPERVISOR_RUNNING)
		return error_set(error, REEVE_EXIT_FAILED,
			"'%s' is still starting: what is decided about it is known once it runs",
			template->name);
	return 0;
}

static void add_worker(struct decisions *decisions, enum decision_kind kind, const char *program,
	unsigned instance)
{
	char name[DECISION_NAME_MAX + 1];

	snprintf(name, sizeof name, "%s.%u", program, instance);
	decisions_add(decisions, kind, name, 0);
}

static void look_at_workers(const struct status *status, struct decisions *each)
{
	for (size_t i = 0; i < status->worker_count; i++) {
		const struct scoreboard_slot *slot = &status->workers[i].slot;

		if (slot->flags & SLOT_SPARE)
			continue;
		if (slot->wanted == CHILD_WANTED_STOPPED)
			add_worker(each, DECISION_STOPPED, slot->program, slot->instance);
		else if (slot->flags & SLOT_PAUSED)
			add_worker(each, DECISION_PAUSED, slot->program, slot->instance);
	}
	for (size_t i = 1; i < status->node_count; i++)
		if (status->nodes[i].slot.wanted == CHILD_WANTED_STOPPED)
			decisions_add(each, DECISION_STOPPED, status->nodes[i].slot.program, 0);
}

static void look_at_programs(const struct template *in_force, struct decisions *each)
{
	for (size_t i = 0; i < in_force->program_count; i++)
		if (in_force->programs[i].scaled_from)
			decisions_add(each, DECISION_SCALED, in_force->programs[i].name,
				in_force->programs[i].workers);
	for (char **name = in_force->deleted; name && *name; name++)
		decisions_add(each, DECISION_DELETED, *name, 0);
}

int decided_now(const struct template *template, struct template **ret_in_force,
	struct decisions *ret_each, struct reeve_error *error)
{
	struct rundir rundir = RUNDIR_NONE;
	struct status *status = NULL;
	int result = in_force_open_rundir(template, &rundir, error);

	*ret_in_force = NULL;
	*ret_each = (struct decisions){0};
	if (result == 0)
		result = status_read(&rundir, &status, error);
	if (result == 0) {
		look_at_workers(status, ret_each);
		result = check_life(template, status, error);
	}
	if (result == 0) {
		*ret_in_force = in_force_load(template);
		if (!*ret_in_force)
			result = error_set(error, REEVE_EXIT_FAILED,
				"cannot read the text in force of '%s'", template->name);
		else
			look_at_programs(*ret_in_force, ret_each);
	}
	if (result == 0 && ret_each->failed)
		result = error_set(error, REEVE_EXIT_FAILED, "out of memory");
	if (result < 0)
		decisions_done(ret_each);
	status_free(status);
	rundir_close(&rundir);
	return result;
}

static bool is_about_workers(enum decision_kind kind)
{
	return kind == DECISION_STOPPED || kind == DECISION_PAUSED;
}

/* "web.2" of "web". */
static bool is_worker(const struct decision *decision, const char *program)
{
	size_t length = strlen(program);
	const char *number = decision->name + length + 1;

	return strncmp(decision->name, program, length) == 0 && decision->name[length] == '.' &&
	       *number && strspn(number, "0123456789") == strlen(number);
}

static void gather_program(const struct program *program, enum decision_kind kind,
	const struct decisions *each, struct decisions *whole)
{
	size_t count = 0;

	for (size_t i = 0; i < each->count; i++)
		count += each->items[i].kind == kind && is_worker(&each->items[i], program->name);
	if (count >= program->workers)
		decisions_add(whole, kind, program->name, 0);
	for (size_t i = 0; count < program->workers && i < each->count; i++)
		if (each->items[i].kind == kind && is_worker(&each->items[i], program->name))
			decisions_add(whole, kind, each->items[i].name, 0);
}

static bool is_gathered(const struct template *template, const struct decision *decision)
{
	if (!is_about_workers(decision->kind))
		return false;
	for (size_t i = 0; i < template->program_count; i++)
		if (is_worker(decision, template->programs[i].name))
			return true;
	return false;
}

void decided_gather(
	const struct template *template, const struct decisions *each, struct decisions *whole)
{
	*whole = (struct decisions){.failed = each->failed};
	for (size_t i = 0; i < template->program_count; i++)
		gather_program(&template->programs[i], DECISION_STOPPED, each, whole);
	for (size_t i = 0; i < template->program_count; i++)
		gather_program(&template->programs[i], DECISION_PAUSED, each, whole);
	for (size_t i = 0; i < each->count; i++)
		if (!is_gathered(template, &each->items[i]))
			decisions_add(whole, each->items[i].kind, each->items[i].name,
				each->items[i].workers);
}

void decided_spread(
	const struct template *template, const struct decisions *whole, struct decisions *each)
{
	*each = (struct decisions){.failed = whole->failed};
	for (size_t i = 0; i < whole->count; i++) {
		const struct decision *one = &whole->items[i];
		const struct program *program =
			is_about_workers(one->kind) ? template_program(template, one->name) : NULL;

		if (!program)
			decisions_add(each, one->kind, one->name, one->workers);
		for (unsigned n = 1; program && n <= program->workers; n++)
			add_worker(each, one->kind, program->name, n);
	}
}

static int scale_program(
	struct template *template, const struct decision *decision, struct reeve_error *error)
{
	char value[DECISION_NAME_MAX + 16];

	snprintf(value, sizeof value, "%s=%u", decision->name, decision->workers);
	if (template_set_workers(&template, 1, value, error) == 0)
		return 0;
	error->code = REEVE_EXIT_FAILED;
	return error_lead(error, "what was decided about '%s'", decision->name);
}

static bool is_deleted(const struct template *template, const char *name)
{
	for (char **deleted = template->deleted; deleted && *deleted; deleted++)
		if (strcmp(*deleted, name) == 0)
			return true;
	return false;
}

static bool is_there(const struct template *template, const struct decision *decision)
{
	const char *name = decision->name;

	switch (decision->kind) {
	case DECISION_SCALED:
		return template_program(template, name) != NULL;
	case DECISION_DELETED:
		return template_program(template, name) || is_deleted(template, name);
	default:
		/* The outermost supervisor is up as long as the command is. */
		return names_has(template, name) &&
		       !(template->node_count && strcmp(template->nodes[0].name, name) == 0);
	}
}

/* Those that go leave together: one of them may need another. */
static int take_out(
	struct template *template, const struct decisions *kept, struct reeve_error *error)
{
	const char **names = calloc(kept->count + 1, sizeof *names);
	size_t count = 0;
	int result = 0;

	if (!names)
		return error_set(error, REEVE_EXIT_FAILED, "out of memory");
	for (size_t i = 0; i < kept->count; i++)
		if (kept->items[i].kind == DECISION_DELETED &&
			template_program(template, kept->items[i].name))
			names[count++] = kept->items[i].name;
	if (count > 0 && mix_delete(template, template, names, error) < 0)
		result = error_lead(error, "what was decided about '%s'", names[0]);
	free(names);
	return result;
}

/* Numbers first: a worker may be there by them alone. */
int decided_apply(struct template *template, const struct decisions *decisions,
	struct decisions *ret_kept, struct decisions *ret_left, struct reeve_error *error)
{
	int result = 0;

	*ret_kept = *ret_left = (struct decisions){0};
	for (size_t i = 0; i < decisions->count && result == 0; i++)
		if (decisions->items[i].kind == DECISION_SCALED &&
			is_there(template, &decisions->items[i]))
			result = scale_program(template, &decisions->items[i], error);
	for (size_t i = 0; i < decisions->count && result == 0; i++) {
		const struct decision *one = &decisions->items[i];

		decisions_add(is_there(template, one) ? ret_kept : ret_left, one->kind, one->name,
			one->workers);
	}
	if (result == 0 && (ret_kept->failed || ret_left->failed))
		result = error_set(error, REEVE_EXIT_FAILED, "out of memory");
	return result == 0 ? take_out(template, ret_kept, error) : -1;
}

json_t *decided_texts(const struct decisions *decisions)
{
	json_t *texts = json_array();
	char text[DECISION_NAME_MAX + 48];

	for (size_t i = 0; texts && i < decisions->count; i++) {
		const struct decision *one = &decisions->items[i];

		snprintf(text, sizeof text, "%s %s", one->name, decision_word(one->kind));
		if (one->kind == DECISION_SCALED)
			snprintf(text + strlen(text), sizeof text - strlen(text), " to %u",
				one->workers);
		if (json_array_append_new(texts, json_string(text)) < 0) {
			json_decref(texts);
			return NULL;
		}
	}
	return texts;
}

char *decided_join(const json_t *texts)
{
	struct buffer joined = {0};

	buffer_text(&joined, "");
	for (size_t i = 0; i < json_array_size(texts); i++)
		buffer_printf(&joined, "%s%s", i ? ", " : "",
			json_string_value(json_array_get(texts, i)));
	return buffer_take(&joined);
}
