/* SPDX-License-Identifier: MIT */
/* Datagrams of sd_notify(3): any bytes are read, nothing beyond them, and what is found in them is
 * found wherever it stands among other lines. */
#include "config.h"

#include "base/notification.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static bool has_line(const char *data, size_t size, const char *line)
{
	size_t length = strlen(line);

	for (size_t i = 0; i + length <= size; i++)
		if (memcmp(data + i, line, length) == 0 && (i == 0 || data[i - 1] == '\n') &&
			(i + length == size || data[i + length] == '\n'))
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Without a byte to spare, so that a sanitizer sees who reads too far. */
	char *text = malloc(size ? size : 1);
	struct notification notification;

	HOLD(text);
	if (size)
		memcpy(text, data, size);
	notification_parse(text, size, &notification);
	HOLD(notification.ready == has_line(text, size, "READY=1"));
	HOLD(notification.watchdog == has_line(text, size, "WATCHDOG=1"));
	HOLD(notification.hangs == has_line(text, size, "WATCHDOG=trigger"));
	HOLD(notification.reloading == has_line(text, size, "RELOADING=1"));
	HOLD(notification.stopping == has_line(text, size, "STOPPING=1"));
	HOLD(!notification.status ||
		(notification.status >= text + strlen("STATUS=") &&
			notification.status + notification.status_length <= text + size &&
			!memchr(notification.status, '\n', notification.status_length)));
	free(text);
	return 0;
}
