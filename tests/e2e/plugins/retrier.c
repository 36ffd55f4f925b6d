/* SPDX-License-Identifier: MIT */

/* Work that needs something which may not be there, the file `needs` in its directory: init and run
 * wait for it, longer after each failure in a row (config: delay, max: microseconds). Each wait is a
 * line of the record: of how many failures, and whether the time had passed. */

#include <stdio.h>
#include <unistd.h>

#include <reeve/backoff.h>
#include <reeve/plugin.h>
#include <reeve/worker.h>

static int record(struct reeve_worker *worker, const char *line, uint64_t number)
{
	FILE *file = fopen(reeve_worker_config_text(worker, "record", "record"), "a");

	if (!file)
		return reeve_worker_fail(worker, "cannot record");
	fprintf(file, "%s %ju\n", line, (uintmax_t)number);
	return fclose(file);
}

static int run(struct reeve_worker *worker, void *state)
{
	struct reeve_backoff backoff = REEVE_BACKOFF(
		(uint64_t)reeve_worker_config_int(worker, "delay", 1000), 2,
		(uint64_t)reeve_worker_config_int(worker, "max", 4000));

	(void)state;
	backoff.exact = reeve_worker_config_bool(worker, "exact", true);
	while (access(reeve_worker_config_text(worker, "needs", "needed"), F_OK) != 0) {
		record(worker, "wait", backoff.failures + 1);
		if (!reeve_backoff_wait(&backoff, worker)) {
			/* Wanted already: not a moment, however often it is tried. */
			for (int i = 0; i < 1000; i++)
				if (reeve_backoff_wait(&backoff, worker))
					return reeve_worker_fail(worker, "waited after a stop");
			return record(worker, "stopped", backoff.failures);
		}
	}
	reeve_backoff_reset(&backoff);
	return record(worker, "found", backoff.failures);
}

REEVE_WORK("retrier", "waits for a file", .run = run);
