/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "guardian/relay.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fd.h"
#include "base/text.h"
#include "process/handover.h"

void relay_init(struct relay *relay, const char *name)
{
	relay->name = name;
	struct stat status;

	relay->waits = fstat(HANDOVER_VERDICT, &status) == 0 && S_ISFIFO(status.st_mode);
}

/* One line, with its time where it goes to a file, in one write. */
static void write_line(const struct relay *relay, const char *text, size_t length)
{
	struct buffer line = {0};
	char stamp[32];
	time_t now = time(NULL);
	struct tm local;

	if (!isatty(STDERR_FILENO) && localtime_r(&now, &local) &&
		strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S ", &local))
		buffer_text(&line, stamp);
	buffer_text(&line, relay->name);
	buffer_text(&line, ": ");
	text_escape(&line, text, length);
	buffer_char(&line, '\n');
	if (!line.failed)
		fd_write_all(STDERR_FILENO, line.data, line.length);
	buffer_done(&line);
}

/* payload: code byte, program, NUL, text, NUL. How a program failed has its own line already. */
static void deliver(struct relay *relay, const char *payload, size_t length)
{
	const char *text = memchr(payload + 1, '\0', length - 1);

	if (!text)
		return;
	text++;
	if (payload[0] != REEVE_EXIT_OK && !payload[1])
		write_line(relay, text, strlen(text));
	if (!relay->waits)
		return;
	/* At most PIPE_BUF: it arrives whole or not at all. */
	fd_write_all(HANDOVER_VERDICT, payload, length);
	relay_close(relay);
}

void relay_drain(struct relay *relay)
{
	/* One byte more, for the end of the text. */
	char message[HANDOVER_MESSAGE_MAX + 1];
	ssize_t n;

	while ((n = recv(HANDOVER_LINK, message, sizeof message - 1, MSG_DONTWAIT)) > 0) {
		message[n] = '\0';
		if (message[0] == MESSAGE_LOG)
			write_line(relay, message + 1, (size_t)n - 1);
		else if (message[0] == MESSAGE_VERDICT && n > 2)
			deliver(relay, message + 1, (size_t)n - 1);
	}
}

void relay_say(struct relay *relay, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	write_line(relay, text, strlen(text));
}

void relay_verdict(struct relay *relay, int code, const char *what, const char *why)
{
	char payload[1024];
	int length = snprintf(payload + 2, sizeof payload - 2, "%s: %s", what, why);

	payload[0] = (char)code;
	payload[1] = '\0';
	if (length > 0)
		deliver(relay, payload, 2 + strlen(payload + 2));
}

void relay_close(struct relay *relay)
{
	if (relay->waits)
		handover_plug(HANDOVER_VERDICT);
	relay->waits = false;
}
