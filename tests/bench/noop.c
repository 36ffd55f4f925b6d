/* SPDX-License-Identifier: MIT */
/* A work plugin that does nothing but count, to measure what a run costs. It reports its start and,
 * after the last run, how many there were by its own count; then it stays until status was read. */
#include "config.h"

#include "record.h"

#include <reeve/plugin.h>
#include <reeve/worker.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static uint64_t runs;

static int report(struct reeve_worker *worker, enum record_kind kind)
{
	struct record record = {
		.kind = kind, .instance = reeve_worker_instance(worker), .count = runs};
	const char *path = getenv("BEACON_FILE");
	int error = path ? record_add(path, record_now(), &record) : -EINVAL;

	return error ? reeve_worker_fail(worker, "BEACON_FILE: %s", strerror(-error)) : 0;
}

static int begin(struct reeve_worker *worker, void **ret_state)
{
	*ret_state = &runs;
	return report(worker, RECORD_INIT);
}

static int count(struct reeve_worker *worker, void *state)
{
	++*(uint64_t *)state;
	return 0;
}

static void end(struct reeve_worker *worker, void *state)
{
	if (report(worker, RECORD_END) == 0)
		record_await_release(getenv("BEACON_FILE"), 10);
}

REEVE_WORK("noop", "counts its runs", .init = begin, .run = count, .fini = end);
