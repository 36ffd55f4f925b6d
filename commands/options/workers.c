/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <reeve/context.h>
#include <reeve/plugin.h>

#define WORKERS_MAX 10000
#define NAME_LENGTH_MAX 64 /* of a program */

static const char *const actions[] = {"start", "restart", NULL};

/* 1 to WORKERS_MAX in digits, and nothing else. */
static bool is_count(const char *text)
{
	unsigned long count = 0;

	for (; *text >= '0' && *text <= '9' && count <= WORKERS_MAX; text++)
		count = count * 10 + (unsigned long)(*text - '0');
	return *text == '\0' && count >= 1 && count <= WORKERS_MAX;
}

/* Whether there is such a program only the template can tell. */
static bool is_name(const char *text, size_t length)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789_.-";

	return length > 0 && length <= NAME_LENGTH_MAX && !strchr("_.-", text[0]) &&
	       strspn(text, alphabet) >= length;
}

static bool is_form(const char *value)
{
	const char *equals = strchr(value, '=');

	if (!equals)
		return is_count(value);
	return is_name(value, (size_t)(equals - value)) && is_count(equals + 1);
}

static int apply(struct reeve_context *context, const char *value)
{
	if (!value)
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"option 'workers' needs a value: N or PROGRAM=N");
	if (!is_form(value))
		return reeve_fail(context, REEVE_EXIT_USAGE,
			"option 'workers': '%s' is neither N nor PROGRAM=N, N from 1 to %d", value,
			WORKERS_MAX);
	if (reeve_param_set_text(context, "workers", value) < 0)
		return reeve_fail(context, REEVE_EXIT_FAILED, "option 'workers': out of memory");
	return 0;
}

REEVE_OPTION("workers", "number of workers", .apply = apply, .actions = actions, .metavar = "N");
