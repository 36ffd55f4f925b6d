/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/slot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "master/cgroups.h"
#include "master/launch.h"
#include "master/loop.h"
#include "master/master.h"
#include "master/memory.h"
#include "master/minding.h"
#include "master/node.h"
#include "master/probe.h"
#include "master/reason.h"
#include "process/identity.h"

unsigned slot_index(const struct slot *slot)
{
	return (unsigned)(slot - slot->master->slots);
}

const char *slot_name(const struct slot *slot, char *text, size_t size)
{
	snprintf(text, size, "%s.%u", slot->launch->program->name, (unsigned)slot->instance);
	return text;
}

/* Beside whom a spare slot's process is: that is its name. */
static void note_beside(struct slot *slot, const struct child_record *record)
{
	if (slot->spare && record->beside < slot->master->slot_count)
		slot->instance = slot->master->slots[record->beside].instance;
}

void slot_write(struct slot *slot)
{
	struct master *master = slot->master;
	unsigned index = slot_index(slot);
	const struct child_record *record = supervisor_child(master->supervisor, index);
	struct scoreboard_slot data = {.above = node_above(slot),
		.state = record->state,
		.wanted = record->wanted,
		.cause = record->cause,
		.status = record->status,
		.restarts = record->restarts,
		.exits = record->exits,
		.window = slot->window,
		.short_lives = record->short_lives,
		.changed_ns = record->changed_ns,
		.started_ns = slot->started_ns,
		.generation = slot->generation,
		.process = slot->process,
		.edition = slot->edition,
		.cell = slot->cell,
		.extended_s = slot->extended_s,
		.next_ns = slot->next_ns,
		.skipped = slot->skipped};

	note_beside(slot, record);
	data.instance = slot->instance;
	snprintf(data.program, sizeof data.program, "%s", slot->launch->program->name);
	memcpy(data.token, slot->token, sizeof data.token);
	memcpy(data.status_text, slot->status_text, sizeof data.status_text);
	data.flags |= slot->says;
	if (slot->launch->program->kind == PROGRAM_WORK)
		data.flags |= SLOT_WORK;
	if (slot->launch->program->schedule)
		data.flags |= SLOT_SCHEDULED;
	data.flags |= minding_flags(slot->launch->program);
	if (record->state == CHILD_RUNNING)
		data.flags |= SLOT_READY;
	if (record->probing)
		data.flags |= SLOT_PROBING;
	if (record->asked)
		data.flags |= SLOT_ASKED;
	if (record->paused)
		data.flags |= SLOT_PAUSED;
	if (record->due)
		data.flags |= SLOT_DUE;
	if (slot->spare)
		data.flags |= SLOT_SPARE;
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

static void write_exits(struct slot *slot, const struct child_record *record)
{
	struct master *master = slot->master;
	unsigned index = slot_index(slot), ring = scoreboard_ring_length(master->scoreboard);
	uint64_t times[SCOREBOARD_RING_MAX];
	size_t count = supervisor_window(master->supervisor, index, times, SCOREBOARD_RING_MAX);

	count = count < ring ? count : ring;
	for (size_t i = 0; i < count && record->exits != slot->exits && record->exits >= count; i++)
		scoreboard_set_exit(master->scoreboard, index, record->exits - count + i, times[i]);
	slot->exits = record->exits;
	slot->window = (uint32_t)count;
}

/* What is the worker's goes to the slot that has the new process; what is a process's stays. */
void slot_swap(struct slot *new, struct slot *old)
{
	const struct supervisor *supervisor = new->master->supervisor;

	unsigned number = new->number;

	new->number = old->number;
	old->number = number;
	new->master->order[new->number] = slot_index(new);
	new->master->order[old->number] = slot_index(old);
	new->instance = old->instance;
	new->next_ns = old->next_ns;
	new->skipped = old->skipped;
	old->next_ns = old->skipped = 0;
	new->turning = old->turning;
	old->turning = false;
	new->spare = false;
	old->spare = true;
	new->exits = UINT64_MAX; /* none of its times stands here yet */
	write_exits(new, supervisor_child(supervisor, slot_index(new)));
	/* The first store decides: of two slots of one worker the one of the higher generation is
	 * it. Whoever dies before has changed nothing. */
	slot_write(new);
	slot_write(old);
}

void slot_tell(struct slot *slot, enum child_event type, enum child_cause cause, int status)
{
	struct supervisor_event event = {
		.type = type, .child = slot_index(slot), .cause = cause, .status = status};

	master_step(slot->master, &event);
}

/* What the worker of this start has written; false: nothing yet, or nothing that can be read. */
bool slot_read_cell(const struct slot *slot, struct counters_values *ret_cell)
{
	return counters_read(slot->launch->counters_fd, slot->cell, ret_cell) == 0 &&
	       ret_cell->generation == slot->generation;
}

void slot_look_ready(struct slot *slot)
{
	const struct child_record *record =
		supervisor_child(slot->master->supervisor, slot_index(slot));
	struct counters_values cell;

	if (slot->pidfd >= 0 && slot->launch->program->kind == PROGRAM_WORK &&
		record->state == CHILD_STARTING && slot_read_cell(slot, &cell) && cell.ready)
		slot_tell(slot, CHILD_EVENT_READY, CHILD_CAUSE_NONE, 0);
}

bool slot_changed(struct slot *slot)
{
	struct master *master = slot->master;
	unsigned index = slot_index(slot);
	const struct child_record *record = supervisor_child(master->supervisor, index);
	bool ended = record->exits != slot->exits && record->exits > 0; /* 0: a reset */
	/* Of a set that outlived its leader the end is known before it is known what comes of it.
	 */
	bool lost = record->state == CHILD_FATAL && slot->state != CHILD_FATAL &&
		    record->cause != CHILD_CAUSE_UNPROVEN;

	write_exits(slot, record);
	reason_log_age(slot);
	if (slot->state != record->state)
		slot->extended_s = 0;
	slot->state = record->state;
	slot->changed_ns = record->changed_ns;
	slot_write(slot);
	slot_follow_pause(slot);
	return ended || lost;
}

/* What has a process is looked after from here on. */
int slot_watch(struct slot *slot)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = slot};

	if (epoll_ctl(slot->master->epoll_fd, EPOLL_CTL_ADD, slot->pidfd, &event) < 0)
		return -errno;
	slot->watched = true;
	memory_look(slot->master->memory, slot);
	probe_begin(slot->master->probe, slot);
	return 0;
}

/* Before the close: a child between birth and exec holds a copy of the descriptor, and the set
 * would report a number that is no longer ours. */
void slot_unwatch(struct slot *slot)
{
	if (slot->watched)
		epoll_ctl(slot->master->epoll_fd, EPOLL_CTL_DEL, slot->pidfd, NULL);
	slot->watched = false;
}

/* The slot has no process any more. */
void slot_clear(struct slot *slot)
{
	slot_unwatch(slot);
	fd_close(&slot->pidfd);
	slot->process = (struct identity){0};
	slot->paused = false;
	slot->cause = CHILD_CAUSE_NONE;
	slot->says = 0;
	atomic_store(scoreboard_claim(slot->master->scoreboard, slot_index(slot)),
		claim_make(slot->generation, 0));
}

void slot_done(struct slot *slot)
{
	slot_unwatch(slot);
	fd_close(&slot->pidfd);
}

/* A new generation with pid 0: whoever still claims for an older one loses. What is needed to know
 * the child again is written before there is a child. */
static int announce(struct slot *slot)
{
	const struct master *master = slot->master;
	const struct child_record *record = supervisor_child(master->supervisor, slot_index(slot));
	struct token token;
	int result = token_make(&token);

	if (result < 0)
		return result;
	/* Of a worker that changes places the newer process has the higher one. */
	if (slot->spare && record->beside < master->slot_count &&
		master->slots[record->beside].generation > slot->generation)
		slot->generation = master->slots[record->beside].generation;
	slot->generation++;
	slot->edition = slot->launch->program->edition;
	slot->ended_ticks = 0;
	slot->overdue = slot->extended = slot->contradicted = false;
	slot->extended_s = 0;
	slot->says = 0;
	memset(slot->status_text, 0, sizeof slot->status_text);
	memcpy(slot->token, token.text, sizeof slot->token);
	slot->process =
		(struct identity){.uid = slot->launch->uid, .spawned_ns = clock_boottime_ns()};
	slot->started_ns = clock_realtime_ns();
	atomic_store(scoreboard_claim_stamp(slot->master->scoreboard, slot_index(slot)),
		stamp_awaited(slot->generation));
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
	int cgroup = cgroups_open_birth(slot), result;

	if (launch->program->kind == PROGRAM_WORK)
		counters_mend(launch->counters_fd, master->cell_count);
	launch_name(launch, slot->token, slot->instance, slot->cell, slot->generation);
	result = spawn_process(
		&(struct spawn){.paths = launch->paths,
			.cgroup = cgroup < 0 ? 0 : cgroup,
			.argv = launch->argv,
			.envp = launch->envp,
			.pid_text = launch->pid_text,
			.fds = launch->fds,
			.fd_count = launch->fd_count,
			.cwd = launch->program->cwd,
			.umask = (int)launch->program->umask,
			.descriptors = &master->worker_files,
			.world = &launch->program->world,
			.standard_signals = master->standard_signals,
			.parent_death_signal = launch->program->stop_on_master_death
						       ? launch->program->stop_signal
						       : 0,
			.claim = scoreboard_claim(master->scoreboard, index),
			.claim_stamp = scoreboard_claim_stamp(master->scoreboard, index),
			.claim_empty = claim_make(slot->generation, 0),
			.stamp_awaited = stamp_awaited(slot->generation)},
		ret_spawned);
	fd_close(&cgroup);
	if (result == 0 && ret_spawned->cgroup_error)
		cgroups_refused(slot, ret_spawned->cgroup_error);
	return result;
}

void slot_spawn(struct slot *slot)
{
	struct spawned spawned = {.pidfd = -1, .stage = SPAWN_FORK};
	int result = announce(slot);

	if (result == 0)
		result = start(slot, &spawned);
	if (result < 0) {
		slot_clear(slot);
		slot->stage = spawned.stage;
		slot->limit = spawned.limit;
		slot->spawn_error = -result;
		loop_tell_failed(slot->master);
		return;
	}
	slot->crowded = false;
	slot->pidfd = spawned.pidfd;
	slot->own = true;
	slot->by_guardian = false;
	slot->process.pid = spawned.pid;
	slot->process.claimed_ns = scoreboard_stamp(slot->master->scoreboard, slot_index(slot));
	identity_complete(&slot->process, slot->pidfd);
	slot_write(slot);
	slot_watch(slot);
	slot_tell(slot, CHILD_EVENT_SPAWNED, CHILD_CAUSE_NONE, 0);
}

/* No descriptors, processes or memory left: that is nothing about the program, but for limits that
 * it has set itself to be executed in. */
static bool is_passing(enum spawn_stage stage, int error)
{
	return error == EAGAIN || error == ENOMEM || error == ENFILE ||
	       (error == EMFILE && stage == SPAWN_FORK);
}

void slot_tell_failed(struct slot *slot)
{
	int error = slot->spawn_error;

	struct supervisor_event event = {.type = CHILD_EVENT_SPAWN_FAILED,
		.child = slot_index(slot),
		.cause = CHILD_CAUSE_SPAWN,
		.status = error,
		.passing = is_passing(slot->stage, error)};
	uint64_t exits = slot->exits;

	slot->spawn_error = 0;
	if (!error)
		return;
	master_step(slot->master, &event);
	if (slot->exits == exits && slot->state == CHILD_BACKOFF)
		reason_log_crowded(slot);
}
