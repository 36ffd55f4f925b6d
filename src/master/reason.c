/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/reason.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "config/supervision.h"
#include "base/signame.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/report.h"
#include "master/slot.h"
#include "supervisor/policy.h"

static const char *signal_name(int signal)
{
	const char *name = signame_of(signal);

	return name ? name : "of unknown name";
}

/* What a work plugin said when it failed; written by the worker: bounded, and escaped by whoever
 * shows it. */
static size_t last_words(const struct slot *slot, char *text, size_t size)
{
	struct counters_values cell;

	text[0] = '\0';
	if (slot->launch->program->kind != PROGRAM_WORK || !slot_read_cell(slot, &cell) ||
		!cell.failed)
		return 0;
	snprintf(text, size, "%s", cell.last_words);
	return strlen(text);
}

static const char *executable(const struct program *program)
{
	if (program->kind != PROGRAM_WORK)
		return program->argv[0];
	return program->host ? program->host : "reeve-worker";
}

void reason_tell(const struct slot *slot, char *text, size_t size)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	char name[96], words[256];

	slot_name(slot, name, sizeof name);
	if (last_words(slot, words, sizeof words))
		snprintf(text, size, "%s: %s", name, words);
	else if (record->cause == CHILD_CAUSE_SPAWN && slot->stage == SPAWN_EXEC)
		snprintf(text, size, "%s: cannot execute '%s': %s", name,
			executable(slot->launch->program), strerror(record->status));
	else if (record->cause == CHILD_CAUSE_SPAWN)
		snprintf(text, size, "%s: %s: %s", name, spawn_stage_text(slot->stage),
			strerror(record->status));
	else if (record->cause == CHILD_CAUSE_EXIT)
		snprintf(text, size, "%s: exited with code %d", name, record->status);
	else if (record->cause == CHILD_CAUSE_SIGNAL)
		snprintf(text, size, "%s: was killed by signal %d (%s)", name, record->status,
			signal_name(record->status));
	else if (record->cause == CHILD_CAUSE_TIMEOUT)
		snprintf(text, size, "%s: was not ready in time", name);
	else if (record->cause == CHILD_CAUSE_UNPROVEN)
		snprintf(text, size, "%s: its pid %d is taken by a process not proven ours", name,
			(int)slot->process.pid);
	else
		snprintf(text, size, "%s: ended, nobody saw how", name);
}

static const char *duration(uint64_t ns, char *text, size_t size)
{
	text_from_duration(ns, text, size);
	return text;
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

	if (policy_is_final(&policy, record->cause, record->status)) {
		snprintf(text, size, "given up: a restart would not help (no_restart_exit_codes)");
		return;
	}
	if (record->probing)
		snprintf(text, size, "given up again");
	else if (policy.max_short_lives && record->short_lives >= policy.max_short_lives)
		snprintf(text, size, "given up after %u %s of less than %s",
			(unsigned)record->short_lives,
			record->short_lives == 1 ? "life" : "lives in a row",
			duration(program->min_uptime_ns, time, sizeof time));
	else
		snprintf(text, size, "given up after %u unplanned exit%s within %s",
			program->max_restarts + 1, program->max_restarts ? "s" : "",
			duration(program->restart_window_ns, time, sizeof time));
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
