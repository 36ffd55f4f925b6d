/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/orphans.h"

#include <stdlib.h>
#include <unistd.h>

#include "master/master.h"
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

void orphans_look(struct master *master, bool exact)
{
	struct orphans *orphans = &master->orphans;

	if (orphans->seen && !exact)
		return;
	orphans_forget(master);
	orphans->seen = true;
	if (strays_children(getppid(), &orphans->pids, &orphans->count) < 0)
		return;
	/* As a rule there is this process alone. */
	if (orphans->count == 1 && orphans->pids[0] == getpid())
		orphans->count = 0;
	else
		drop_workers(master, orphans);
}

void orphans_forget(struct master *master)
{
	free(master->orphans.pids);
	master->orphans = (struct orphans){0};
}
