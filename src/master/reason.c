/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/reason.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/signame.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/report.h"
#include "master/slot.h"

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

void reason_log(const struct slot *slot)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	char text[512];

	reason_tell(slot, text, sizeof text);
	if (record->state == CHILD_FATAL)
		report_log("%s; given up after %u unplanned exits within %llu s", text,
			slot->launch->program->max_restarts + 1,
			(unsigned long long)(slot->launch->program->restart_window_ns /
					     NS_PER_SECOND));
	else
		report_log("%s", text);
}
