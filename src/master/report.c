/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/buffer.h"
#include "process/handover.h"

#define PENDING_MAX (64 * 1024) /* bytes of lines between two flushes */

static struct buffer pending; /* lines, each ended by NUL */

void report_log(const char *format, ...)
{
	char line[HANDOVER_MESSAGE_MAX - 1];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	if (pending.length < PENDING_MAX)
		buffer_add(&pending, line, strlen(line) + 1);
}

/* As many whole lines as one message holds: each message wakes the guardian. */
void report_flush(void)
{
	char message[HANDOVER_MESSAGE_MAX] = {MESSAGE_LOG};
	size_t length = 1;

	for (size_t at = 0; at < pending.length;) {
		size_t line = strlen(pending.data + at) + 1;

		if (length + line > sizeof message) {
			send(HANDOVER_LINK, message, length, MSG_DONTWAIT | MSG_NOSIGNAL);
			length = 1;
		}
		memcpy(message + length, pending.data + at, line);
		length += line;
		at += line;
	}
	if (length > 1)
		send(HANDOVER_LINK, message, length, MSG_DONTWAIT | MSG_NOSIGNAL);
	buffer_done(&pending);
}

void report_exit(int code)
{
	const char message[] = {MESSAGE_EXIT, (char)code};

	report_flush();
	send(HANDOVER_LINK, message, sizeof message, MSG_NOSIGNAL);
}

void report_verdict(int code, const char *program, const char *text)
{
	char message[HANDOVER_MESSAGE_MAX - 1];
	size_t length = 2;
	int n;

	report_flush();
	message[0] = MESSAGE_VERDICT;
	message[1] = (char)code;
	n = snprintf(message + length, sizeof message - length, "%s", program);
	length += (size_t)n + 1;
	n = snprintf(message + length, sizeof message - length, "%s", text);
	if ((size_t)n >= sizeof message - length)
		n = (int)(sizeof message - length - 1);
	/* The NUL travels along: the reader of the pipe knows by it that this is all. */
	send(HANDOVER_LINK, message, length + (size_t)n + 1, MSG_NOSIGNAL);
}
