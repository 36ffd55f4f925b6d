/* SPDX-License-Identifier: MIT */
/* An action as it was written for ABI 1.0: its first operand says what to do. Frozen. */
#include <string.h>

#include <reeve/client.h>
#include <reeve/plugin.h>
#include <reeve/status.h>

static void look(struct reeve_context *context, const struct reeve_status *status)
{
	struct reeve_process process = {.size = sizeof process};

	reeve_print(context, "running %d exit %d\n", reeve_status_running(status),
		reeve_status_exit(status));
	if (reeve_status_guardian(status, &process))
		reeve_print(context, "%s %d\n", process.type, reeve_pid_alive(process.pid));
	if (reeve_status_master(status, &process))
		reeve_print(context, "%s %s\n", process.type, process.state);
	for (size_t i = 0; i < reeve_status_worker_count(status); i++)
		if (reeve_status_worker(status, i, &process))
			reeve_print(context, "%s %s.%u %s %s\n", process.type, process.program,
				process.instance, process.state, process.wanted);
}

static int read_status(struct reeve_context *context)
{
	struct reeve_status *status;
	int code = reeve_status_read(context, &status);

	if (code)
		return code;
	if (reeve_context_json(context))
		reeve_status_print(context, status, REEVE_STATUS_CONFIG);
	else
		look(context, status);
	reeve_status_free(status);
	return REEVE_EXIT_OK;
}

static int run(struct reeve_context *context)
{
	const char *what;

	reeve_note(context, "%s %s of %s, option %s, times %d", reeve_context_command(context),
		reeve_context_action(context), strrchr(reeve_context_template(context), '/') + 1,
		reeve_param_text(context, "option.text", "none"),
		(int)reeve_param_int(context, "option.times", -1));
	if (reeve_context_operand_count(context) != 1)
		return reeve_fail(context, REEVE_EXIT_USAGE, "one operand is wanted");
	what = reeve_context_operand(context, 0);
	if (strcmp(what, "start") == 0)
		return reeve_client_start(context);
	if (strcmp(what, "wakeup") == 0)
		return reeve_client_wakeup(context);
	if (strcmp(what, "restart") == 0)
		return reeve_client_restart(context);
	if (strcmp(what, "stop") == 0)
		return reeve_client_stop(context);
	return read_status(context);
}

REEVE_ACTION("action", "an action of ABI 1.0", .run = run);
