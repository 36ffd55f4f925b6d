/* SPDX-License-Identifier: MIT */

/* A program that is its own workers: `host FILE ACTION ...` runs the command of a template, whose
 * work "consume", action "kick" and option "softly" are in here. With $HOST_BARE it brings nothing
 * along, with $HOST_UNSIZED it makes a mistake. */

#include <stdlib.h>
#include <unistd.h>

#include <reeve/reeve.h>

static int prepare(struct reeve_worker *worker, void **ret_state)
{
	const char *sentence = reeve_worker_config_text(worker, "fail", NULL);

	*ret_state = worker;
	return sentence ? reeve_worker_fail(worker, "%s", sentence) : 0;
}

static int consume(struct reeve_worker *worker, void *state)
{
	return state == worker ? 0 : reeve_worker_fail(worker, "the state of init is lost");
}

static int kick(struct reeve_context *context)
{
	reeve_print(
		context, "kicked%s\n", reeve_param_bool(context, "softly", false) ? " softly" : "");
	return REEVE_EXIT_OK;
}

static int soften(struct reeve_context *context, const char *value)
{
	(void)value;
	return reeve_param_set_bool(context, "softly", true);
}

static int broken(struct reeve_context *context)
{
	(void)context;
	return REEVE_EXIT_FAILED;
}

/* Starts when nobody can execute it again. */
static int vanish(struct reeve_context *context)
{
	char path[4096] = "";

	if (readlink("/proc/self/exe", path, sizeof path - 1) < 0 || unlink(path) < 0)
		return reeve_fail(context, REEVE_EXIT_FAILED, "cannot remove myself");
	return reeve_client_start(context);
}

REEVE_LINKED_WORK(consume_work, "consume", "take messages", .init = prepare, .run = consume);
REEVE_LINKED_ACTION(kick_action, "kick", "kick the workers", .run = kick);
REEVE_LINKED_OPTION(softly_option, "softly", "not hard", .apply = soften);
REEVE_LINKED_ACTION(empty_action, "empty", "has no run", .run = NULL);
REEVE_LINKED_ACTION(silent_action, "silent", NULL, .run = broken);
REEVE_LINKED_ACTION(vanish_action, "vanish", "start from nowhere", .run = vanish);
REEVE_LINKED_ACTION(
	begin_action, "begin", "start without a plugin that is a file", .run = reeve_client_start);
/* Found before the installed plugin of the same name. */
REEVE_LINKED_ACTION(wakeup_action, "wakeup", "wake up, here", .run = kick);

static const struct reeve_plugin *const plugins[] = {&consume_work.plugin, &kick_action.plugin,
	&softly_option.plugin, &empty_action.plugin, &silent_action.plugin, &wakeup_action.plugin,
	&vanish_action.plugin, &begin_action.plugin, NULL};
static const struct reeve_host host = {.size = sizeof host, .plugins = plugins};

int main(int argc, char **argv)
{
	static const struct reeve_host unsized = {.plugins = plugins};

	if (getenv("HOST_UNSIZED"))
		reeve_main(argc, argv, &unsized);
	reeve_main(argc, argv, getenv("HOST_BARE") ? NULL : &host);
	return argc < 2 ? 2 : reeve_command_main(argv[1], argc - 1, argv + 1);
}
