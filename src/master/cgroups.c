/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/cgroups.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fd.h"
#include "master/launch.h"
#include "master/master.h"
#include "master/past.h"
#include "master/report.h"
#include "master/slot.h"
#include "process/cgroup.h"
#include "process/handover.h"
#include "process/signal.h"

int cgroups_open(struct master *master, struct reeve_error *error)
{
	int fd;

	if (!master->resumed && !cgroup_holds_any(HANDOVER_RUN))
		cgroup_clear(HANDOVER_RUN);
	fd = cgroup_open(HANDOVER_RUN);
	if (fd < 0 && fd != -ENOENT)
		error_set(error, REEVE_EXIT_FAILED, "cgroup: cannot open the one of '%s': %s",
			master->name, strerror(-fd));
	if (fd == -ENOENT)
		fd = cgroup_make(HANDOVER_RUN, master->template->cgroup, master->name, error);
	master->cgroup_fd = fd < 0 ? -1 : fd;
	if (fd >= 0 || fd == -ENOENT)
		return 0;
	/* What was not asked for is not missed; and who takes over workers has more to lose. */
	if (master->template->cgroup[0] == '/' && !master->resumed)
		return -1;
	report_log("%s: workers have none of their own", error->text);
	return 0;
}

void cgroups_close(struct master *master)
{
	fd_close(&master->cgroup_fd);
}

/* A command of its own sees to what is below it, and may have one of its own. */
bool cgroups_have(const struct slot *slot)
{
	const struct program *program = slot->launch->program;

	return slot->master->cgroup_fd >= 0 && !program->command &&
	       (program->kill_scope == SCOPE_OF_TREE || program->kill_scope == SCOPE_MIXED);
}

int cgroups_open_birth(struct slot *slot)
{
	int fd;

	if (!cgroups_have(slot))
		return -1;
	fd = cgroup_open_worker(slot->master->cgroup_fd, slot->cell, !slot->cgroup_sound);
	slot->cgroup_sound = fd >= 0;
	if (fd >= 0)
		return fd;
	cgroups_refused(slot, -fd);
	return -1;
}

void cgroups_spoil(struct slot *slot)
{
	slot->cgroup_sound = false;
}

void cgroups_refused(const struct slot *slot, int error)
{
	char name[96];

	if (slot->master->cgroup_refused == error)
		return;
	slot->master->cgroup_refused = error;
	report_log("%s is started without a control group of its own: %s",
		slot_name(slot, name, sizeof name), strerror(error));
}

int cgroups_signal(const struct slot *slot, int signal)
{
	return cgroups_have(slot) ? cgroup_signal(slot->master->cgroup_fd, slot->cell, signal,
					    slot->process.pid)
				  : -ESRCH;
}

void cgroups_prove(const struct master *master, struct past *past)
{
	pid_t pid = past->data.process.pid;
	int pidfd;

	if (past->verdict != IDENTITY_UNPROVEN || master->cgroup_fd < 0)
		return;
	pidfd = signal_pidfd_open(pid);
	if (pidfd < 0 || !cgroup_contains(master->cgroup_fd, past->data.cell, pid) ||
		signal_pidfd_dead(pidfd)) {
		fd_close(&pidfd);
		return;
	}
	past->pidfd = pidfd;
	past->verdict = IDENTITY_OURS;
}

static bool is_anybodys(unsigned cell, void *data)
{
	const bool *taken = data;

	return cell < SCOREBOARD_SLOTS_MAX && taken[cell];
}

void cgroups_settle(struct master *master)
{
	bool *taken = master->cgroup_fd < 0 ? NULL : calloc(SCOREBOARD_SLOTS_MAX, sizeof *taken);

	for (unsigned i = 0; taken && i < master->slot_count; i++) {
		const struct slot *slot = &master->slots[i];

		if (slot->process.pid || slot->remains)
			taken[slot->cell] = true;
	}
	if (taken)
		cgroup_end_others(master->cgroup_fd, is_anybodys, taken);
	free(taken);
}
