/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "fleet.h"
#include "order.h"

#include <errno.h>
#include <signal.h>
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

/* Stops them until no new one appears. */
static int freeze_supervisors(const struct fleet *fleet, struct pids *ret_pids)
{
	size_t before = 0;
	int error;

	for (;;) {
		error = fleet_supervisors(fleet, ret_pids);
		if (error || ret_pids->count == before)
			return error;
		before = ret_pids->count;
		pids_signal(ret_pids, SIGSTOP);
		pids_clear(ret_pids);
	}
}

static int await_gone(const struct pids *pids, const int *fds, int64_t deadline_ns)
{
	int error = 0;

	for (size_t i = 0; i < pids->count && !error; i++)
		if (fds[i] >= 0)
			error = child_await(fds[i], deadline_ns);
	return error;
}

int fleet_kill_supervisors(struct fleet *fleet, bool top, int limit_ms)
{
	struct pids pids;
	struct ended ended;
	int64_t deadline = child_deadline(limit_ms);
	int error = top ? fleet_supervisors(fleet, &pids) : freeze_supervisors(fleet, &pids);
	int *fds = error ? NULL : calloc(pids.count + 1, sizeof(*fds));

	if (!fds)
		return fleet_fail(fleet, -ENOMEM, "its supervisors cannot be listed");
	if (top)
		pids_keep_tops(&pids);
	for (size_t i = 0; i < pids.count; i++)
		fds[i] = descendants_open(pids.items[i]);
	pids_signal(&pids, SIGKILL);
	error = await_gone(&pids, fds, deadline);
	for (size_t i = 0; i < pids.count; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	free(fds);
	pids_clear(&pids);
	if (!error && fleet->supervisor.pid)
		error = child_wait(&fleet->supervisor, deadline, &ended);
	descendants_reap();
	return error ? fleet_fail(fleet, error, "its supervisors do not end") : 0;
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

void fleet_end(struct fleet *fleet)
{
	bool started = fleet->before.items != NULL;
	double ms;

	if (fleet->up)
		fleet_stop(fleet, &ms, &ms);
	if (started)
		quit(fleet);
	child_close(&fleet->supervisor);
	reader_close(&fleet->reader);
	pids_clear(&fleet->before);
	words_clear(&fleet->environment);
	free(fleet->live);
	fleet->live = NULL;
}
