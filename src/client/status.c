/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/status.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "client/look.h"
#include "client/order.h"
#include "reeve/error.h"
#include "storage/counters.h"
#include "storage/lock.h"
#include "storage/pidfile.h"
#include "storage/runfile.h"

/* The open counters of each uid that was met. */
struct counters_list {
	struct {
		uid_t uid;
		int fd; /* -errno: cannot be read */
	} * items;
	size_t count;
};

/* The counters of a uid, opened when they are first asked for. Returns the list's descriptor or
 * -errno. */
static int find_counters(struct counters_list *list, int dirfd, uid_t uid)
{
	void *items;

	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].uid == uid)
			return list->items[i].fd;
	items = realloc(list->items, (list->count + 1) * sizeof *list->items);
	if (!items)
		return -ENOMEM;
	list->items = items;
	list->items[list->count].uid = uid;
	list->items[list->count].fd = counters_open(dirfd, uid);
	return list->items[list->count++].fd;
}

static void close_counters(struct counters_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		fd_close(&list->items[i].fd);
	free(list->items);
}

/* The slot as it is. Where its claim is newer than what the master wrote about it, the master is
 * between the two, or died there: the process, if there is one, is who made the claim. */
static void read_slot(
	const struct scoreboard *scoreboard, unsigned number, struct scoreboard_slot *slot)
{
	uint64_t claim = atomic_load(scoreboard_claim(scoreboard, number));

	scoreboard_get_slot(scoreboard, number, slot);
	if (slot->flags & SLOT_NODE)
		return;
	if (claim_generation(claim) == (uint32_t)slot->generation)
		return;
	slot->generation = claim_generation(claim);
	slot->process = (struct identity){
		.pid = claim_pid(claim),
		.uid = slot->process.uid,
		.claimed_ns = scoreboard_stamp(scoreboard, number),
	};
	slot->started_ns = 0;
}

static void read_runs(struct counters_list *list, int dirfd, struct status_worker *worker)
{
	struct counters_values values;
	int fd;

	if (!(worker->slot.flags & SLOT_WORK) || !worker->process.pid)
		return;
	fd = find_counters(list, dirfd, worker->slot.process.uid);
	if (fd < 0 || counters_read(fd, worker->slot.cell, &values) < 0)
		return;
	worker->runs_known = true;
	if (values.generation == worker->slot.generation)
		worker->runs = values.runs;
}

/* They come last and are few. */
static int add_node(struct status *status, const struct scoreboard_slot *slot)
{
	struct status_node *nodes = status->nodes;

	if ((status->node_count & (status->node_count - 1)) == 0)
		nodes = realloc(nodes, (status->node_count ? 2 * status->node_count : 1) *
					       sizeof *nodes);
	if (!nodes)
		return -ENOMEM;
	status->nodes = nodes;
	nodes[status->node_count++].slot = *slot;
	return 0;
}

static int read_slots(struct status *status)
{
	unsigned slots = scoreboard_slot_count(status->scoreboard);

	status->workers = calloc(slots ? slots : 1, sizeof *status->workers);
	if (!status->workers)
		return -ENOMEM;
	for (unsigned i = 0; i < slots; i++) {
		struct status_worker *worker = &status->workers[status->worker_count];

		read_slot(status->scoreboard, i, &worker->slot);
		worker->number = i;
		if ((worker->slot.flags & SLOT_NODE) && add_node(status, &worker->slot) < 0)
			return -ENOMEM;
		if (!(worker->slot.flags & SLOT_NODE))
			status->worker_count += worker->slot.program[0] != '\0';
	}
	return 0;
}

static void read_all_runs(const struct rundir *rundir, struct status *status)
{
	struct counters_list list = {0};

	for (size_t i = 0; i < status->worker_count; i++) {
		read_runs(&list, rundir->fd, &status->workers[i]);
		status->live_workers += status->workers[i].process.pid != 0;
	}
	close_counters(&list);
}

static int read_scoreboard(
	const struct rundir *rundir, struct status *status, struct reeve_error *error)
{
	int procfd;
	int result = scoreboard_open(rundir->status_fd, false, &status->scoreboard, error);

	if (result == 0 && scoreboard_is_moved(status->scoreboard)) {
		scoreboard_free(status->scoreboard);
		status->scoreboard = NULL;
		result = scoreboard_open(rundir->status_fd, false, &status->scoreboard, error);
	}
	if (result == -ENOENT)
		return 0;
	if (result < 0) {
		error->code = REEVE_STATUS_UNKNOWN;
		return -1;
	}
	if (!scoreboard_is_current(status->scoreboard)) {
		scoreboard_free(status->scoreboard);
		status->scoreboard = NULL;
		return 0;
	}
	procfd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (procfd < 0)
		return error_set(
			error, REEVE_STATUS_UNKNOWN, "cannot open '/proc': %s", strerror(errno));
	scoreboard_get_command(status->scoreboard, &status->command);
	look_at(procfd, &status->command.guardian, false, &status->guardian);
	look_at(procfd, &status->command.master, false, &status->master);
	result = read_slots(status);
	look_at_workers(procfd, status);
	order_workers(status);
	read_all_runs(rundir, status);
	close(procfd);
	return result < 0 ? error_set(error, REEVE_EXIT_FAILED, "%s", strerror(-result)) : 0;
}

static int read_lock(const struct rundir *rundir, struct status *status, struct reeve_error *error)
{
	/* Not lock_open(): looking makes no files. */
	int fd = fd_open_regular(rundir->fd, LOCK_FILE);
	int held;

	if (fd == -ENOENT)
		return 0;
	held = fd < 0 ? fd : lock_is_held(fd, LOCK_LIFE);
	if (fd >= 0)
		close(fd);
	if (held < 0) {
		runfile_fail(rundir->fd, LOCK_FILE, "look at", held, error);
		error->code = REEVE_STATUS_UNKNOWN;
		return -1;
	}
	status->running = held;
	return 0;
}

/* A scoreboard that outlived everything in it says nothing about now. */
static void forget(struct status *status)
{
	scoreboard_free(status->scoreboard);
	status->scoreboard = NULL;
	status->worker_count = status->node_count = 0;
}

int status_read(const struct rundir *rundir, struct status **ret_status, struct reeve_error *error)
{
	struct status *status = calloc(1, sizeof *status);
	pid_t pid;

	*ret_status = NULL;
	if (!status)
		return error_set(error, REEVE_EXIT_FAILED, "%s", strerror(ENOMEM));
	status->taken_ns = clock_realtime_ns();
	status->guardian.memory = status->master.memory = -1;
	if (rundir->pid_fd >= 0)
		status->pid_file = pidfile_read(rundir->pid_fd, rundir->pid_name, &pid) != -ENOENT;
	if ((rundir->fd >= 0 && read_lock(rundir, status, error) < 0) ||
		(rundir->status_fd >= 0 && read_scoreboard(rundir, status, error) < 0)) {
		status_free(status);
		return -1;
	}
	if (!status->running && !status->live_workers)
		forget(status);
	*ret_status = status;
	return 0;
}

void status_free(struct status *status)
{
	if (!status)
		return;
	scoreboard_free(status->scoreboard);
	free(status->workers);
	free(status->nodes);
	free(status);
}

bool status_pid_alive(pid_t pid)
{
	int fd = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
	struct pollfd ended = {.fd = fd, .events = POLLIN};
	bool alive = fd >= 0 && poll(&ended, 1, 0) == 0;

	fd_close(&fd);
	return alive;
}
