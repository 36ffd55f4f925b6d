/* The action '@PLUGIN@' of @NAME@. It runs in the process that its user started, not in the master. */
#include <reeve/client.h>
#include <reeve/plugin.h>

static int run(struct reeve_context *context)
{
	if (reeve_context_operand_count(context) > 0)
		return reeve_fail(context, REEVE_EXIT_USAGE, "@PLUGIN@ takes no operands");
	return reeve_fail(context, REEVE_EXIT_FAILED, "@PLUGIN@ is still to be written");
}

REEVE_LINKED_ACTION(@SYMBOL@, "@PLUGIN@", "to be written", .run = run);
