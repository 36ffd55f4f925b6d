/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "api/status/verdict.h"
#include "api/status/verdict_tree.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/signame.h"
#include "base/text.h"
#include "reeve/error.h"
#include "supervisor/supervisor.h"

/* Whether somebody is there who replaces what is missing. */
static bool is_supervised(const struct status *status)
{
	return status->running && status->master.pid && !status->master.suspended;
}

static bool is_as_wanted(const struct status *status, const struct status_worker *worker)
{
	const struct scoreboard_slot *slot = &worker->slot;
	bool work = slot->flags & SLOT_WORK;

	if (slot->wanted != CHILD_WANTED_RUNNING)
		return true;
	if (worker->process.lost)
		return work && is_supervised(status);
	switch (slot->state) {
	case CHILD_STARTING:
	case CHILD_RUNNING:
		return worker->process.pid || is_supervised(status);
	case CHILD_EXITED:
		return true;
	case CHILD_STOPPED:
		/* It is its turn when those come up that it waits for. */
		if (slot->cause == CHILD_CAUSE_NEED)
			return status->command.phase == SUPERVISOR_STARTING &&
			       is_supervised(status);
		/* fallthrough */
	case CHILD_STOPPING:
	case CHILD_BACKOFF:
		return work && slot->cause == CHILD_CAUSE_EXIT && slot->status == 0;
	default:
		return false;
	}
}

/* Of guardian, master and the first workers. */
static int exit_of(const struct status *status, size_t count)
{
	if (!status->running && status->live_workers)
		return REEVE_STATUS_PARTLY;
	if (!status->running)
		return status->pid_file ? REEVE_STATUS_DEAD : REEVE_STATUS_STOPPED;
	if (!status->guardian.pid || !status->master.pid)
		return REEVE_STATUS_PARTLY;
	for (size_t i = 0; i < count; i++)
		if (!is_as_wanted(status, &status->workers[i]) &&
			!verdict_is_over(status, &status->workers[i].slot))
			return REEVE_STATUS_PARTLY;
	return REEVE_STATUS_RUNNING;
}

int verdict_exit(const struct status *status)
{
	int code = exit_of(status, status->worker_count);

	return code == REEVE_STATUS_RUNNING && !verdict_tree_is_whole(status) ? REEVE_STATUS_PARTLY
									      : code;
}

int verdict_exit_of(const struct status *status, size_t count)
{
	int code = exit_of(status, count);
	bool any = false;

	for (size_t i = 0; i < count; i++)
		any |= status->workers[i].process.pid ||
		       status->workers[i].slot.wanted == CHILD_WANTED_RUNNING;
	return code == REEVE_STATUS_RUNNING && !any ? REEVE_STATUS_STOPPED : code;
}

static bool is_waiting(const struct scoreboard_slot *slot)
{
	return (slot->flags & SLOT_SCHEDULED) && slot->state == CHILD_EXITED &&
	       slot->wanted == CHILD_WANTED_RUNNING && slot->next_ns;
}

/* It was not started yet, since it waits for others. */
static bool is_needy(const struct scoreboard_slot *slot)
{
	return slot->state == CHILD_STOPPED && slot->cause == CHILD_CAUSE_NEED &&
	       slot->wanted == CHILD_WANTED_RUNNING;
}

const char *verdict_worker(const struct status *status, const struct status_worker *worker)
{
	/* Its leader is gone while the rest of its set is being ended. */
	if (worker->process.lost && is_supervised(status) && worker->slot.state == CHILD_STOPPING)
		return child_state_name(CHILD_STOPPING);
	if (worker->process.lost)
		return is_supervised(status) ? child_state_name(CHILD_BACKOFF) : "dead";
	if (worker->slot.state >= CHILD_STATE_COUNT)
		return "unknown";
	if (worker->slot.flags & SLOT_SPARE)
		return worker->slot.state == CHILD_STARTING ? "incoming" : "outgoing";
	if ((is_waiting(&worker->slot) || is_needy(&worker->slot)) && is_supervised(status))
		return "waiting";
	if ((worker->slot.flags & SLOT_PAUSED) && worker->process.pid)
		return "paused";
	if (worker->slot.state == CHILD_RUNNING && (worker->slot.flags & SLOT_ENDING))
		return child_state_name(CHILD_STOPPING);
	if (worker->slot.state == CHILD_RUNNING && (worker->slot.flags & SLOT_RELOADING))
		return "reloading";
	return child_state_name((enum child_state)worker->slot.state);
}

const char *verdict_master(const struct status *status)
{
	if (!status->master.pid)
		return "dead";
	if (status->master.suspended)
		return "suspended";
	switch (status->command.phase) {
	case SUPERVISOR_IDLE:
	case SUPERVISOR_STARTING:
		return child_state_name(CHILD_STARTING);
	case SUPERVISOR_RUNNING:
		return child_state_name(CHILD_RUNNING);
	default:
		return child_state_name(CHILD_STOPPING);
	}
}

const char *verdict_guardian(const struct status *status)
{
	if (!status->guardian.pid)
		return "dead";
	return status->guardian.suspended ? "suspended" : child_state_name(CHILD_RUNNING);
}

static void add(char *text, size_t size, const char *format, ...) REEVE_PRINTF(3, 4);

/* With "; " before all but the first. */
static void add(char *text, size_t size, const char *format, ...)
{
	size_t length = strlen(text);
	va_list arguments;

	if (length && length + 3 < size)
		length += (size_t)snprintf(text + length, size - length, "; ");
	va_start(arguments, format);
	vsnprintf(text + length, size - length, format, arguments);
	va_end(arguments);
}

static void add_wait(const struct scoreboard_slot *slot, uint64_t now_ns, char *text, size_t size)
{
	bool today = slot->next_ns < now_ns + 24 * 3600 * NS_PER_SECOND;
	time_t next = (time_t)(slot->next_ns / NS_PER_SECOND);
	struct tm local;
	char when[32];

	if (localtime_r(&next, &local) &&
		strftime(when, sizeof when, today ? "%H:%M" : "%Y-%m-%d %H:%M", &local))
		add(text, size, "waits until %s", when);
}

static void tell_end(const struct scoreboard_slot *slot, char *text, size_t size)
{
	const char *name = slot->cause < CHILD_CAUSE_COUNT
				   ? child_cause_name((enum child_cause)slot->cause)
				   : "unknown";
	const char *signal_name;
	char memory[32];

	switch (slot->cause) {
	case CHILD_CAUSE_NONE: /* nearly all: snprintf() for each of a thousand shows */
		text[0] = '\0';
		break;
	case CHILD_CAUSE_EXIT:
		snprintf(text, size, "%s %d", name, slot->status);
		break;
	case CHILD_CAUSE_SIGNAL:
		signal_name = signame_of(slot->status);
		if (signal_name)
			snprintf(text, size, "%s %s", name, signal_name);
		else
			snprintf(text, size, "%s %d", name, slot->status);
		break;
	case CHILD_CAUSE_SPAWN:
		snprintf(text, size, "%s: %s", name, strerror(slot->status));
		break;
	case CHILD_CAUSE_MEMORY:
		text_from_size_about(slot->status > 0 ? (uint64_t)slot->status * 1024 : 0, memory,
			sizeof memory);
		snprintf(text, size, "%s %s", name, memory);
		break;
	default:
		snprintf(text, size, "%s", name);
	}
}

void verdict_cause(const struct scoreboard_slot *slot, uint64_t now_ns, char *text, size_t size)
{
	tell_end(slot, text, size);
	if (is_waiting(slot))
		add_wait(slot, now_ns, text, size);
	if (slot->skipped)
		add(text, size, "%llu skipped", (unsigned long long)slot->skipped);
}
