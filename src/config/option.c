/* SPDX-License-Identifier: MIT */
#include "config/option.h"

#include <string.h>

#include "base/text.h"

const struct option *option_find(const char *key)
{
	for (size_t i = 0; i < option_count; i++)
		if (strcmp(options[i].key, key) == 0)
			return &options[i];
	return NULL;
}

const char *option_nearest(const char *key, unsigned scope)
{
	const char *keys[OPTIONS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < option_count; i++)
		if (options[i].scope & scope)
			keys[count++] = options[i].key;
	return text_nearest(key, keys, count);
}

const char *option_none(const struct option *option)
{
	if (!option->takes_none)
		return NULL;
	return option->none_word ? option->none_word : "none";
}

const char *option_unlimited(const struct option *option)
{
	if (!option->takes_unlimited)
		return NULL;
	return option->unlimited_word ? option->unlimited_word : "unlimited";
}

const char *option_impact_name(enum option_impact impact)
{
	static const char *const names[] = {
		[IMPACT_UNSAID] = "",
		[IMPACT_NONE] = "none",
		[IMPACT_LIVE] = "live",
		[IMPACT_ROLLING] = "rolling",
		[IMPACT_RESTART] = "restart",
		[IMPACT_FIXED] = "fixed",
	};

	return names[impact];
}

const char *option_type_name(enum option_type type)
{
	static const char *const names[] = {
		[OPTION_TEXT] = "text",
		[OPTION_BOOL] = "bool",
		[OPTION_INT] = "number",
		[OPTION_SIGNED] = "number",
		[OPTION_DURATION] = "duration",
		[OPTION_SIZE] = "size",
		[OPTION_CHOICE] = "choice",
		[OPTION_SIGNAL] = "signal",
		[OPTION_LIST] = "list of text",
		[OPTION_FACTOR] = "factor",
		[OPTION_ENDS] = "exit codes",
		[OPTION_GROUP] = "group",
		[OPTION_PROGRAMS] = "list of groups",
		[OPTION_COMMANDS] = "files, groups",
		[OPTION_SOCKETS] = "groups, or names",
	};

	return names[type];
}
