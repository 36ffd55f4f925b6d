/* SPDX-License-Identifier: MIT */
/* Work as it was written for ABI 1.0: each run a line on standard output. Frozen. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <reeve/plugin.h>
#include <reeve/worker.h>

struct state {
	const char *greeting;
	bool loud;
	double factor;
	int64_t runs;
};

static int init(struct reeve_worker *worker, void **ret_state)
{
	struct state *state = calloc(1, sizeof *state);

	if (!state)
		return reeve_worker_fail(worker, "out of memory");
	state->greeting = reeve_worker_config_text(worker, "greeting", "missing");
	state->loud = reeve_worker_config_bool(worker, "loud", false);
	state->factor = reeve_worker_config_double(worker, "deep.factor", 0);
	state->runs = reeve_worker_config_int(worker, "runs", 0);
	*ret_state = state;
	printf("init %s.%u pid %d running %d token %d\n", reeve_worker_program(worker),
		reeve_worker_instance(worker), reeve_worker_pid(worker) > 0,
		reeve_worker_running(worker), reeve_worker_token(worker) != NULL);
	return 0;
}

static int run(struct reeve_worker *worker, void *data)
{
	const struct state *state = data;
	uint64_t done = reeve_worker_execute_times(worker);

	printf("run %" PRIu64 " %s loud %d factor %.2f running %d stopping %d of %s\n", done,
		state->greeting, state->loud, state->factor, reeve_worker_running(worker),
		reeve_worker_stopping(worker), reeve_worker_title(worker));
	if (state->runs && done + 1 >= (uint64_t)state->runs)
		reeve_worker_request_stop(worker);
	else if (!reeve_worker_sleep(worker, 1000) && !reeve_worker_stopping(worker))
		return reeve_worker_fail(worker, "a sleep that nobody ended");
	return fflush(stdout) == 0 ? 0 : reeve_worker_fail(worker, "cannot write");
}

static void fini(struct reeve_worker *worker, void *state)
{
	printf("fini stopping %d\n", reeve_worker_stopping(worker));
	free(state);
}

REEVE_WORK("work", "work of ABI 1.0", .init = init, .run = run, .fini = fini);
