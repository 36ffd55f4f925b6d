/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/order.h"

#include <stdlib.h>
#include <string.h>

#include "client/status.h"

static bool same_program(const struct status_worker *a, const struct status_worker *b)
{
	return strcmp(a->slot.program, b->slot.program) == 0;
}

/* Programs stand where their first slot does. Those of a program are in a row, but for one. */
static void rank(struct status *status)
{
	struct status_worker *workers = status->workers;

	for (size_t i = 0; i < status->worker_count; i++) {
		size_t at = i > 0 && same_program(&workers[i - 1], &workers[i]) ? i - 1 : 0;

		while (at < i && !same_program(&workers[at], &workers[i]))
			at++;
		workers[i].rank = at < i ? workers[at].rank : (unsigned)i;
	}
}

static int compare(const void *a, const void *b)
{
	const struct status_worker *one = a, *other = b;
	unsigned spare_one = one->slot.flags & SLOT_SPARE,
		 spare_other = other->slot.flags & SLOT_SPARE;

	if (one->rank != other->rank)
		return one->rank < other->rank ? -1 : 1;
	if (one->slot.instance != other->slot.instance)
		return one->slot.instance < other->slot.instance ? -1 : 1;
	if (spare_one != spare_other)
		return spare_one ? 1 : -1;
	/* Who has just taken the place has it. */
	return one->slot.generation > other->slot.generation ? -1 : 1;
}

static bool is_idle(const struct status_worker *worker)
{
	return (worker->slot.flags & SLOT_SPARE) && !worker->process.pid;
}

void order_workers(struct status *status)
{
	struct status_worker *workers = status->workers;
	size_t count = 0;
	bool rolls = false;

	for (size_t i = 0; i < status->worker_count; i++)
		rolls = rolls || (workers[i].slot.flags & SLOT_SPARE);
	if (!rolls)
		return;
	rank(status);
	qsort(workers, status->worker_count, sizeof *workers, compare);
	for (size_t i = 0; i < status->worker_count; i++) {
		if (i > 0 && workers[i].slot.instance == workers[i - 1].slot.instance &&
			workers[i].rank == workers[i - 1].rank)
			workers[i].slot.flags |= SLOT_SPARE;
		if (!is_idle(&workers[i]))
			workers[count++] = workers[i];
	}
	status->worker_count = count;
}
