/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_EXPAND_H
#define CONFIG_EXPAND_H

/* ${NAME} and ${NAME:-default} in texts. */

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

#define EXPAND_MAX 65536 /* bytes of one expanded text */

struct variables;

/* True if there is anything to do. */
bool expand_is_needed(const char *text);

/* Appends the expanded text: from the environment of the caller (not where the process has more
 * privileges than he), then from variables (may be NULL).
 * A default counts where the name is not set or empty. $${ stands for ${. The result is not
 * expanded again. Returns 0, -ENOENT for a name that is not set and has no default, or -EINVAL, with
 * why filled by a sentence. */
int expand_text(const char *text, const struct variables *variables, struct buffer *buffer,
	struct buffer *why);

#endif
