/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/expand.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/caller.h"
#include "config/environment.h"

bool expand_is_needed(const char *text)
{
	return strstr(text, "${") != NULL;
}

/* from..end is what stands between the braces. */
static int expand_one(const char *from, const char *end, const struct variables *variables,
	struct buffer *buffer, struct buffer *why)
{
	size_t length = environment_name_length(from);
	const char *value, *otherwise = NULL;
	size_t otherwise_length = 0;
	char name[ENVIRONMENT_NAME_MAX + 1];

	if (from + length < end && strncmp(from + length, ":-", 2) == 0) {
		otherwise = from + length + 2;
		otherwise_length = (size_t)(end - otherwise);
	}
	if (length == 0 || length > ENVIRONMENT_NAME_MAX || (!otherwise && from + length != end)) {
		buffer_text(why, "expected ${NAME} or ${NAME:-default} (write $${ for a plain ${)");
		return -EINVAL;
	}
	if (otherwise && memmem(otherwise, otherwise_length, "${", 2)) {
		buffer_text(why, "a default cannot hold another ${...}");
		return -EINVAL;
	}
	memcpy(name, from, length);
	name[length] = '\0';
	value = caller_get(name);
	if (!value)
		value = variables_get(variables, name);
	if (value && (*value || !otherwise)) {
		buffer_text(buffer, value);
	} else if (otherwise) {
		buffer_add(buffer, otherwise, otherwise_length);
	} else {
		buffer_printf(
			why, "${%s} is not set; a default is written ${%s:-default}", name, name);
		return -ENOENT;
	}
	return 0;
}

int expand_text(const char *text, const struct variables *variables, struct buffer *buffer,
	struct buffer *why)
{
	size_t start = buffer->length;
	int result;

	buffer_text(buffer, "");
	while (*text) {
		const char *dollar = strchrnul(text, '$');
		const char *end;

		buffer_add(buffer, text, (size_t)(dollar - text));
		text = dollar;
		if (strncmp(text, "$${", 3) == 0) {
			buffer_text(buffer, "${");
			text += 3;
		} else if (strncmp(text, "${", 2) == 0) {
			end = strchr(text, '}');
			if (!end) {
				buffer_text(why, "'${' has no '}' (write $${ for a plain ${)");
				return -EINVAL;
			}
			result = expand_one(text + 2, end, variables, buffer, why);
			if (result < 0)
				return result;
			text = end + 1;
		} else if (*text) {
			buffer_char(buffer, *text++);
		}
		if (buffer->length - start > EXPAND_MAX) {
			buffer_printf(why, "the expanded text is longer than %d bytes", EXPAND_MAX);
			return -EINVAL;
		}
	}
	return 0;
}
