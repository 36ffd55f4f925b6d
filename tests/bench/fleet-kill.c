/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "fleet.h"
#include "order.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Stops them until no new one appears. */
static int freeze(const struct fleet *fleet, struct pids *ret_pids)
{
	size_t before = 0;

	for (;;) {
		int error = fleet_supervisors(fleet, ret_pids);

		if (error || ret_pids->count == before)
			return error;
		before = ret_pids->count;
		pids_signal(ret_pids, SIGSTOP);
		pids_clear(ret_pids);
	}
}

static int choose(const struct fleet *fleet, enum killed killed, struct pids *ret_pids)
{
	int error =
		killed == KILLED_ALL ? freeze(fleet, ret_pids) : fleet_supervisors(fleet, ret_pids);

	if (!error && killed != KILLED_ALL)
		pids_keep_by_parent(ret_pids, killed == KILLED_ONE);
	if (!error && killed == KILLED_ONE && ret_pids->count > 1)
		ret_pids->count = 1;
	return error;
}

static int kill_and_await(const struct pids *pids, int64_t deadline_ns)
{
	int *fds = calloc(pids->count + 1, sizeof(*fds));
	int error = fds ? 0 : -ENOMEM;

	for (size_t i = 0; fds && i < pids->count; i++) {
		fds[i] = descendants_open(pids->items[i]);
		if (fds[i] >= 0)
			syscall(SYS_pidfd_send_signal, fds[i], SIGKILL, NULL, 0);
	}
	for (size_t i = 0; fds && i < pids->count; i++) {
		if (fds[i] < 0)
			continue;
		if (!error)
			error = child_await(fds[i], deadline_ns);
		close(fds[i]);
	}
	free(fds);
	return error;
}

int fleet_kill_supervisors(struct fleet *fleet, enum killed killed, int limit_ms)
{
	int64_t deadline = child_deadline(limit_ms);
	struct pids pids;
	struct ended ended;
	int error = choose(fleet, killed, &pids);

	if (!error && pids.count == 0)
		error = -ESRCH;
	if (!error)
		error = kill_and_await(&pids, deadline);
	if (!error && fleet->supervisor.pid && killed != KILLED_ONE)
		error = child_wait(&fleet->supervisor, deadline, &ended);
	pids_clear(&pids);
	return error ? fleet_fail(
			       fleet, error, "its supervisors are not killed: %s", strerror(-error))
		     : 0;
}
