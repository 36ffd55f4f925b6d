/* The work of @NAME@. Each worker is a process of its own that loads @WORK@.so and calls init once, run
 * again and again until a stop is wanted, then fini. A crash here ends this worker alone; the master
 * starts another. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reeve/plugin.h>
#include <reeve/worker.h>

/* What a worker keeps from one run to the next. */
struct state {
	const char *greeting;
};

static int init(struct reeve_worker *worker, void **ret_state)
{
	struct state *state = calloc(1, sizeof *state);

	/* `start` shows this sentence, and starts nothing. */
	if (!state)
		return reeve_worker_fail(worker, "out of memory");
	/* From the program's `config` in the template; lives as long as the worker. */
	state->greeting = reeve_worker_config_text(worker, "greeting", "hello");
	*ret_state = state;
	return 0;
}

/* One piece of work. A long one should look at reeve_worker_stopping() now and then: a stop waits for
 * its end, but not for ever. */
static int run(struct reeve_worker *worker, void *data)
{
	const struct state *state = data;

	/* Standard output is appended to the program's log. */
	printf("%s from %s, run %" PRIu64 "\n", state->greeting, reeve_worker_title(worker),
		reeve_worker_execute_times(worker) + 1);
	if (fflush(stdout) != 0)
		return reeve_worker_fail(worker, "cannot write: %s", strerror(errno));
	return 0;
}

static void fini(struct reeve_worker *worker, void *state)
{
	(void)worker;
	free(state);
}

REEVE_WORK("@WORK@", "greet once a run", .init = init, .run = run, .fini = fini);
