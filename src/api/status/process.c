/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <string.h>

#include "api/status/data.h"
#include "api/status/verdict.h"
#include "base/clock.h"
#include "reeve/status.h"
#include "supervisor/supervisor.h"

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
	process->start = process->run = process->next = -1;
	if (!facts->pid || !started_ns || started_ns > INT64_MAX)
		return;
	process->start = (int64_t)started_ns;
	process->run = now > started_ns ? (int64_t)((now - started_ns) / NS_PER_SECOND) : 0;
}

static bool find_guardian(const struct reeve_status *status, struct reeve_process *ret_process)
{
	const struct status *facts = status->facts;
	struct reeve_process process;

	if (!facts || !facts->scoreboard)
		return false;
	process = (struct reeve_process){
		.type = "Guardian",
		.title = status->text.data + status->guardian_title,
		.program = "",
		.state = verdict_guardian(facts),
		.wanted = wanted_name(CHILD_WANTED_RUNNING),
		.ready = facts->guardian.pid != 0,
		.cause = "",
		.token = facts->command.guardian_token,
		.command = status->command,
		.status_text = "",
	};
	fill_process(status, &facts->guardian, facts->command.guardian_started_ns, &process);
	return give(&process, ret_process);
}

static bool find_master(const struct reeve_status *status, struct reeve_process *ret_process)
{
	const struct status *facts = status->facts;
	const struct scoreboard_command *command;
	struct reeve_process process;

	if (!facts || !facts->scoreboard)
		return false;
	command = &facts->command;
	process = (struct reeve_process){
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
		.command = status->command,
		.status_text = "",
	};
	fill_process(status, &facts->master, command->master_started_ns, &process);
	return give(&process, ret_process);
}

bool reeve_status_guardian(const struct reeve_status *status, struct reeve_process *ret_process)
{
	for (size_t i = 0; i < reeve_status_part_count(status); i++)
		if (find_guardian(reeve_status_part(status, i), ret_process))
			return true;
	return false;
}

bool reeve_status_master(const struct reeve_status *status, struct reeve_process *ret_process)
{
	for (size_t i = 0; i < reeve_status_part_count(status); i++)
		if (find_master(reeve_status_part(status, i), ret_process))
			return true;
	return false;
}

static size_t count_workers(const struct reeve_status *part)
{
	return part->facts ? part->shown : 0;
}

size_t reeve_status_worker_count(const struct reeve_status *status)
{
	size_t count = 0;

	for (size_t i = 0; i < reeve_status_part_count(status); i++)
		count += count_workers(reeve_status_part(status, i));
	return count;
}

/* What a process said holds as long as it lives; of one that failed it may be the reason. */
static bool says_still(const struct status_worker *worker)
{
	return worker->process.pid || worker->slot.state == CHILD_BACKOFF ||
	       worker->slot.state == CHILD_FATAL;
}

static bool find_worker(
	const struct reeve_status *status, size_t index, struct reeve_process *ret_process)
{
	const struct status_worker *worker = &status->facts->workers[index];
	struct reeve_process process = {.type = "Worker"};

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
	process.exits = worker->slot.exits;
	process.short_lives = worker->slot.short_lives;
	process.next = worker->slot.next_ns && worker->slot.next_ns <= INT64_MAX
			       ? (int64_t)worker->slot.next_ns
			       : -1;
	process.skipped = worker->slot.skipped;
	process.cause = process.title + strlen(process.title) + 1;
	process.token = worker->slot.token;
	process.status_text = says_still(worker) ? worker->slot.status_text : "";
	process.command = status->command;
	return give(&process, ret_process);
}

bool reeve_status_worker(
	const struct reeve_status *status, size_t index, struct reeve_process *ret_process)
{
	for (size_t i = 0; i < reeve_status_part_count(status); i++) {
		const struct reeve_status *part = reeve_status_part(status, i);
		size_t count = count_workers(part);

		if (index < count)
			return find_worker(part, index, ret_process);
		index -= count;
	}
	return false;
}
