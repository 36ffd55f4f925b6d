/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>
#include <reeve/status.h>

static int run(struct reeve_context *context)
{
	struct reeve_status *status = NULL;
	unsigned flags = reeve_param_bool(context, "config", false) ? REEVE_STATUS_CONFIG : 0;
	int code;

	code = reeve_status_read(context, &status);
	if (code)
		return code;
	if (reeve_context_operand_count(context))
		code = reeve_status_choose(context, status, reeve_context_operands(context));
	if (!code) {
		reeve_status_print(context, status, flags);
		code = reeve_status_exit(status);
	}
	reeve_status_free(status);
	return code;
}

REEVE_ACTION("status", "process status", .run = run);
