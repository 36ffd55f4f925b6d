/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "fleet.h"
#include "order.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { QUIT_LIMIT_MS = 20000 };

static int *open_workers(const struct fleet *fleet)
{
	int *fds = calloc(fleet->plan.size, sizeof(*fds));

	for (unsigned i = 0; fds && i < fleet->plan.size; i++)
		fds[i] = i < fleet->seen ? fleet_open_worker(fleet, i) : -1;
	return fds;
}

static void close_workers(int *fds, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		siginfo_t info;

		if (fds[i] < 0)
			continue;
		waitid(P_PIDFD, (id_t)fds[i], &info, WEXITED | WNOHANG);
		close(fds[i]);
	}
	free(fds);
}

/* One after the other: most have gone when their turn comes, so that the waiting does not take a
 * processor from those that are being ended. */
static int await_workers(const int *fds, unsigned count, int64_t deadline_ns)
{
	int error = 0;

	for (unsigned i = 0; i < count && !error; i++)
		if (fds[i] >= 0)
			error = child_await(fds[i], deadline_ns);
	return error;
}

static void kill_workers(const int *fds, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (fds[i] >= 0)
			syscall(SYS_pidfd_send_signal, fds[i], SIGKILL, NULL, 0);
}

int fleet_stop(struct fleet *fleet, double *ret_ms, double *ret_command_ms)
{
	int limit_ms = (int)fleet->system->stop_limit_ms;
	int64_t deadline = child_deadline(limit_ms);
	struct running running;
	int *fds = open_workers(fleet);
	int finished;
	int error = fds ? order_begin(fleet, VERB_STOP, &running) : -ENOMEM;

	if (error) {
		free(fds);
		return error;
	}
	if (running.leaves && child_await(fleet->supervisor.pidfd, deadline) == 0)
		kill_workers(fds, fleet->plan.size);
	error = await_workers(fds, fleet->plan.size, deadline);
	*ret_ms = (double)(record_now() - running.began_ns) / 1e6;
	close_workers(fds, fleet->plan.size);
	finished = order_finish(fleet, &running, limit_ms, ret_command_ms);
	if (error)
		return fleet_fail(
			fleet, error, "workers are left %d s after stop", limit_ms / 1000);
	fleet->up = false;
	return finished;
}

static void quit(struct fleet *fleet)
{
	struct running running;
	struct ended ended;
	double ms;

	if (order_begin(fleet, VERB_QUIT, &running) == 0)
		order_finish(fleet, &running, QUIT_LIMIT_MS, &ms);
	if (!fleet->supervisor.pid)
		return;
	if (child_wait(&fleet->supervisor, child_deadline(QUIT_LIMIT_MS), &ended) == 0)
		return;
	child_signal(&fleet->supervisor, SIGKILL);
	child_wait(&fleet->supervisor, child_deadline(QUIT_LIMIT_MS), &ended);
}

static void release(struct fleet *fleet)
{
	child_close(&fleet->supervisor);
	reader_close(&fleet->reader);
	pids_clear(&fleet->before);
	words_clear(&fleet->environment);
	free(fleet->live);
	fleet->live = NULL;
}

void fleet_end(struct fleet *fleet)
{
	bool started = fleet->before.items != NULL;
	double ms;

	if (fleet->up)
		fleet_stop(fleet, &ms, &ms);
	if (started)
		quit(fleet);
	release(fleet);
}

void fleet_abandon(struct fleet *fleet)
{
	if (descendants_end(child_deadline(QUIT_LIMIT_MS)) < 0)
		fprintf(stderr, "bench: %s: some processes do not end\n", fleet->system->name);
	release(fleet);
}
