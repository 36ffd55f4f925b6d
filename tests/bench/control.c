/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "control.h"
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Through a descriptor of the directory: a socket's path is no longer than 107 bytes. */
static int connect_to(const char *directory)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int at = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd, error = 0;

	if (at < 0)
		return -errno;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/control", at);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		error = -errno;
	close(at);
	if (error && fd >= 0)
		close(fd);
	return error ? error : fd;
}

static bool find_number(const char *line, const char *name, int *ret_number)
{
	char key[32];
	const char *at;

	snprintf(key, sizeof(key), "\"%s\":", name);
	at = strstr(line, key);
	if (at)
		*ret_number = (int)strtol(at + strlen(key), NULL, 10);
	return at;
}

/* Returns 1 with a reply, 0 if the other side has gone, or -errno. */
static int read_reply(int fd, int64_t deadline_ns, struct control_reply *ret_reply)
{
	char line[4096];
	size_t length = 0;

	while (length < sizeof(line) - 1) {
		struct pollfd readable = {.fd = fd, .events = POLLIN};
		int64_t left_ms = (deadline_ns - record_now()) / 1000000;
		ssize_t n;

		if (left_ms <= 0)
			return -ETIMEDOUT;
		if (poll(&readable, 1, (int)left_ms) <= 0)
			continue;
		n = recv(fd, line + length, sizeof(line) - 1 - length, 0);
		if (n == 0 || (n < 0 && errno == ECONNRESET))
			return 0;
		if (n < 0)
			return -errno;
		length += (size_t)n;
		line[length] = '\0';
		if (line[length - 1] == '\n')
			return find_number(line, "code", &ret_reply->code) &&
					       find_number(
						       line, "guardian", &ret_reply->guardian) &&
					       find_number(line, "master", &ret_reply->master)
				       ? 1
				       : -EPROTO;
	}
	return -EMSGSIZE;
}

int control_ask(const char *directory, const char *request, int64_t deadline_ns,
	struct control_reply *ret_reply)
{
	char line[128];
	int length = snprintf(line, sizeof(line), "{\"version\":1,\"do\":\"%s\"}\n", request);
	int result = 0;

	while (result == 0 && record_now() < deadline_ns) {
		int fd = connect_to(directory);

		if (fd < 0)
			return fd;
		if (send(fd, line, (size_t)length, MSG_NOSIGNAL) == length)
			result = read_reply(fd, deadline_ns, ret_reply);
		close(fd);
	}
	return result > 0 ? 0 : result < 0 ? result : -ETIMEDOUT;
}
