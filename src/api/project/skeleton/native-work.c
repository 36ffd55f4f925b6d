/* The work '@PLUGIN@' of @NAME@. Each worker is a process of its own: init once, run again and again until a
 * stop is wanted, then fini. A crash here ends this worker alone; the master starts another. */
#include <stdlib.h>

#include <reeve/plugin.h>
#include <reeve/worker.h>

/* What a worker keeps from one run to the next. */
struct state {
	unsigned long long done;
};

static int init(struct reeve_worker *worker, void **ret_state)
{
	struct state *state = calloc(1, sizeof *state);

	/* `start` shows this sentence, and starts nothing. Values of the program's `config` come by
	 * reeve_worker_config_text() and its like. */
	if (!state)
		return reeve_worker_fail(worker, "out of memory");
	*ret_state = state;
	return 0;
}

/* One piece of work. A long one should look at reeve_worker_stopping() now and then: a stop waits for
 * its end, but not for ever. Standard output is appended to the program's log. */
static int run(struct reeve_worker *worker, void *data)
{
	struct state *state = data;

	(void)worker;
	state->done++;
	return 0;
}

static void fini(struct reeve_worker *worker, void *state)
{
	(void)worker;
	free(state);
}

REEVE_LINKED_WORK(@SYMBOL@, "@PLUGIN@", "to be written", .init = init, .run = run, .fini = fini);
