/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/failure.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "process/handover.h"

#define FILE_FAILED "template.failed"
#define FAILED_MAX 4096

void failure_note(const char *token, const char *text)
{
	char lines[FAILED_MAX];
	int length = snprintf(lines, sizeof lines, "%s\n%s\n", token, text);

	if (length < 0 || (size_t)length >= sizeof lines ||
		fd_replace_file(HANDOVER_RUN, FILE_FAILED, 0600, lines, (size_t)length, false) < 0)
		failure_forget();
}

bool failure_tell(const char *token, char *ret_text, size_t size)
{
	struct buffer lines = {0};
	int fd = token ? fd_open_regular(HANDOVER_RUN, FILE_FAILED) : -1;
	size_t length = token ? strlen(token) : 0;
	bool is_that = fd >= 0 && fd_read_all(fd, FAILED_MAX, &lines) == 0 &&
		       lines.length > length && strncmp(lines.data, token, length) == 0 &&
		       lines.data[length] == '\n';

	if (is_that) {
		const char *text = lines.data + length + 1;

		snprintf(ret_text, size, "%.*s", (int)strcspn(text, "\n"), text);
	}
	buffer_done(&lines);
	fd_close(&fd);
	return is_that;
}

void failure_forget(void)
{
	unlinkat(HANDOVER_RUN, FILE_FAILED, 0);
}
