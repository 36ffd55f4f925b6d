/* The option '-@OPTION@': one worker of each program, to look at it closely. An option does nothing
 * itself: it sets a parameter, and the action that follows reads it. */
#include <stddef.h>

#include <reeve/context.h>
#include <reeve/plugin.h>

/* With any other action it is an error, and help shows it with these alone. */
static const char *const actions[] = {"start", "restart", NULL};

static int apply(struct reeve_context *context, const char *value)
{
	if (value)
		return reeve_fail(context, REEVE_EXIT_USAGE, "-@OPTION@ takes no value");
	/* "workers" is what the built-in `start` and `restart` read, as -n sets it. */
	if (reeve_param_set_text(context, "workers", "1") < 0)
		return reeve_fail(context, REEVE_EXIT_FAILED, "-@OPTION@: out of memory");
	return 0;
}

REEVE_OPTION("@OPTION@", "one worker of each program", .apply = apply, .actions = actions);
