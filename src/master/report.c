/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "process/handover.h"

void report_log(const char *format, ...)
{
	char message[HANDOVER_MESSAGE_MAX];
	va_list arguments;

	message[0] = MESSAGE_LOG;
	va_start(arguments, format);
	vsnprintf(message + 1, sizeof message - 1, format, arguments);
	va_end(arguments);
	send(HANDOVER_LINK, message, strlen(message + 1) + 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void report_verdict(int code, const char *program, const char *text)
{
	char message[HANDOVER_MESSAGE_MAX - 1];
	size_t length = 2;
	int n;

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
