/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/orphans.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/fd.h"
#include "master/master.h"
#include "process/proc.h"
#include "process/strays.h"

static int compare(const void *a, const void *b)
{
	pid_t one = *(const pid_t *)a, other = *(const pid_t *)b;

	return (one > other) - (one < other);
}

/* Workers that were adopted are the guardian's children too. */
static void drop_workers(const struct master *master, struct orphans *orphans)
{
	size_t count = master->slot_count + 1, kept = 0;
	pid_t *workers = calloc(count, sizeof *workers);

	for (unsigned i = 0; workers && i < master->slot_count; i++)
		workers[i] = master->slots[i].process.pid;
	if (workers) {
		workers[count - 1] = getpid();
		qsort(workers, count, sizeof *workers, compare);
	}
	for (size_t i = 0; workers && i < orphans->count; i++)
		if (!bsearch(&orphans->pids[i], workers, count, sizeof *workers, compare))
			orphans->pids[kept++] = orphans->pids[i];
	orphans->count = kept;
	free(workers);
}

/* Opened once: a thousand workers that are stopped are a thousand looks. */
static int open_list(struct orphans *orphans)
{
	pid_t guardian = getppid();

	if (orphans->guardian == guardian)
		return 0;
	if (orphans->guardian)
		fd_close(&orphans->list_fd);
	orphans->list_fd = strays_open_children(guardian);
	orphans->guardian = orphans->list_fd < 0 ? 0 : guardian;
	return orphans->list_fd < 0 ? orphans->list_fd : 0;
}

void orphans_look(struct master *master, bool exact)
{
	struct orphans *orphans = &master->orphans;

	if (orphans->seen && !exact)
		return;
	orphans_forget(master);
	orphans->seen = true;
	if (open_list(orphans) < 0 ||
		strays_read_children(orphans->list_fd, &orphans->pids, &orphans->count) < 0)
		return;
	/* As a rule there is this process alone. */
	if (orphans->count == 1 && orphans->pids[0] == getpid())
		orphans->count = 0;
	else
		drop_workers(master, orphans);
}

void orphans_forget(struct master *master)
{
	struct orphans *orphans = &master->orphans;

	free(orphans->pids);
	orphans->pids = NULL;
	orphans->count = 0;
	orphans->seen = false;
}

void orphans_close(struct master *master)
{
	orphans_forget(master);
	if (master->orphans.guardian)
		fd_close(&master->orphans.list_fd);
	master->orphans.guardian = 0;
}

void orphans_read_guarded(struct guarded *ret_guarded)
{
	int fd = strays_open_children(getppid());

	*ret_guarded = (struct guarded){.pids = NULL};
	ret_guarded->known =
		fd >= 0 && strays_read_children(fd, &ret_guarded->pids, &ret_guarded->count) == 0;
	if (ret_guarded->known)
		qsort(ret_guarded->pids, ret_guarded->count, sizeof *ret_guarded->pids, compare);
	fd_close(&fd);
}

bool orphans_is_guarded(const struct guarded *guarded, pid_t pid)
{
	struct proc_stat stat;

	if (!guarded->known)
		return proc_stat(pid, &stat) == 0 && stat.parent == getppid();
	return bsearch(&pid, guarded->pids, guarded->count, sizeof pid, compare);
}

void orphans_free_guarded(struct guarded *guarded)
{
	free(guarded->pids);
	*guarded = (struct guarded){.pids = NULL};
}
