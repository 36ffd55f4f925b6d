/* The action '@ACTION@': tells how many workers are alive; exit code 1 if one is missing. It runs in the
 * command, not in the master: whatever goes wrong here, what runs goes on. */
#include <string.h>

#include <reeve/plugin.h>
#include <reeve/status.h>

static int run(struct reeve_context *context)
{
	struct reeve_process process = {.size = sizeof process};
	struct reeve_status *status;
	size_t count, alive = 0;
	int code;

	/* `usage` may allow operands for the sake of other actions. */
	if (reeve_context_operand_count(context) > 0)
		return reeve_fail(context, REEVE_EXIT_USAGE, "@ACTION@ takes no operands");
	/* Read from the mapped status file: this asks nobody and waits for nobody. */
	code = reeve_status_read(context, &status);
	if (code)
		return code;
	count = reeve_status_worker_count(status);
	for (size_t i = 0; i < count; i++)
		if (reeve_status_worker(status, i, &process) && strcmp(process.state, "running") == 0)
			alive++;
	reeve_status_free(status);
	/* With -j, one JSON document and nothing else. */
	if (reeve_context_json(context))
		reeve_print(context, "{\"alive\":%zu,\"workers\":%zu}\n", alive, count);
	else
		reeve_print(context, "%zu of %zu workers alive\n", alive, count);
	return alive > 0 && alive == count ? REEVE_EXIT_OK : REEVE_EXIT_FAILED;
}

REEVE_ACTION("@ACTION@", "tell how many workers are alive", .run = run);
