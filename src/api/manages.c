/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "api/manage.h"
#include "base/text.h"
#include "config/template.h"

struct reeve_manages {
	struct reeve_manage **items;
	size_t count;
	struct failure failure; /* of the last call */
};

struct reeve_manages *reeve_manages_new(void)
{
	return calloc(1, sizeof(struct reeve_manages));
}

void reeve_manages_free(struct reeve_manages *manages)
{
	if (!manages)
		return;
	for (size_t i = 0; i < manages->count; i++)
		reeve_manage_free(manages->items[i]);
	free(manages->items);
	failure_done(&manages->failure);
	free(manages);
}

const char *reeve_manages_error(const struct reeve_manages *manages)
{
	return failure_text(manages ? &manages->failure : NULL);
}

/* Index of the manage of this name; count: there is none. */
static size_t find(const struct reeve_manages *manages, const char *name)
{
	size_t i = name ? 0 : manages->count;

	while (i < manages->count && strcmp(reeve_manage_name(manages->items[i]), name) != 0)
		i++;
	return i;
}

int reeve_manages_add(struct reeve_manages *manages, struct reeve_manage *manage)
{
	struct reeve_manage **items;

	if (!manages)
		return REEVE_EXIT_FAILED;
	if (!manage)
		return failure_set(&manages->failure, REEVE_EXIT_FAILED, failure_text(NULL));
	if (find(manages, reeve_manage_name(manage)) < manages->count)
		return failure_say(&manages->failure, REEVE_EXIT_TEMPLATE,
			"there is a manage '%s' already", reeve_manage_name(manage));
	items = realloc(manages->items, (manages->count + 1) * sizeof *items);
	if (!items)
		return failure_set(&manages->failure, REEVE_EXIT_FAILED, failure_text(NULL));
	manages->items = items;
	items[manages->count++] = manage;
	return failure_clear(&manages->failure);
}

static int refuse_name(struct reeve_manages *manages, const char *name)
{
	const char **names = calloc(manages->count + 1, sizeof *names), *nearest = NULL;
	char shown[128];

	for (size_t i = 0; names && i < manages->count; i++)
		names[i] = reeve_manage_name(manages->items[i]);
	if (names)
		nearest = text_nearest(name, names, manages->count);
	free(names);
	text_show(shown, sizeof shown, name);
	if (nearest)
		return failure_say(&manages->failure, REEVE_EXIT_TEMPLATE,
			"there is no manage '%s', did you mean '%s'?", shown, nearest);
	return failure_say(
		&manages->failure, REEVE_EXIT_TEMPLATE, "there is no manage '%s'", shown);
}

int reeve_manages_remove(struct reeve_manages *manages, const char *name)
{
	size_t at;

	if (!manages)
		return REEVE_EXIT_FAILED;
	at = find(manages, name);
	if (at == manages->count)
		return refuse_name(manages, name ? name : "");
	reeve_manage_free(manages->items[at]);
	manages->count--;
	memmove(manages->items + at, manages->items + at + 1,
		(manages->count - at) * sizeof *manages->items);
	return failure_clear(&manages->failure);
}

struct reeve_manage *reeve_manages_get(const struct reeve_manages *manages, const char *name)
{
	size_t at = manages ? find(manages, name) : 0;

	return manages && at < manages->count ? manages->items[at] : NULL;
}

static void job_done(struct manage_job *job)
{
	for (size_t i = 0; i < job->count; i++)
		template_free(job->templates[i]);
	free(job->templates);
}

/* Each would overwrite and remove the other's: refused as in a template with several commands. */
static int check_pid_files(struct reeve_manages *manages, const struct manage_job *job)
{
	for (size_t i = 0; i < job->count; i++)
		for (size_t j = 0; j < i; j++) {
			const struct template *one = job->templates[j], *other = job->templates[i];

			if (one->pid_file && other->pid_file &&
				strcmp(one->pid_file, other->pid_file) == 0)
				return failure_say(&manages->failure, REEVE_EXIT_TEMPLATE,
					"manage '%s' has the pid_file of the manage '%s'",
					other->name, one->name);
		}
	return 0;
}

/* The templates of all: nothing is done with any of them before all are valid. */
static int compose(struct reeve_manages *manages, bool starts, struct manage_job *job)
{
	*job = (struct manage_job){.several = true, .background = true};
	if (manages->count == 0)
		return failure_set(&manages->failure, REEVE_EXIT_TEMPLATE, "no manage was added");
	job->templates = calloc(manages->count, sizeof *job->templates);
	if (!job->templates)
		return failure_set(&manages->failure, REEVE_EXIT_FAILED, failure_text(NULL));
	for (size_t i = 0; i < manages->count; i++) {
		job->templates[i] = manage_compose(manages->items[i], starts);
		if (!job->templates[i]) {
			const struct failure *failure = manage_failure(manages->items[i]);

			job_done(job);
			return failure_set(&manages->failure, failure->code, failure_text(failure));
		}
		job->count++;
	}
	if (starts && check_pid_files(manages, job)) {
		job_done(job);
		return manages->failure.code;
	}
	return 0;
}

static int act(struct reeve_manages *manages, enum manage_action action)
{
	bool starts = action == MANAGE_START || action == MANAGE_RESTART;
	struct manage_job job;
	int code;

	if (!manages)
		return REEVE_EXIT_FAILED;
	code = compose(manages, starts, &job);
	if (code)
		return code;
	code = manage_act(&job, action, &manages->failure);
	free(job.templates);
	return code;
}

int reeve_manages_start(struct reeve_manages *manages)
{
	return act(manages, MANAGE_START);
}

int reeve_manages_stop(struct reeve_manages *manages)
{
	return act(manages, MANAGE_STOP);
}

int reeve_manages_restart(struct reeve_manages *manages)
{
	return act(manages, MANAGE_RESTART);
}

int reeve_manages_wakeup(struct reeve_manages *manages)
{
	return act(manages, MANAGE_WAKEUP);
}

int reeve_manages_status(struct reeve_manages *manages, struct reeve_status **ret_status)
{
	struct manage_job job;
	int code;

	*ret_status = NULL;
	if (!manages)
		return REEVE_EXIT_FAILED;
	code = compose(manages, false, &job);
	if (code)
		return code;
	code = manage_look(&job, ret_status, &manages->failure);
	free(job.templates);
	return code;
}
