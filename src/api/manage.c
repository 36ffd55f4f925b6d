/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/manage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "api/host.h"
#include "base/error.h"
#include "base/fd.h"
#include "base/name.h"
#include "base/text.h"
#include "config/compose.h"
#include "config/template.h"

#define DEFAULT_NAME "process"

struct reeve_manage {
	char *name;
	struct compose compose;
	bool background;
	void (*init)(void), (*run)(void), (*fini)(void);
	struct failure refusal; /* of the first setting that was refused */
	struct failure failure; /* of the last call */
};

struct reeve_manage *reeve_manage_new(const char *name)
{
	struct reeve_manage *manage = calloc(1, sizeof *manage);
	char shown[128];

	if (!name)
		name = DEFAULT_NAME;
	if (manage)
		manage->name = strdup(name);
	if (!manage || !manage->name) {
		reeve_manage_free(manage);
		return NULL;
	}
	if (!name_is_valid(name))
		failure_say(&manage->refusal, REEVE_EXIT_TEMPLATE,
			"'%s' cannot be the name of a manage: a name is a letter or digit, then up "
			"to 63 letters, digits, '_', '.' or '-'",
			text_show(shown, sizeof shown, name));
	return manage;
}

void reeve_manage_free(struct reeve_manage *manage)
{
	if (!manage)
		return;
	failure_done(&manage->failure);
	failure_done(&manage->refusal);
	compose_done(&manage->compose);
	free(manage->name);
	free(manage);
}

int reeve_manage_set(struct reeve_manage *manage, const char *key, const char *value)
{
	struct reeve_error error;

	if (!manage)
		return REEVE_EXIT_FAILED;
	if (compose_set(&manage->compose, key ? key : "", value, &error) == 0)
		return failure_clear(&manage->failure);
	if (!manage->refusal.code)
		failure_say(
			&manage->refusal, error.code, "manage '%s': %s", manage->name, error.text);
	return failure_say(
		&manage->failure, error.code, "manage '%s': %s", manage->name, error.text);
}

int reeve_manage_set_background(struct reeve_manage *manage)
{
	if (!manage)
		return REEVE_EXIT_FAILED;
	manage->background = true;
	return failure_clear(&manage->failure);
}

/* Whether the host has the functions is looked at when they are to be called. */
int reeve_manage_set_work_init(
	struct reeve_manage *manage, int (*init)(struct reeve_worker *worker, void **ret_state))
{
	if (!manage)
		return REEVE_EXIT_FAILED;
	manage->init = (void (*)(void))init;
	return failure_clear(&manage->failure);
}

int reeve_manage_set_work(
	struct reeve_manage *manage, int (*run)(struct reeve_worker *worker, void *state))
{
	if (!manage)
		return REEVE_EXIT_FAILED;
	manage->run = (void (*)(void))run;
	return failure_clear(&manage->failure);
}

int reeve_manage_set_work_fini(
	struct reeve_manage *manage, void (*fini)(struct reeve_worker *worker, void *state))
{
	if (!manage)
		return REEVE_EXIT_FAILED;
	manage->fini = (void (*)(void))fini;
	return failure_clear(&manage->failure);
}

const char *reeve_manage_name(const struct reeve_manage *manage)
{
	return manage ? manage->name : "";
}

const char *reeve_manage_error(const struct reeve_manage *manage)
{
	return failure_text(manage ? &manage->failure : NULL);
}

const struct failure *manage_failure(const struct reeve_manage *manage)
{
	return &manage->failure;
}

/* The name of a function as the host's table has it. */
static int find_function(struct reeve_manage *manage, const char *setter, void (*function)(void),
	const char **ret_name)
{
	*ret_name = function ? host_function_name(function) : NULL;
	if (!function || *ret_name)
		return 0;
	if (!host_is_known())
		return failure_say(&manage->failure, REEVE_EXIT_REFUSED,
			"manage '%s': its work is in this program, which did not call reeve_main() "
			"at the beginning of its main()",
			manage->name);
	return failure_say(&manage->failure, REEVE_EXIT_TEMPLATE,
		"manage '%s': the function given to %s() is not among the functions that "
		"reeve_main() was given: add it there, as REEVE_FUNCTION(name)",
		manage->name, setter);
}

static int check_work(struct reeve_manage *manage)
{
	bool other = compose_has(&manage->compose, "work") || compose_has(&manage->compose, "exec");

	if (other && (manage->init || manage->run || manage->fini))
		return failure_say(&manage->failure, REEVE_EXIT_TEMPLATE,
			"manage '%s' has a function and 'work' or 'exec': it can have only one of "
			"them",
			manage->name);
	if (!manage->run && !other)
		return failure_say(&manage->failure, REEVE_EXIT_TEMPLATE,
			"manage '%s' has no work: call reeve_manage_set_work(), or set 'work' or "
			"'exec'",
			manage->name);
	return 0;
}

/* Who only stops or looks needs no work: its place is kept by a name that is never looked for. */
struct template *manage_compose(struct reeve_manage *manage, bool starts)
{
	bool other = compose_has(&manage->compose, "work") || compose_has(&manage->compose, "exec");
	struct compose_pair pairs[] = {{"work", other ? NULL : COMPOSE_PROGRAM},
		{"host_init", NULL}, {"host_run", NULL}, {"host_fini", NULL}, {NULL, NULL}};
	struct error_list errors = {0};
	struct template *template;

	if (host_is_due()) {
		failure_say(&manage->failure, REEVE_EXIT_REFUSED,
			"manage '%s': this process was executed by reeve, and has not called "
			"reeve_main() yet",
			manage->name);
		return NULL;
	}
	if (manage->refusal.code) {
		failure_set(&manage->failure, manage->refusal.code, failure_text(&manage->refusal));
		return NULL;
	}
	if (starts && (check_work(manage) ||
			      find_function(manage, "reeve_manage_set_work_init", manage->init,
				      &pairs[1].value) ||
			      find_function(manage, "reeve_manage_set_work", manage->run,
				      &pairs[2].value) ||
			      find_function(manage, "reeve_manage_set_work_fini", manage->fini,
				      &pairs[3].value)))
		return NULL;
	template = compose_load(&manage->compose, manage->name, pairs, &errors);
	/* What has a place is about a site file. */
	for (size_t i = 0; i < errors.count; i++)
		if (!errors.items[i].file[0])
			error_lead(&errors.items[i], "manage '%s'", manage->name);
	if (!template)
		failure_take(&manage->failure, &errors);
	error_list_done(&errors);
	return template;
}

/* A directory has a link from each of its own: one for each thread. */
static unsigned long count_threads(void)
{
	struct stat status;

	return stat("/proc/self/task", &status) == 0 && status.st_nlink > 2 ? status.st_nlink - 2
									    : 1;
}

/* This process is to become another program. */
static int prepare_foreground(struct reeve_manage *manage)
{
	unsigned long threads = count_threads();

	if (threads > 1)
		return failure_say(&manage->failure, REEVE_EXIT_REFUSED,
			"manage '%s': in the foreground this process becomes the guardian, which "
			"would end its other threads (%lu): call reeve_manage_set_background()",
			manage->name, threads - 1);
	fflush(NULL);
	fd_guard_stdio();
	return 0;
}

static int act(struct reeve_manage *manage, enum manage_action action, bool background)
{
	bool starts = action == MANAGE_START || action == MANAGE_RESTART;
	struct template *template;

	if (!manage)
		return REEVE_EXIT_FAILED;
	template = manage_compose(manage, starts);
	if (!template)
		return manage->failure.code;
	if (starts && !background && prepare_foreground(manage)) {
		template_free(template);
		return manage->failure.code;
	}
	return manage_act(
		&(struct manage_job){.templates = &template, .count = 1, .background = background},
		action, &manage->failure);
}

int reeve_manage_start(struct reeve_manage *manage)
{
	return act(manage, MANAGE_START, manage && manage->background);
}

int reeve_manage_stop(struct reeve_manage *manage)
{
	return act(manage, MANAGE_STOP, true);
}

int reeve_manage_restart(struct reeve_manage *manage)
{
	return act(manage, MANAGE_RESTART, true);
}

int reeve_manage_wakeup(struct reeve_manage *manage)
{
	return act(manage, MANAGE_WAKEUP, true);
}

int reeve_manage_status(struct reeve_manage *manage, struct reeve_status **ret_status)
{
	struct template *template;

	*ret_status = NULL;
	if (!manage)
		return REEVE_EXIT_FAILED;
	template = manage_compose(manage, false);
	if (!template)
		return manage->failure.code;
	return manage_look(&(struct manage_job){.templates = &template, .count = 1}, ret_status,
		&manage->failure);
}
