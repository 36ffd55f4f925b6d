/* SPDX-License-Identifier: MIT */
#ifndef API_DESCRIBE_H
#define API_DESCRIBE_H

/* What a plugin's descriptor says, for those who print it. */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "plugin/plugin.h"

/* What a plugin can do, as the fields of its descriptor are called. */
struct describe_operation {
	const char *name;
	bool present;
};

#define DESCRIBE_OPERATIONS_MAX 3

/* Returns how many its kind has. */
size_t describe_operations(const union plugin_descriptor *descriptor,
	struct describe_operation operations[DESCRIBE_OPERATIONS_MAX]);

/* A new object: name, path, kind, abi, summary, operations; of an option metavar and actions. NULL:
 * out of memory. */
json_t *describe_json(const struct plugin *plugin);

/* The same of one that was refused: name, path, error. */
json_t *describe_refusal(const char *path, const struct reeve_error *error);

#endif
