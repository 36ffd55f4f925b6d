/* SPDX-License-Identifier: MIT */
/* m12: what becomes of workers when who supervises them is killed and started again as its users
 * would: how many live on, how many copies run then, whether somebody looks after them, and what is
 * left when all is stopped. Counts, not times. */
#include "config.h"

#include "measure.h"
#include "order.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	ORPHAN_WORKERS = 5,
	COMMAND_LIMIT_MS = 30000,
	KILL_LIMIT_MS = 10000,
	LOOK_MS = 20,
	SETTLE_MS = 3000, /* supervisord looks once a second, the others sooner */
};

static unsigned count_copies(const struct fleet *fleet)
{
	struct pids pids;
	unsigned count = 0;

	descendants_reap();
	if (fleet_workers(fleet, &pids) == 0)
		count = (unsigned)pids.count;
	pids_clear(&pids);
	return count;
}

/* Waits until there are so many, or while there are more, but not for ever; returns how many. */
static unsigned await_copies(const struct fleet *fleet, unsigned wanted, bool no_more)
{
	int64_t deadline = child_deadline(SETTLE_MS);
	unsigned count;

	while ((count = count_copies(fleet)) != wanted && record_now() < deadline &&
		(no_more ? count > wanted : count < wanted))
		child_rest(child_deadline(LOOK_MS));
	return count;
}

/* Whatever comes out of it is seen by what runs then. */
static void carry_out(struct fleet *fleet, enum verb verb)
{
	struct running running;
	double ms;

	if (order_begin(fleet, verb, &running) < 0)
		return;
	if (verb == VERB_START && fleet->system->foreground)
		fleet->supervisor = running.child;
	else
		order_finish(fleet, &running, COMMAND_LIMIT_MS, &ms);
}

/* One whose parent was killed, so that it is a child of this process; else any. */
static int open_victim(const struct pids *first)
{
	struct pids victims = {.items = calloc(first->count + 1, sizeof(pid_t))};
	int fd = -1;

	for (size_t i = 0; victims.items && i < first->count; i++)
		if (descendants_parent(first->items[i]) == getpid())
			victims.items[victims.count++] = first->items[i];
	for (size_t i = 0; i < victims.count && fd < 0; i++)
		fd = descendants_open(victims.items[i]);
	for (size_t i = 0; i < first->count && fd < 0; i++)
		fd = descendants_open(first->items[i]);
	pids_clear(&victims);
	return fd;
}

/* Does anybody replace one that was there from the beginning, when it dies? */
static bool is_heeded(struct fleet *fleet, const struct pids *first, unsigned copies)
{
	struct child victim = {.pid = 1, .pidfd = open_victim(first)};
	bool gone;

	if (victim.pidfd < 0)
		return false;
	child_signal(&victim, SIGKILL);
	gone = child_await(victim.pidfd, child_deadline(KILL_LIMIT_MS)) == 0;
	child_close(&victim);
	return gone && await_copies(fleet, copies, false) >= copies;
}

/* Where one above lives, the next start is its business. */
static void look_on(struct fleet *fleet, enum killed killed, const struct pids *first,
	struct survival *survival)
{
	child_rest(child_deadline(1000));
	survival->workers = (unsigned)first->count;
	survival->alive = count_copies(fleet);
	if (killed != KILLED_ONE)
		carry_out(fleet, VERB_START);
	survival->copies = await_copies(fleet, survival->alive + survival->workers, false);
	survival->heeded = is_heeded(fleet, first, survival->copies);
	carry_out(fleet, VERB_STOP);
	survival->left = await_copies(fleet, 0, true);
	survival->known = true;
}

static int look(struct fleet *fleet, enum killed killed, struct survival *survival)
{
	struct pids first;
	int error;

	if (await_copies(fleet, ORPHAN_WORKERS, false) != ORPHAN_WORKERS)
		return fleet_fail(fleet, -EPROTO, "it does not run %u workers", ORPHAN_WORKERS);
	error = fleet_workers(fleet, &first);
	if (!error)
		error = fleet_kill_supervisors(fleet, killed, KILL_LIMIT_MS);
	if (!error)
		look_on(fleet, killed, &first, survival);
	pids_clear(&first);
	return error;
}

static void survive(struct bench *bench, unsigned system, enum killed killed)
{
	struct fleet *fleet = bench_start(bench, system, 12, PURPOSE_RUN, ORPHAN_WORKERS);

	if (!fleet)
		return;
	if (look(fleet, killed, &bench->survivals[killed][system]) < 0)
		bench_problem(bench, system, 12, fleet->problem);
	fleet_abandon(fleet);
	free(fleet);
}

void measure_orphans(struct bench *bench)
{
	/* floor looks after nobody. */
	for (unsigned i = 1; systems[i]; i++) {
		if (!bench->present[i] || bench->broken[i])
			continue;
		fprintf(stderr, "bench: m12: %s\n", systems[i]->name);
		for (enum killed killed = 0; killed < KILLED_COUNT; killed++)
			if (systems[i]->layers || killed == KILLED_ALL)
				survive(bench, i, killed);
	}
}
