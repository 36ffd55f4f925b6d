/* SPDX-License-Identifier: MIT */
#include "command/describe.h"

static bool applies(void *data, size_t action, size_t option)
{
	return bindings_applies(data, action, option);
}

/* A plugin that cannot be loaded is reported by whoever needs it. */
static bool takes_value(void *data, size_t option)
{
	const struct reeve_error *refusal;
	const struct reeve_option *descriptor = bindings_option(data, option, &refusal);

	return !descriptor || descriptor->metavar;
}

struct match_rules describe_rules(struct bindings *bindings)
{
	return (struct match_rules){applies, takes_value, bindings};
}

void describe_action(struct bindings *bindings, size_t action, struct help_word *ret_word)
{
	const struct reeve_error *refusal;
	const struct reeve_action *descriptor = bindings_action(bindings, action, &refusal);

	if (descriptor)
		ret_word->summary = descriptor->plugin.summary;
	else
		ret_word->reason = refusal ? bindings->actions[action].reason : "out of memory";
}

void describe_option(
	struct bindings *bindings, size_t option, int for_action, struct help_word *ret_word)
{
	const struct reeve_error *refusal;
	const struct reeve_option *descriptor;

	ret_word->hidden =
		for_action >= 0 && !bindings_applies(bindings, (size_t)for_action, option);
	if (ret_word->hidden)
		return;
	descriptor = bindings_option(bindings, option, &refusal);
	if (!descriptor) {
		ret_word->reason = refusal ? bindings->options[option].reason : "out of memory";
		return;
	}
	ret_word->summary = descriptor->plugin.summary;
	ret_word->metavar = descriptor->metavar;
}

const struct template *describe_command(const struct template *template, size_t index)
{
	if (!template->command_count)
		return index == 0 ? template : NULL;
	return index < template->command_count ? template->commands[index] : NULL;
}
