/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/decisions/decided.h"
#include "api/decisions/document.h"
#include "api/in_force.h"
#include "api/names.h"
#include "api/worst.h"
#include "command/context.h"
#include "config/template.h"
#include "reeve/client.h"

/* One command that is brought back. */
struct return_of {
	struct reeve_context *context; /* the user's */
	struct template *template;     /* of the command */
	struct decisions saved;
	struct decisions left; /* about what is not there any more */
	bool already;	       /* it ran before */
	json_t *changed;       /* of what ran: texts */
};

static int fail_with(struct return_of *of, int code, const char *sentence)
{
	char lead[CONTEXT_LEAD_SIZE];

	context_lead(of->context, of->template->name, sentence, lead);
	return reeve_fail(of->context, code, "%s%s", lead, sentence);
}

static int fail_out_of_memory(struct return_of *of)
{
	return fail_with(of, REEVE_EXIT_FAILED, "out of memory");
}

/* Each word by which it is done is an action by itself, of which the user hears only why it failed.
 */
static int act(struct return_of *of, const char *const *names,
	int (*word)(struct reeve_context *context, const char *const *names))
{
	struct reeve_context inner;
	int code = REEVE_EXIT_FAILED;
	char *line, *rest;

	context_init(&inner, of->context->template, of->context->name, of->context->action, NULL);
	inner.commands = &of->template;
	inner.command_count = 1;
	if (reeve_param_set_bool(
		    &inner, "background", reeve_param_bool(of->context, "background", false)) == 0)
		code = word(&inner, names);
	rest = inner.failures.data;
	if (code && !rest)
		fail_out_of_memory(of);
	while (code && rest && (line = strsep(&rest, "\n")))
		fail_with(of, code, line);
	of->already |= inner.already;
	context_done(&inner);
	return code;
}

static int start_command(struct reeve_context *context, const char *const *names)
{
	return reeve_client_start(context);
}

static void free_names(char **names)
{
	for (char **name = names; name && *name; name++)
		free(*name);
	free(names);
}

/* Of one kind, ended by NULL. NULL: no memory. */
static char **list_names(const struct decisions *decisions, enum decision_kind kind)
{
	char **names = calloc(decisions->count + 1, sizeof *names);
	size_t count = 0;

	for (size_t i = 0; names && i < decisions->count; i++) {
		if (decisions->items[i].kind != kind)
			continue;
		names[count] = strdup(decisions->items[i].name);
		if (!names[count++]) {
			free_names(names);
			return NULL;
		}
	}
	return names;
}

static void tell(struct return_of *of, const char *lead_in, const json_t *texts)
{
	char *text = texts ? decided_join(texts) : NULL;
	char lead[CONTEXT_LEAD_SIZE];

	context_lead(of->context, of->template->name, "", lead);
	if (text && *text)
		reeve_note(of->context, "%s%s%s", lead, lead_in, text);
	free(text);
}

static void tell_left(struct return_of *of)
{
	char lead[CONTEXT_LEAD_SIZE];

	context_lead(of->context, of->template->name, "", lead);
	for (size_t i = 0; i < of->left.count; i++)
		reeve_note(of->context, "%s'%s' was %s, and is not there any more: left out", lead,
			of->left.items[i].name, decision_word(of->left.items[i].kind));
}

/* Sorts out what was saved about whom this template does not have. */
static int sort_out(struct return_of *of, struct template *template, struct decisions *ret_kept)
{
	struct reeve_error error;
	int result;

	decisions_done(&of->left);
	result = decided_apply(template, &of->saved, ret_kept, &of->left, &error);
	return result < 0 ? fail_with(of, error.code, error.text) : 0;
}

/* The text in force says it, so that it holds before anything is started, whoever dies then. */
static int put_into_template(struct return_of *of, const struct decisions *kept)
{
	of->template->stopped = list_names(kept, DECISION_STOPPED);
	of->template->paused = list_names(kept, DECISION_PAUSED);
	return of->template->stopped && of->template->paused ? 0 : fail_out_of_memory(of);
}

static void tell_start(struct return_of *of, const struct decisions *kept)
{
	json_t *texts = decided_texts(kept);

	tell_left(of);
	tell(of, "starts with ", texts);
	json_decref(texts);
	/* In the foreground this process image ends with a start. */
	context_flush(of->context);
}

/* Or finds it running. */
static int start(struct return_of *of, bool seems_running)
{
	struct decisions kept;
	int code = sort_out(of, of->template, &kept);

	if (code == 0)
		code = put_into_template(of, &kept);
	if (code == 0 && !seems_running)
		tell_start(of, &kept);
	if (code == 0)
		code = act(of, NULL, start_command);
	if (code == 0 && seems_running && !of->already)
		tell_start(of, &kept);
	decisions_done(&kept);
	return code;
}

static void add_change(struct return_of *of, const char *name, const char *what)
{
	char text[DECISION_NAME_MAX + 48];

	snprintf(text, sizeof text, "%s %s", name, what);
	json_array_append_new(of->changed, json_string(text));
}

/* By what single words it comes about. */
struct word {
	enum decision_kind kind;
	const char *done;
	int (*act)(struct reeve_context *context, const char *const *names);
	bool back; /* for those that are so now and were not, else the other way round */
};

static const struct word words[] = {
	{DECISION_STOPPED, "stopped", reeve_client_stop_programs, false},
	{DECISION_DELETED, "added", reeve_client_add_programs, true},
	{DECISION_DELETED, "deleted", reeve_client_delete_programs, false},
#define REARRANGING 3 /* of them come before the numbers of workers */
	{DECISION_STOPPED, "started", reeve_client_start_programs, true},
	{DECISION_PAUSED, "paused", reeve_client_pause_programs, false},
	{DECISION_PAUSED, "resumed", reeve_client_resume_programs, true},
};

#define WORD_COUNT (sizeof words / sizeof words[0])

/* What runs, as far as it matters here: worker by worker. */
struct view {
	struct template *in_force;
	struct decisions now, then;
};

static void view_done(struct view *view)
{
	template_free(view->in_force);
	decisions_done(&view->now);
	decisions_done(&view->then);
	*view = (struct view){0};
}

static int look(struct return_of *of, struct view *view)
{
	struct reeve_error error;

	*view = (struct view){0};
	if (decided_now(of->template, &view->in_force, &view->now, &error) < 0)
		return fail_with(of, error.code, error.text);
	decided_spread(view->in_force, &of->saved, &view->then);
	return view->then.failed ? fail_out_of_memory(of) : 0;
}

/* Who is deleted is in the template alone. */
static bool can_be_named(const struct return_of *of, const struct view *view,
	const struct word *word, const char *name)
{
	if (word->kind == DECISION_DELETED && word->back)
		return template_program(of->template, name) != NULL;
	return names_has(view->in_force, name);
}

static int say(struct return_of *of, const struct view *view, const struct word *word)
{
	const struct decisions *from = word->back ? &view->then : &view->now;
	const struct decisions *to = word->back ? &view->now : &view->then;
	struct decisions each = {0}, whole;
	char **names;
	int code = 0;

	for (size_t i = 0; i < to->count; i++)
		if (to->items[i].kind == word->kind &&
			!decisions_find(from, word->kind, to->items[i].name) &&
			can_be_named(of, view, word, to->items[i].name))
			decisions_add(&each, word->kind, to->items[i].name, 0);
	decided_gather(view->in_force, &each, &whole);
	names = whole.failed ? NULL : list_names(&whole, word->kind);
	if (!names)
		code = fail_out_of_memory(of);
	else if (*names)
		code = act(of, (const char *const *)names, word->act);
	for (size_t i = 0; code == 0 && i < whole.count; i++)
		add_change(of, whole.items[i].name, word->done);
	free_names(names);
	decisions_done(&whole);
	decisions_done(&each);
	return code;
}

/* "web=4" of each program that has another number of workers. NULL: no memory. */
static char **list_scales(struct return_of *of, const struct template *in_force)
{
	char **scales = calloc(in_force->program_count + 1, sizeof *scales), text[64];
	size_t count = 0;

	for (size_t i = 0; scales && i < in_force->program_count; i++) {
		const struct program *program = &in_force->programs[i];
		const struct decision *decision =
			decisions_find(&of->saved, DECISION_SCALED, program->name);
		unsigned usual = program->scaled_from ? program->scaled_from : program->workers;
		unsigned workers = decision ? decision->workers : usual;

		if (workers == program->workers)
			continue;
		if (asprintf(&scales[count++], "%s=%u", program->name, workers) < 0) {
			scales[count - 1] = NULL;
			free_names(scales);
			return NULL;
		}
		snprintf(text, sizeof text, "scaled to %u", workers);
		add_change(of, program->name, text);
	}
	return scales;
}

static int scale(struct return_of *of, const struct view *view)
{
	char **scales = list_scales(of, view->in_force);
	int code = scales ? 0 : fail_out_of_memory(of);

	if (code == 0 && *scales)
		code = act(of, (const char *const *)scales, reeve_client_scale);
	free_names(scales);
	return code;
}

static int look_again(struct return_of *of, struct view *view)
{
	view_done(view);
	return look(of, view);
}

/* What runs already is changed where it differs. Who is to be stopped is so before he could get
 * more workers. */
static int change(struct return_of *of)
{
	struct view view;
	struct decisions kept = {0};
	int code = look(of, &view);

	for (size_t i = 0; code == 0 && i < REARRANGING; i++)
		code = say(of, &view, &words[i]);
	if (code == 0)
		code = look_again(of, &view);
	if (code == 0)
		code = scale(of, &view);
	if (code == 0)
		code = look_again(of, &view);
	for (size_t i = 0; code == 0 && i < WORD_COUNT; i++)
		code = say(of, &view, &words[i]);
	if (code == 0)
		code = sort_out(of, view.in_force, &kept);
	decisions_done(&kept);
	view_done(&view);
	return code;
}

static int change_running(struct return_of *of)
{
	int code = change(of);

	tell_left(of);
	if (json_array_size(of->changed))
		tell(of, "", of->changed);
	else if (code == 0)
		reeve_note(of->context, "'%s' is running as it was saved", of->template->name);
	return code;
}

static int read_saved(struct return_of *of, const struct client_target *target)
{
	struct reeve_error error;
	int result = saved_read(target, &of->saved, &error);

	if (result == -ENOENT)
		error_set(&error, REEVE_EXIT_FAILED,
			"nothing was saved of '%s': the action 'save' does that while it runs",
			of->template->name);
	return result < 0 ? fail_with(of, error.code, error.text) : 0;
}

static int add_document(struct return_of *of, json_t *documents)
{
	json_t *document = document_add(documents, of->context, of->template, &of->saved);

	if (!document)
		return REEVE_EXIT_FAILED;
	json_object_set_new(document, "left_out", decided_texts(&of->left));
	json_object_set_new(document, "already", json_boolean(of->already));
	json_object_set(document, "changed", of->changed);
	return 0;
}

/* Whether it runs is what the start says: who was seen to run may have been about to end, and
 * somebody else may start it in between, without what was saved. */
static int bring_back(struct return_of *of, const struct client_target *target)
{
	struct client_result result;
	int code = start(of, client_running(target, &result) == 0);

	return code == 0 && of->already ? change_running(of) : code;
}

static int resurrect_one(
	struct reeve_context *context, struct template *template, json_t *documents)
{
	const struct client_target target = {.name = template->name,
		.template_path = template->path,
		.places = in_force_places(template)};
	struct return_of of = {.context = context, .template = template, .changed = json_array()};
	size_t from = context->failures.length;
	int code = read_saved(&of, &target);

	if (code == 0)
		code = bring_back(&of, &target);
	if (code == 0)
		code = add_document(&of, documents);
	else
		document_add_failure(documents, context, template, code, from);
	json_decref(of.changed);
	decisions_done(&of.left);
	decisions_done(&of.saved);
	return code;
}

static int check(struct reeve_context *context)
{
	/* It starts what does not run, and looks into the file for whom it is to add. */
	if (context->faults)
		return context_check_file(context);
	if (reeve_param_text(context, "workers", NULL))
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"numbers of workers are part of what was saved: -n is for 'start'");
	if (context->command_count > 1 && !reeve_param_bool(context, "background", false))
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"%zu commands can only be started in the background: ask for that (-d), or "
			"for one of them (-c=%s)",
			context->command_count, context->commands[0]->name);
	return 0;
}

int reeve_client_resurrect(struct reeve_context *context)
{
	json_t *documents = json_array();
	int code = check(context);

	for (size_t i = 0; code == 0 && i < context->command_count; i++)
		code = worst_code(code, resurrect_one(context, context->commands[i], documents));
	if (reeve_context_json(context))
		document_print(context, documents, code);
	json_decref(documents);
	return code ? code : context->failure_code;
}
