/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/slot.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/report.h"
#include "process/identity.h"
#include "process/proc.h"
#include "process/signal.h"

#define RECHECK_MS 100

unsigned slot_index(const struct slot *slot)
{
	return (unsigned)(slot - slot->master->slots);
}

const char *slot_name(const struct slot *slot, char *text, size_t size)
{
	snprintf(text, size, "%s.%u", slot->launch->program->name, (unsigned)slot->instance);
	return text;
}

void slot_write(struct slot *slot)
{
	struct master *master = slot->master;
	unsigned index = slot_index(slot);
	const struct child_record *record = supervisor_child(master->supervisor, index);
	struct scoreboard_slot data = {.instance = slot->instance,
		.state = record->state,
		.wanted = record->wanted,
		.cause = record->cause,
		.status = record->status,
		.restarts = record->restarts,
		.exits = record->exits,
		.window = slot->window,
		.changed_ns = record->changed_ns,
		.started_ns = slot->started_ns,
		.generation = slot->generation,
		.process = slot->process};

	snprintf(data.program, sizeof data.program, "%s", slot->launch->program->name);
	memcpy(data.token, slot->token, sizeof data.token);
	if (slot->launch->program->kind == PROGRAM_WORK)
		data.flags |= SLOT_WORK;
	if (record->state == CHILD_RUNNING)
		data.flags |= SLOT_READY;
	if (slot->process.pid && !slot->own)
		data.flags |= SLOT_ADOPTED;
	if (slot->cause != CHILD_CAUSE_NONE) {
		/* How the leader ended is known though the core has not acted on it: a master that
		 * comes after us shall know it too. */
		data.flags |= SLOT_ENDED;
		data.cause = slot->cause;
		data.status = slot->status;
	}
	scoreboard_set_slot(master->scoreboard, index, &data);
}

static void tell(struct slot *slot, enum child_event type, enum child_cause cause, int status)
{
	struct supervisor_event event = {
		.type = type, .child = slot_index(slot), .cause = cause, .status = status};

	master_step(slot->master, &event);
}

static const char *signal_name(int signal)
{
	const char *name = sigabbrev_np(signal);

	return name ? name : "of unknown name";
}

/* What the worker of this start has written; false: nothing yet, or nothing that can be read. */
static bool read_cell(const struct slot *slot, struct counters_values *ret_cell)
{
	return counters_read(slot->master->counters_fd, slot_index(slot), ret_cell) == 0 &&
	       ret_cell->generation == slot->generation;
}

/* What a work plugin said when it failed; written by the worker: bounded, and escaped by whoever
 * shows it. */
static size_t last_words(const struct slot *slot, char *text, size_t size)
{
	struct counters_values cell;

	text[0] = '\0';
	if (slot->launch->program->kind != PROGRAM_WORK || !read_cell(slot, &cell) || !cell.failed)
		return 0;
	snprintf(text, size, "%s", cell.last_words);
	return strlen(text);
}

void slot_tell_end(const struct slot *slot, char *text, size_t size)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	char name[96], words[256];

	slot_name(slot, name, sizeof name);
	if (last_words(slot, words, sizeof words))
		snprintf(text, size, "%s: %s", name, words);
	else if (record->cause == CHILD_CAUSE_SPAWN && slot->stage == SPAWN_EXEC)
		snprintf(text, size, "%s: cannot execute '%s': %s", name,
			slot->launch->program->kind == PROGRAM_WORK ? "reeve-worker"
								    : slot->launch->argv[0],
			strerror(record->status));
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

static void log_end(const struct slot *slot, const struct child_record *record)
{
	char text[512];

	slot_tell_end(slot, text, sizeof text);
	if (record->state == CHILD_FATAL)
		report_log("%s; given up after %u unplanned exits within %llu s", text,
			slot->launch->program->max_restarts + 1,
			(unsigned long long)(slot->launch->program->restart_window_ns /
					     NS_PER_SECOND));
	else
		report_log("%s", text);
}

void slot_look_ready(struct slot *slot)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	struct counters_values cell;

	if (slot->pidfd >= 0 && slot->launch->program->kind == PROGRAM_WORK &&
		record->state == CHILD_STARTING && read_cell(slot, &cell) && cell.ready)
		tell(slot, CHILD_EVENT_READY, CHILD_CAUSE_NONE, 0);
}

void slot_changed(struct slot *slot)
{
	struct master *master = slot->master;
	unsigned index = slot_index(slot), ring = scoreboard_ring_length(master->scoreboard);
	const struct child_record *record = supervisor_child(master->supervisor, index);
	uint64_t times[SCOREBOARD_RING_MAX];
	size_t count;

	count = supervisor_window(master->supervisor, index, times, SCOREBOARD_RING_MAX);
	count = count < ring ? count : ring;
	if (record->exits != slot->exits) {
		for (size_t i = 0; i < count; i++)
			scoreboard_set_exit(
				master->scoreboard, index, record->exits - count + i, times[i]);
		slot->exits = record->exits;
		log_end(slot, record);
	}
	slot->window = (uint32_t)count;
	slot_write(slot);
}

int slot_watch(struct slot *slot)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = slot};

	if (epoll_ctl(slot->master->epoll_fd, EPOLL_CTL_ADD, slot->pidfd, &event) < 0)
		return -errno;
	slot->watched = true;
	return 0;
}

/* Before the close: a child between birth and exec holds a copy of the descriptor, and the set
 * would report a number that is no longer ours. */
static void unwatch(struct slot *slot)
{
	if (slot->watched)
		epoll_ctl(slot->master->epoll_fd, EPOLL_CTL_DEL, slot->pidfd, NULL);
	slot->watched = false;
}

static void set_lingers(struct slot *slot, bool lingers)
{
	if (slot->lingers != lingers)
		slot->master->lingering += lingers ? 1 : -1u;
	slot->lingers = lingers;
}

static void set_awaits_ring(struct slot *slot, bool awaits)
{
	if (slot->awaits_ring != awaits)
		slot->master->awaiting += awaits ? 1 : -1u;
	slot->awaits_ring = awaits;
}

/* The slot has no process any more. */
static void clear(struct slot *slot)
{
	unwatch(slot);
	set_lingers(slot, false);
	set_awaits_ring(slot, false);
	fd_close(&slot->pidfd);
	slot->process = (struct identity){0};
	slot->cause = CHILD_CAUSE_NONE;
	atomic_store(scoreboard_claim(slot->master->scoreboard, slot_index(slot)),
		claim_make(slot->generation, 0));
}

void slot_done(struct slot *slot)
{
	unwatch(slot);
	fd_close(&slot->pidfd);
}

/* A new generation with pid 0: whoever still claims for an older one loses. What is needed to know
 * the child again is written before there is a child. */
static int announce(struct slot *slot)
{
	struct token token;
	int result = token_make(&token);

	if (result < 0)
		return result;
	slot->generation++;
	memcpy(slot->token, token.text, sizeof slot->token);
	slot->process = (struct identity){.uid = geteuid(), .spawned_ns = clock_boottime_ns()};
	slot->started_ns = clock_realtime_ns();
	atomic_store(scoreboard_claim_stamp(slot->master->scoreboard, slot_index(slot)), 0);
	slot_write(slot);
	atomic_store(scoreboard_claim(slot->master->scoreboard, slot_index(slot)),
		claim_make(slot->generation, 0));
	return 0;
}

static int start(struct slot *slot, struct spawned *ret_spawned)
{
	struct master *master = slot->master;
	struct launch *launch = &master->launches[slot->launch - master->launches];
	unsigned index = slot_index(slot);

	launch_name(launch, slot->token, slot->instance, index, slot->generation);
	return spawn_process(
		&(struct spawn){.paths = launch->paths,
			.argv = launch->argv,
			.envp = launch->envp,
			.fds = launch->fds,
			.fd_count = launch->fd_count,
			.cwd = launch->program->cwd,
			.umask = (int)launch->program->umask,
			.descriptors = &master->worker_files,
			.claim = scoreboard_claim(master->scoreboard, index),
			.claim_stamp = scoreboard_claim_stamp(master->scoreboard, index),
			.claim_empty = claim_make(slot->generation, 0)},
		ret_spawned);
}

void slot_spawn(struct slot *slot)
{
	struct spawned spawned = {.pidfd = -1, .stage = SPAWN_FORK};
	int result = announce(slot);

	if (result == 0)
		result = start(slot, &spawned);
	if (result < 0) {
		clear(slot);
		slot->stage = spawned.stage;
		slot->spawn_error = -result;
		master_tell_failed(slot->master);
		return;
	}
	slot->pidfd = spawned.pidfd;
	slot->own = true;
	slot->by_guardian = false;
	slot->process.pid = spawned.pid;
	slot->process.claimed_ns =
		atomic_load(scoreboard_claim_stamp(slot->master->scoreboard, slot_index(slot)));
	identity_complete(&slot->process, slot->pidfd);
	slot_write(slot);
	slot_watch(slot);
	tell(slot, CHILD_EVENT_SPAWNED, CHILD_CAUSE_NONE, 0);
}

void slot_signal(struct slot *slot, int signal)
{
	int result;

	if (slot->pidfd < 0)
		return;
	result = signal_group(slot->pidfd, slot->process.pid, slot->ended_ticks, signal);
	/* A process that was stopped acts on nothing but KILL until it is continued. */
	if (result == 0 && signal != SIGKILL)
		signal_group(slot->pidfd, slot->process.pid, slot->ended_ticks, SIGCONT);
	if (slot->lingers)
		slot_recheck(slot);
}

void slot_tell_failed(struct slot *slot)
{
	int error = slot->spawn_error;

	slot->spawn_error = 0;
	if (error)
		tell(slot, CHILD_EVENT_SPAWN_FAILED, CHILD_CAUSE_SPAWN, error);
}

static void note_cause(struct slot *slot, int code, int status)
{
	slot->cause = code == CLD_EXITED ? CHILD_CAUSE_EXIT : CHILD_CAUSE_SIGNAL;
	slot->status = status;
}

/* The newest entries first: a pid comes again only after all others. */
static bool find_in_ring(struct slot *slot)
{
	struct deaths *deaths = slot->master->deaths;
	uint64_t count = deaths ? deaths_count(deaths) : 0;
	uint64_t oldest = count > DEATHS_CAPACITY ? count - DEATHS_CAPACITY : 0;
	struct death death;

	while (count-- > oldest) {
		if (!deaths_get(deaths, count, &death) || death.pid != slot->process.pid)
			continue;
		if (slot->process.start_ticks && death.start_ticks != slot->process.start_ticks)
			continue;
		note_cause(slot, death.code, death.status);
		return true;
	}
	return false;
}

/* How an own child ended: read while it is a zombie, written down, only then reaped. */
static bool take_status(struct slot *slot)
{
	siginfo_t info = {0};

	if (waitid(P_PIDFD, (id_t)slot->pidfd, &info, WEXITED | WNOHANG | WNOWAIT) < 0) {
		slot->cause = CHILD_CAUSE_UNKNOWN;
		return true;
	}
	if (!info.si_pid)
		return false;
	note_cause(slot, info.si_code, info.si_status);
	slot_write(slot);
	waitid(P_PIDFD, (id_t)slot->pidfd, &info, WEXITED | WNOHANG);
	return true;
}

static bool set_is_empty(struct slot *slot)
{
	return signal_group(slot->pidfd, slot->process.pid, slot->ended_ticks, 0) == -ESRCH;
}

static void tell_gone(struct slot *slot)
{
	enum child_cause cause = slot->cause;
	int status = slot->status;

	clear(slot);
	tell(slot, CHILD_EVENT_GONE, cause, status);
}

static void settle_end(struct slot *slot)
{
	struct master *master = slot->master;

	slot->ended_ticks = proc_ticks(clock_boottime_ns());
	if (set_is_empty(slot)) {
		tell_gone(slot);
		return;
	}
	set_lingers(slot, true);
	slot_write(slot);
	/* Orphans that come to the guardian are told by its event; a group that was adopted has its
	 * orphans elsewhere, and nobody tells. */
	if (!uv_is_active((uv_handle_t *)&master->recheck))
		uv_timer_start(&master->recheck, master_recheck, RECHECK_MS, RECHECK_MS);
	tell(slot, CHILD_EVENT_EXITED, slot->cause, slot->status);
}

void slot_ended(struct slot *slot)
{
	if (slot->own && !take_status(slot))
		return;
	unwatch(slot);
	if (!slot->own && slot->cause == CHILD_CAUSE_NONE && !find_in_ring(slot)) {
		if (slot->by_guardian) {
			set_awaits_ring(slot, true);
			return;
		}
		slot->cause = CHILD_CAUSE_UNKNOWN;
	}
	/* It may have become ready in the same moment: that came first. */
	slot_look_ready(slot);
	settle_end(slot);
}

void slot_lost(struct slot *slot)
{
	if (slot->cause == CHILD_CAUSE_NONE && !find_in_ring(slot))
		slot->cause = CHILD_CAUSE_UNKNOWN;
	tell_gone(slot);
}

void slot_recheck(struct slot *slot)
{
	if (slot->awaits_ring && find_in_ring(slot)) {
		set_awaits_ring(slot, false);
		settle_end(slot);
	} else if (slot->lingers && set_is_empty(slot)) {
		tell_gone(slot);
	}
}
