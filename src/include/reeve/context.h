/* SPDX-License-Identifier: MIT */
#ifndef REEVE_CONTEXT_H
#define REEVE_CONTEXT_H

/* What an action or option plugin is given: the command it runs in. Not for use by more than one
 * thread at a time. Strings returned belong to the context and live as long as it does. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <reeve/error.h>

#ifdef __cplusplus
extern "C" {
#endif

struct reeve_context;

REEVE_API const char *reeve_context_command(const struct reeve_context *context);  /* "queue" */
REEVE_API const char *reeve_context_action(const struct reeve_context *context);   /* "start" */
REEVE_API const char *reeve_context_template(const struct reeve_context *context); /* its path */

/* A template with `commands` has several: the context then stands for all of them or, once some
 * were chosen, for those; where one is left, it is as if there were no others. The functions above
 * tell of the one command; where there are several, name and path of the template that has them. */
REEVE_API size_t reeve_context_command_count(const struct reeve_context *context); /* at least 1 */
/* In the template's order; NULL: there is no such index. */
REEVE_API const char *reeve_context_command_name(const struct reeve_context *context, size_t index);
/* From now on the context stands for the commands of these names, "a" or "a,b". Returns 0, or what
 * reeve_fail() returned: there is no command of such a name. */
REEVE_API int reeve_context_choose(struct reeve_context *context, const char *names);

/* Operands after the options. */
REEVE_API size_t reeve_context_operand_count(const struct reeve_context *context);
REEVE_API const char *reeve_context_operand(const struct reeve_context *context, size_t index);
/* All of them, ended by NULL. */
REEVE_API const char *const *reeve_context_operands(const struct reeve_context *context);

/* Parameters: set by options, read by actions. Setting a key again replaces it, whatever its type.
 * Returns 0 or -ENOMEM. */
REEVE_API int reeve_param_set_bool(struct reeve_context *context, const char *key, bool value);
REEVE_API int reeve_param_set_int(struct reeve_context *context, const char *key, int64_t value);
REEVE_API int reeve_param_set_text(struct reeve_context *context, const char *key, const char *value);
/* The value, or `otherwise` where the key is not set or has another type. */
REEVE_API bool reeve_param_bool(const struct reeve_context *context, const char *key, bool otherwise);
REEVE_API int64_t reeve_param_int(
	const struct reeve_context *context, const char *key, int64_t otherwise);
REEVE_API const char *reeve_param_text(
	const struct reeve_context *context, const char *key, const char *otherwise);

/* True if the user asked for JSON (the parameter "json"): then standard output is to carry exactly
 * one JSON document and nothing else. */
REEVE_API bool reeve_context_json(const struct reeve_context *context);

/* Writes to standard output. A write that fails is reported by the command and makes the exit code 1. */
REEVE_API void reeve_print(struct reeve_context *context, const char *format, ...) REEVE_PRINTF(2, 3);

/* A line for the user on standard error, led by the command's name; nothing with JSON. */
REEVE_API void reeve_note(struct reeve_context *context, const char *format, ...) REEVE_PRINTF(2, 3);

/* Records why the action fails: the command prints the sentence on standard error, led by the
 * command's name. Returns code, so that `return reeve_fail(...)` ends an action. */
REEVE_API int reeve_fail(struct reeve_context *context, int code, const char *format, ...)
	REEVE_PRINTF(3, 4);

#ifdef __cplusplus
}
#endif

#endif
