/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/finish.h"

#include <errno.h>
#include <string.h>

#include "master/launch.h"
#include "master/master.h"
#include "master/report.h"
#include "master/slot.h"

#define BY_SIGNAL 128 /* as shells count */
#define NOT_FOUND 127
#define NOT_EXECUTED 126

static bool is_chosen(const struct slot *slot)
{
	const char *chosen = slot->master->template->exit_code_from;

	return !slot->spare && strcmp(slot->launch->program->name, chosen) == 0;
}

static const struct child_record *record_of(const struct slot *slot)
{
	return supervisor_child(slot->master->supervisor, slot_index(slot));
}

/* What an operator stopped can be started again by him. */
static bool has_ended(const struct slot *slot)
{
	const struct child_record *record = record_of(slot);

	return record->state == CHILD_EXITED ||
	       (record->state == CHILD_FATAL && record->cause != CHILD_CAUSE_UNPROVEN &&
		       !slot->launch->program->retry_after_ns);
}

void finish_look(struct master *master)
{
	if (!master->template->exit_code_from || !master->scoreboard ||
		master->command.wanted == CHILD_WANTED_STOPPED ||
		supervisor_phase(master->supervisor) != SUPERVISOR_RUNNING)
		return;
	for (unsigned i = 0; i < master->slot_count; i++)
		if (is_chosen(&master->slots[i]) && !has_ended(&master->slots[i]))
			return;
	report_log("%s has ended, and the command with it: all is being stopped",
		master->template->exit_code_from);
	master_stop(master);
}

static int code_of(const struct child_record *record)
{
	switch (record->cause) {
	case CHILD_CAUSE_NONE:
		return 0;
	case CHILD_CAUSE_EXIT:
		return record->status;
	case CHILD_CAUSE_SIGNAL:
		return BY_SIGNAL + record->status;
	case CHILD_CAUSE_STOPPED: /* a signal is negative there */
		return record->status < 0 ? BY_SIGNAL - record->status : record->status;
	case CHILD_CAUSE_SPAWN:
		return record->status == ENOENT ? NOT_FOUND : NOT_EXECUTED;
	default:
		return REEVE_EXIT_FAILED;
	}
}

void finish_tell(const struct master *master)
{
	const struct child_record *last = NULL;
	bool is_others = master->exit_code && master->verdict_program[0];
	int code;

	if (!master->template->exit_code_from)
		return;
	for (unsigned i = 0; i < master->slot_count; i++) {
		const struct slot *slot = &master->slots[i];

		if (!is_chosen(slot))
			continue;
		if (!last || record_of(slot)->changed_ns >= last->changed_ns)
			last = record_of(slot);
		if (strcmp(master->verdict_program, slot->launch->program->name) == 0)
			is_others = false;
	}
	code = last ? code_of(last) : 0;
	if (!is_others && (code || !master->exit_code))
		report_exit(code);
}
