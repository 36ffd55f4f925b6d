/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/notification.h"

#include <string.h>

static bool is_line(const char *line, size_t length, const char *text)
{
	return length == strlen(text) && memcmp(line, text, length) == 0;
}

void notification_parse(const char *data, size_t size, struct notification *ret_notification)
{
	*ret_notification = (struct notification){0};
	while (size) {
		const char *end = memchr(data, '\n', size);
		size_t length = end ? (size_t)(end - data) : size;

		if (is_line(data, length, "READY=1"))
			ret_notification->ready = true;
		else if (is_line(data, length, "WATCHDOG=1"))
			ret_notification->watchdog = true;
		else if (is_line(data, length, "WATCHDOG=trigger"))
			ret_notification->hangs = true;
		length += end != NULL;
		data += length;
		size -= length;
	}
}
