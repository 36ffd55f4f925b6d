/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>
#include <reeve/status.h>

static int run(struct reeve_context *context)
{
	struct reeve_status *status = NULL;
	unsigned flags = reeve_param_bool(context, "config", false) ? REEVE_STATUS_CONFIG : 0;
	int code;

	if (reeve_context_operand_count(context))
		return reeve_fail(context, REEVE_EXIT_USAGE, "status takes no operands");
	code = reeve_status_read(context, &status);
	if (code)
		return code;
	reeve_status_print(context, status, flags);
	code = reeve_status_exit(status);
	reeve_status_free(status);
	return code;
}

REEVE_ACTION("status", "process status", .run = run);
