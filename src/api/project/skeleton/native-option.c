/* The option '@PLUGIN@' of @NAME@. An option does nothing itself: it sets a parameter, and the action that
 * follows reads it. */
#include <stdbool.h>

#include <reeve/context.h>
#include <reeve/plugin.h>

static int apply(struct reeve_context *context, const char *value)
{
	if (value)
		return reeve_fail(context, REEVE_EXIT_USAGE, "-@PLUGIN@ takes no value");
	if (reeve_param_set_bool(context, "@PLUGIN@", true) < 0)
		return reeve_fail(context, REEVE_EXIT_FAILED, "-@PLUGIN@: out of memory");
	return 0;
}

REEVE_LINKED_OPTION(@SYMBOL@, "@PLUGIN@", "to be written", .apply = apply);
