/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/reason.h"

#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "config/supervision.h"
#include "base/signame.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/node.h"
#include "master/report.h"
#include "master/slot.h"
#include "supervisor/policy.h"

static const char *signal_name(int signal)
{
	const char *name = signame_of(signal);

	return name ? name : "of unknown name";
}

/* What the worker has written of itself: bounded, and escaped by whoever shows it. */
struct account {
	char words[256]; /* of a work plugin that failed; or "" */
	char where[300]; /* " in 'run' of plugin ..." if it was in code of others; or "" */
};

static void read_account(const struct slot *slot, struct account *ret_account)
{
	static const char *const places[] = {[PLACE_LOAD] = "while it loaded",
		[PLACE_INIT] = "in 'init' of",
		[PLACE_RUN] = "in 'run' of",
		[PLACE_FINI] = "in 'fini' of"};
	struct counters_values cell;

	*ret_account = (struct account){0};
	if (slot->launch->program->kind != PROGRAM_WORK || !slot_read_cell(slot, &cell))
		return;
	if (cell.failed)
		snprintf(ret_account->words, sizeof ret_account->words, "%s", cell.last_words);
	else if (cell.place != PLACE_OWN)
		snprintf(ret_account->where, sizeof ret_account->where, " %s %s",
			places[cell.place], cell.last_words);
}

static const char *executable(const struct program *program)
{
	if (program->kind != PROGRAM_WORK)
		return program->argv[0];
	return program->host ? program->host : "reeve-worker";
}

/* Why it could not even be executed. */
static void tell_spawn(const struct slot *slot, char *text, size_t size)
{
	const struct program *program = slot->launch->program;
	const char *stage = spawn_stage_text(slot->stage);
	char shown[128];

	if (slot->stage == SPAWN_EXEC)
		snprintf(text, size, "%s '%s'", stage, executable(program));
	else if (slot->stage == SPAWN_USER && program->world.user)
		snprintf(text, size, "%s '%s'", stage,
			text_show(shown, sizeof shown, program->world.user));
	else if (slot->stage == SPAWN_LIMIT)
		snprintf(text, size, "%s '%s'", stage, world_limit_name((unsigned)slot->limit));
	else if (slot->stage == SPAWN_DIRECTORY)
		snprintf(
			text, size, "%s '%s'", stage, text_show(shown, sizeof shown, program->cwd));
	else
		snprintf(text, size, "%s", stage);
}

static const char *duration(uint64_t ns, char *text, size_t size)
{
	text_from_duration(ns, text, size);
	return text;
}

/* That the time in the template is not all it had. */
static const char *extension(const struct slot *slot)
{
	return slot->extended ? " and the time that it asked for" : "";
}

/* Names what was waited for. */
static void tell_unready(const struct slot *slot, const char *name, char *text, size_t size)
{
	const struct program *program = slot->launch->program;
	const char *host = program->ready_host ? program->ready_host : "localhost";
	char what[192], shown[128], time[32];

	switch (program->ready) {
	case READY_FD:
		snprintf(what, sizeof what, "wrote no newline to descriptor %u", program->ready_fd);
		break;
	case READY_PORT:
		snprintf(what, sizeof what, "accepted no connection to port %u of %s",
			program->ready_port, host);
		break;
	case READY_PATH:
		snprintf(what, sizeof what, "did not make '%s'",
			text_show(shown, sizeof shown, program->ready_path));
		break;
	default:
		snprintf(what, sizeof what, "did not say READY=1");
		break;
	}
	snprintf(text, size, "%s: %s within %s (ready_timeout)%s", name, what,
		duration(program->ready_timeout_ns, time, sizeof time), extension(slot));
}

/* What it said of itself last: often the reason. */
static void add_status(const struct slot *slot, char *text, size_t size)
{
	size_t length = strlen(text);
	char shown[2 * sizeof slot->status_text];

	if (slot->status_text[0] && length < size)
		snprintf(text + length, size - length, "; its status was \"%s\"",
			text_show(shown, sizeof shown, slot->status_text));
}

void reason_tell(const struct slot *slot, char *text, size_t size)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	struct account account;
	char name[96], spawn[512];

	slot_name(slot, name, sizeof name);
	read_account(slot, &account);
	tell_spawn(slot, spawn, sizeof spawn);
	if (record->paused && record->state == CHILD_STARTING)
		snprintf(text, size, "%s: is paused while it starts: resume lets it go on", name);
	else if (account.words[0])
		snprintf(text, size, "%s: %s", name, account.words);
	else if (record->cause == CHILD_CAUSE_SPAWN)
		snprintf(text, size, "%s: %s: %s", name, spawn, strerror(record->status));
	else if (record->cause == CHILD_CAUSE_EXIT)
		snprintf(text, size, "%s: exited with code %d%s", name, record->status,
			account.where);
	else if (record->cause == CHILD_CAUSE_SIGNAL)
		snprintf(text, size, "%s: was killed by signal %d (%s)%s", name, record->status,
			signal_name(record->status), account.where);
	else if (record->cause == CHILD_CAUSE_TIMEOUT && slot->launch->program->ready != READY_EXEC)
		tell_unready(slot, name, text, size);
	else if (record->cause == CHILD_CAUSE_TIMEOUT)
		snprintf(text, size, "%s: was not ready in time%s", name, account.where);
	else if (record->cause == CHILD_CAUSE_WATCHDOG)
		snprintf(text, size, "%s: its heartbeat did not come in time%s", name,
			account.where);
	else if (record->cause == CHILD_CAUSE_UNPROVEN)
		snprintf(text, size, "%s: its pid %d is taken by a process not proven ours", name,
			(int)slot->process.pid);
	else
		snprintf(text, size, "%s: ended, nobody saw how", name);
	add_status(slot, text, size);
}

static bool is_window_exceeded(const struct slot *slot)
{
	const struct supervisor *supervisor = slot->master->supervisor;
	unsigned most = slot->launch->program->max_restarts;
	uint64_t times[SCOREBOARD_RING_MAX];

	return most != UINT_MAX &&
	       supervisor_window(supervisor, slot_index(slot), times, SCOREBOARD_RING_MAX) > most;
}

/* Why no more restarts are tried, and what comes then. */
static void tell_fatal(const struct slot *slot, char *text, size_t size)
{
	const struct program *program = slot->launch->program;
	const struct child_policy policy = supervision_policy(program);
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	char time[32] = "";
	size_t length;

	switch (policy_limit(&policy, record, true)) {
	case POLICY_FINAL:
		snprintf(text, size, "given up: a restart would not help (no_restart_exit_codes)");
		return;
	case POLICY_PROBE_FAILED:
		snprintf(text, size, "given up again");
		break;
	case POLICY_SHORT_LIVES:
		snprintf(text, size, "given up after %u %s of less than %s",
			(unsigned)record->short_lives,
			record->short_lives == 1 ? "life" : "lives in a row",
			duration(program->min_uptime_ns, time, sizeof time));
		break;
	default:
		if (node_gives_up_with(slot) && !is_window_exceeded(slot)) {
			snprintf(text, size, "its supervisor gives up");
			return;
		}
		snprintf(text, size, "given up after %u unplanned exit%s within %s",
			program->max_restarts + 1, program->max_restarts ? "s" : "",
			duration(program->restart_window_ns, time, sizeof time));
		break;
	}
	length = strlen(text);
	if (program->retry_after_ns)
		snprintf(text + length, size - length, "; tried again after %s",
			duration(program->retry_after_ns, time, sizeof time));
}

void reason_log(const struct slot *slot)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	char text[512], fatal[192];

	reason_tell(slot, text, sizeof text);
	if (record->state == CHILD_FATAL) {
		tell_fatal(slot, fatal, sizeof fatal);
		report_log("%s; %s", text, fatal);
	} else {
		report_log("%s", text);
	}
}

/* A kill is repeated until nothing is left; one that was asked for comes before its time. */
void reason_log_overdue(struct slot *slot)
{
	const struct program *program = slot->launch->program;
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	struct account account = {0};
	char name[96], time[32];

	if (slot->overdue || !program->stop_timeout_ns || record->state != CHILD_STOPPING ||
		clock_monotonic_ns() - record->changed_ns < program->stop_timeout_ns)
		return;
	slot->overdue = true;
	if (!slot->lingers)
		read_account(slot, &account);
	report_log("%s: %sdid not end within %s%s and is killed%s",
		slot_name(slot, name, sizeof name), slot->lingers ? "what it started " : "",
		duration(program->stop_timeout_ns, time, sizeof time), extension(slot),
		account.where);
}

void reason_log_recycled(const struct slot *slot, const char *format, ...)
{
	char name[96], why[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(why, sizeof why, format, arguments);
	va_end(arguments);
	report_log("%s: is replaced: %s", slot_name(slot, name, sizeof name), why);
}

/* The cause may still be that of an older end: then this life was shorter. */
void reason_log_age(const struct slot *slot)
{
	const struct program *program = slot->launch->program;
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	char time[32];

	if (record->cause == CHILD_CAUSE_AGE && record->state == CHILD_STOPPING &&
		slot->state == CHILD_RUNNING &&
		record->changed_ns - slot->changed_ns >= program->max_age_ns)
		reason_log_recycled(slot, "has run for max_age, %s",
			duration(program->max_age_ns, time, sizeof time));
}

void reason_log_crash(const struct slot *slot)
{
	static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP};
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	struct account account;
	char name[96];

	if (record->state != CHILD_STOPPING || slot->cause != CHILD_CAUSE_SIGNAL ||
		slot->status == slot->launch->program->stop_signal)
		return;
	for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++) {
		if (crashes[i] != slot->status)
			continue;
		read_account(slot, &account);
		report_log("%s: was killed by signal %d (%s)%s while it was to stop",
			slot_name(slot, name, sizeof name), slot->status, signal_name(slot->status),
			account.where);
	}
}

void reason_log_crowded(struct slot *slot)
{
	char text[512];

	if (slot->crowded)
		return;
	slot->crowded = true;
	reason_tell(slot, text, sizeof text);
	report_log("%s; it is tried again until it can be had", text);
}

void reason_log_urged(const struct slot *slot, int signal)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	char name[96], time[32];

	if (signal == slot->launch->program->stop_signal || !slot->launch->program->stop_sequence)
		return;
	report_log("%s: has not ended in %s and gets %s", slot_name(slot, name, sizeof name),
		duration((clock_monotonic_ns() - record->changed_ns) / NS_PER_MS * NS_PER_MS, time,
			sizeof time),
		signal_name(signal));
}
