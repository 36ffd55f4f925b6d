/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "reeve/status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/context.h"
#include "api/status_data.h"
#include "api/table.h"
#include "api/verdict.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/fd.h"
#include "config/template.h"
#include "supervisor/supervisor.h"

#define TEMPLATE_FILE "template" /* below the run directory: the resolved text in force */
#define TEMPLATE_MAX (16u << 20)

static void add_worker_text(
	struct reeve_status *status, size_t index, const char *lead, size_t length)
{
	const struct scoreboard_slot *slot = &status->facts->workers[index].slot;
	char cause[128];

	status->worker_text[index] = status->text.length;
	buffer_add(&status->text, lead, length);
	buffer_text(&status->text, slot->program);
	buffer_char(&status->text, '.');
	table_add_number(&status->text, slot->instance);
	buffer_char(&status->text, '\0');
	verdict_cause(slot, cause, sizeof cause);
	buffer_add(&status->text, cause, strlen(cause) + 1);
}

/* Every title and cause, once: a thousand workers are a thousand pieces of one text. */
static int make_text(struct reeve_status *status)
{
	struct buffer *text = &status->text;
	struct buffer lead = {0};
	size_t count = status->facts->worker_count;

	status->worker_text = calloc(count ? count : 1, sizeof *status->worker_text);
	buffer_printf(&lead, "%s:Worker:%s.", status->title_prefix, status->command);
	if (!status->worker_text || lead.failed) {
		buffer_done(&lead);
		return -ENOMEM;
	}
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
	const struct scoreboard *scoreboard = status->facts->scoreboard;

	status->command = strdup(template->name);
	status->title_prefix =
		strdup(scoreboard ? scoreboard_title_prefix(scoreboard) : template->title_prefix);
	if (!status->command || !status->title_prefix)
		return -ENOMEM;
	return make_text(status);
}

static int open_rundir(
	const struct template *template, struct rundir *ret_rundir, struct reeve_error *error)
{
	struct places places = {
		.run_dir = template->run_dir,
		.state_dir = template->state_dir,
		.pid_root = template->pid_root,
		.status_root = template->status_root,
		.pid_file = template->pid_file,
	};
	int result = rundir_open(&places, template->name, false, ret_rundir, error);

	if (result < 0 && error->code != REEVE_EXIT_REFUSED)
		error->code = REEVE_STATUS_UNKNOWN;
	return result;
}

static int read_facts(
	const struct template *template, struct status **ret_facts, struct reeve_error *error)
{
	struct rundir rundir = RUNDIR_NONE;
	int result = open_rundir(template, &rundir, error);

	if (result == 0)
		result = status_read(&rundir, ret_facts, error);
	rundir_close(&rundir);
	return result;
}

static struct template *load_in_force(const struct rundir *rundir)
{
	int fd = fd_open_regular(rundir->fd, TEMPLATE_FILE);
	struct error_list errors = {0};
	struct template *template = NULL;
	struct buffer text = {0};

	if (fd >= 0 && fd_read_all(fd, TEMPLATE_MAX, &text) == 0 && text.length)
		template = template_load_resolved(text.data, text.length, &errors);
	fd_close(&fd);
	buffer_done(&text);
	error_list_done(&errors);
	return template;
}

const struct template *status_find_template(
	struct reeve_context *context, const struct reeve_status *status, struct template **ret_own)
{
	const struct template *template = context->template;
	struct rundir rundir = RUNDIR_NONE;
	struct reeve_error error;

	*ret_own = NULL;
	if (!status->facts->scoreboard)
		return template;
	if (open_rundir(template, &rundir, &error) == 0 && rundir.fd >= 0)
		*ret_own = load_in_force(&rundir);
	rundir_close(&rundir);
	if (!*ret_own)
		reeve_note(context,
			"the template in force cannot be read: this is what the file says");
	return *ret_own ? *ret_own : template;
}

/* Two templates of one name would be told about each other's processes. */
static int check_template(
	const struct template *template, const struct status *facts, struct reeve_error *error)
{
	const char *other = facts->scoreboard ? scoreboard_template_path(facts->scoreboard) : "";

	if (!*other || !strcmp(other, template->path))
		return 0;
	return error_set(error, REEVE_EXIT_REFUSED,
		"command '%s' runs from another template: '%s', not '%s'", template->name, other,
		template->path);
}

int reeve_status_read(struct reeve_context *context, struct reeve_status **ret_status)
{
	const struct template *template = context->template;
	struct reeve_status *status = calloc(1, sizeof *status);
	struct reeve_error error;
	int result;

	*ret_status = NULL;
	if (!status)
		return reeve_fail(context, REEVE_EXIT_FAILED, "%s", strerror(ENOMEM));
	result = read_facts(template, &status->facts, &error);
	if (result == 0)
		result = check_template(template, status->facts, &error);
	if (result == 0 && make_status(template, status) < 0)
		result = error_set(&error, REEVE_EXIT_FAILED, "%s", strerror(ENOMEM));
	if (result < 0) {
		reeve_status_free(status);
		return reeve_fail(context, error.code, "%s", error.text);
	}
	*ret_status = status;
	return 0;
}

void reeve_status_free(struct reeve_status *status)
{
	if (!status)
		return;
	status_free(status->facts);
	buffer_done(&status->text);
	free(status->worker_text);
	free(status->title_prefix);
	free(status->command);
	free(status);
}

int reeve_status_exit(const struct reeve_status *status)
{
	return verdict_exit(status->facts);
}

bool reeve_status_running(const struct reeve_status *status)
{
	return status->facts->running;
}

/* Gives the caller as much as it has room for: its struct may be older than this library. */
static bool give(const struct reeve_process *process, struct reeve_process *ret_process)
{
	size_t size = ret_process->size < sizeof *process ? ret_process->size : sizeof *process;

	if (size <= sizeof process->size)
		return false;
	memcpy((char *)ret_process + sizeof process->size,
		(const char *)process + sizeof process->size, size - sizeof process->size);
	return true;
}

static const char *wanted_name(uint32_t wanted)
{
	return wanted == CHILD_WANTED_RUNNING ? "running" : "stopped";
}

static void fill_process(const struct reeve_status *status, const struct status_process *facts,
	uint64_t started_ns, struct reeve_process *process)
{
	uint64_t now = status->facts->taken_ns;

	process->pid = facts->pid;
	process->memory = facts->memory;
	process->start = process->run = -1;
	if (!facts->pid || !started_ns || started_ns > INT64_MAX)
		return;
	process->start = (int64_t)started_ns;
	process->run = now > started_ns ? (int64_t)((now - started_ns) / NS_PER_SECOND) : 0;
}

bool reeve_status_guardian(const struct reeve_status *status, struct reeve_process *ret_process)
{
	const struct status *facts = status->facts;
	struct reeve_process process = {
		.type = "Guardian",
		.title = status->text.data + status->guardian_title,
		.program = "",
		.state = verdict_guardian(facts),
		.wanted = wanted_name(CHILD_WANTED_RUNNING),
		.ready = facts->guardian.pid != 0,
		.cause = "",
		.token = facts->command.guardian_token,
	};

	if (!facts->scoreboard)
		return false;
	fill_process(status, &facts->guardian, facts->command.guardian_started_ns, &process);
	return give(&process, ret_process);
}

bool reeve_status_master(const struct reeve_status *status, struct reeve_process *ret_process)
{
	const struct status *facts = status->facts;
	const struct scoreboard_command *command = &facts->command;
	struct reeve_process process = {
		.type = "Master",
		.title = status->text.data + status->master_title,
		.count = facts->live_workers,
		.count_known = true,
		.program = "",
		.state = verdict_master(facts),
		.wanted = wanted_name(command->wanted),
		.ready = facts->master.pid && command->phase == SUPERVISOR_RUNNING,
		.restarts = command->generation ? command->generation - 1 : 0,
		.cause = "",
		.token = command->master_token,
	};

	if (!facts->scoreboard)
		return false;
	fill_process(status, &facts->master, command->master_started_ns, &process);
	return give(&process, ret_process);
}

size_t reeve_status_worker_count(const struct reeve_status *status)
{
	return status->facts->worker_count;
}

bool reeve_status_worker(
	const struct reeve_status *status, size_t index, struct reeve_process *ret_process)
{
	const struct status_worker *worker;
	struct reeve_process process = {.type = "Worker"};

	if (index >= status->facts->worker_count)
		return false;
	worker = &status->facts->workers[index];
	fill_process(status, &worker->process, worker->slot.started_ns, &process);
	process.title = status->text.data + status->worker_text[index];
	process.count = worker->runs;
	process.count_known = worker->runs_known;
	process.program = worker->slot.program;
	process.instance = worker->slot.instance;
	process.state = verdict_worker(status->facts, worker);
	process.wanted = wanted_name(worker->slot.wanted);
	process.ready = worker->process.pid && (worker->slot.flags & SLOT_READY);
	process.adopted = worker->adopted;
	process.restarts = worker->slot.restarts;
	process.cause = process.title + strlen(process.title) + 1;
	process.token = worker->slot.token;
	return give(&process, ret_process);
}

bool reeve_pid_alive(pid_t pid)
{
	return status_pid_alive(pid);
}
