/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/decisions/coming.h"
#include "api/names.h"
#include "config/release.h"
#include "config/template.h"
#include "reeve/client.h"

static void add_change(struct coming *coming, const char *name, const char *what)
{
	char text[DECISION_NAME_MAX + 48];

	snprintf(text, sizeof text, "%s %s", name, what);
	json_array_append_new(coming->changed, json_string(text));
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

static int look(struct coming *coming, struct view *view)
{
	struct reeve_error error;

	*view = (struct view){0};
	if (decided_now(coming->template, &view->in_force, &view->now, &error) < 0)
		return coming_fail(coming, error.code, error.text);
	decided_spread(view->in_force, &coming->saved, &view->then);
	return view->then.failed ? coming_fail_memory(coming) : 0;
}

/* Who is deleted is in the template alone. */
static bool can_be_named(const struct coming *coming, const struct view *view,
	const struct word *word, const char *name)
{
	if (word->kind == DECISION_DELETED && word->back)
		return template_program(coming->template, name) != NULL;
	return names_has(view->in_force, name);
}

static int say(struct coming *coming, const struct view *view, const struct word *word)
{
	const struct decisions *from = word->back ? &view->then : &view->now;
	const struct decisions *to = word->back ? &view->now : &view->then;
	struct decisions each = {0}, whole;
	char **names;
	int code = 0;

	for (size_t i = 0; i < to->count; i++)
		if (to->items[i].kind == word->kind &&
			!decisions_find(from, word->kind, to->items[i].name) &&
			can_be_named(coming, view, word, to->items[i].name))
			decisions_add(&each, word->kind, to->items[i].name, 0);
	decided_gather(view->in_force, &each, &whole);
	names = whole.failed ? NULL : coming_names(&whole, word->kind);
	if (!names)
		code = coming_fail_memory(coming);
	else if (*names)
		code = coming_act(coming, (const char *const *)names, word->act);
	for (size_t i = 0; code == 0 && i < whole.count; i++)
		add_change(coming, whole.items[i].name, word->done);
	release_list(names);
	decisions_done(&whole);
	decisions_done(&each);
	return code;
}

/* Each program that has another number of workers than was saved, or than the template says. */
static struct decisions find_scaled(const struct coming *coming, const struct template *in_force)
{
	struct decisions scaled = {0};

	for (size_t i = 0; i < in_force->program_count; i++) {
		const struct program *program = &in_force->programs[i];
		const struct decision *saved =
			decisions_find(&coming->saved, DECISION_SCALED, program->name);
		unsigned usual = program->scaled_from ? program->scaled_from : program->workers;
		unsigned workers = saved ? saved->workers : usual;

		if (workers != program->workers)
			decisions_add(&scaled, DECISION_SCALED, program->name, workers);
	}
	return scaled;
}

/* "web=4", ended by NULL. NULL: no memory. */
static char **list_scales(const struct decisions *scaled)
{
	char **scales = scaled->failed ? NULL : calloc(scaled->count + 1, sizeof *scales);

	for (size_t i = 0; scales && i < scaled->count; i++)
		if (asprintf(&scales[i], "%s=%u", scaled->items[i].name, scaled->items[i].workers) <
			0) {
			scales[i] = NULL;
			release_list(scales);
			return NULL;
		}
	return scales;
}

static int scale(struct coming *coming, const struct view *view)
{
	struct decisions scaled = find_scaled(coming, view->in_force);
	char **scales = list_scales(&scaled);
	json_t *texts = decided_texts(&scaled);
	int code = scales ? 0 : coming_fail_memory(coming);

	if (code == 0 && *scales)
		code = coming_act(coming, (const char *const *)scales, reeve_client_scale);
	if (code == 0)
		json_array_extend(coming->changed, texts);
	json_decref(texts);
	release_list(scales);
	decisions_done(&scaled);
	return code;
}

static int look_again(struct coming *coming, struct view *view)
{
	view_done(view);
	return look(coming, view);
}

/* Who is to be stopped is so before he could get more workers. */
int coming_change(struct coming *coming)
{
	struct view view;
	struct decisions kept = {0};
	int code = look(coming, &view);

	for (size_t i = 0; code == 0 && i < REARRANGING; i++)
		code = say(coming, &view, &words[i]);
	if (code == 0)
		code = look_again(coming, &view);
	if (code == 0)
		code = scale(coming, &view);
	if (code == 0)
		code = look_again(coming, &view);
	for (size_t i = 0; code == 0 && i < WORD_COUNT; i++)
		code = say(coming, &view, &words[i]);
	if (code == 0)
		code = coming_sort_out(coming, view.in_force, &kept);
	decisions_done(&kept);
	view_done(&view);
	return code;
}
