/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "guardian/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
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

/* A terminal or pipe is opened anew, not to wait: the flag of the description that we were given
 * would be the workers' and the shell's too. */
static int open_output(void)
{
	struct stat status;

	if (fstat(STDERR_FILENO, &status) < 0 ||
		(!S_ISFIFO(status.st_mode) && !isatty(STDERR_FILENO)))
		return -1;
	return open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

void relay_init(struct relay *relay, const char *name, bool resumed)
{
	struct stat status;

	relay->name = name;
	relay->lost = 0;
	relay->program_fd = -1;
	relay->terminal = isatty(STDERR_FILENO);
	relay->exit_code = -1;
	relay->output = open_output();
	relay->file = fstat(STDERR_FILENO, &status) == 0 && S_ISREG(status.st_mode);
	relay->waits = fstat(HANDOVER_VERDICT, &status) == 0 && S_ISFIFO(status.st_mode);
	relay->told = resumed && !relay->waits;
}

/* Never waits: whoever is to read may have stopped to, and while the guardian waits no death is
 * seen and no stop ends. */
static bool write_now(const struct relay *relay, const struct buffer *lines)
{
	struct pollfd poller = {.fd = STDERR_FILENO, .events = POLLOUT};

	if (relay->output >= 0)
		return fd_write_all(relay->output, lines->data, lines->length) == 0;
	return (relay->file || poll(&poller, 1, 0) > 0) &&
	       fd_write_all(STDERR_FILENO, lines->data, lines->length) == 0;
}

static void add_line(struct relay *relay, struct buffer *lines, const char *stamp, const char *text,
	size_t length)
{
	bool first = !lines->length;

	buffer_text(lines, stamp);
	buffer_text(lines, relay->name);
	buffer_text(lines, ": ");
	if (first && relay->lost)
		buffer_printf(lines, "(%u lines lost) ", relay->lost);
	text_escape(lines, text, length);
	buffer_char(lines, '\n');
}

static void write_out(struct relay *relay, struct buffer *lines, unsigned count)
{
	relay->lost = lines->failed || !write_now(relay, lines) ? relay->lost + count : 0;
	buffer_done(lines);
}

/* Lines that are parted by NUL; with their time where they go to a file. There one write takes all
 * of them, elsewhere each has its own: it arrives whole or not at all. */
static void write_lines(struct relay *relay, const char *text, size_t length)
{
	struct buffer lines = {0};
	char stamp[32] = "";
	time_t now = time(NULL);
	unsigned count = 0;
	struct tm local;

	if (!relay->terminal && localtime_r(&now, &local))
		strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S ", &local);
	for (size_t at = 0; at < length;) {
		size_t line = strnlen(text + at, length - at);

		add_line(relay, &lines, stamp, text + at, line);
		at += line + 1;
		count++;
		if (!relay->file || at >= length) {
			write_out(relay, &lines, count);
			count = 0;
		}
	}
}

/* payload: code byte, program, NUL, text, NUL. How a program failed has its own line already. */
static void deliver(struct relay *relay, const char *payload, size_t length)
{
	const char *text = memchr(payload + 1, '\0', length - 1);

	if (!text)
		return;
	text++;
	relay->failed = payload[0] != REEVE_EXIT_OK && payload[0] != (char)REEVE_EXIT_PARTLY;
	relay->told = !relay->failed;
	if (payload[0] != REEVE_EXIT_OK && !payload[1])
		write_lines(relay, text, strlen(text));
	if (!relay->waits)
		return;
	/* At most PIPE_BUF: it arrives whole or not at all. */
	fd_write_all(HANDOVER_VERDICT, payload, length);
	relay_close(relay);
}

/* At most one descriptor comes along, and none that is left open. */
static ssize_t receive(char *message, size_t size, int *ret_fd)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec vector = {message, size};
	struct msghdr head = {.msg_iov = &vector,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control};
	ssize_t n = recvmsg(HANDOVER_LINK, &head, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	struct cmsghdr *header = n > 0 ? CMSG_FIRSTHDR(&head) : NULL;

	*ret_fd = -1;
	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
		header->cmsg_len == CMSG_LEN(sizeof *ret_fd))
		memcpy(ret_fd, CMSG_DATA(header), sizeof *ret_fd);
	return n;
}

void relay_drain(struct relay *relay)
{
	/* One byte more, for the end of the text. */
	char message[HANDOVER_MESSAGE_MAX + 1];
	ssize_t n;
	int fd;

	while ((n = receive(message, sizeof message - 1, &fd)) > 0) {
		message[n] = '\0';
		if (message[0] == MESSAGE_LOG)
			write_lines(relay, message + 1, (size_t)n - 1);
		else if (message[0] == MESSAGE_VERDICT && n > 2)
			deliver(relay, message + 1, (size_t)n - 1);
		else if (message[0] == MESSAGE_EXIT && n == 2)
			relay->exit_code = (unsigned char)message[1];
		if (message[0] == MESSAGE_PROGRAM && fd >= 0) {
			fd_close(&relay->program_fd);
			relay->program_fd = fd;
			fd = -1;
		}
		fd_close(&fd);
	}
}

void relay_say(struct relay *relay, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	write_lines(relay, text, strlen(text));
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
