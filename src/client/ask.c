/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/ask.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/fd.h"
#include "storage/control.h"
#include "storage/lock.h"

#define PAUSE_MS 10

/* Returns 1 with a whole line in text, 0 at the end of the stream, or -errno. */
static int read_line(int fd, char *text, size_t size, uint64_t deadline)
{
	size_t length = 0;

	for (;;) {
		struct pollfd poller = {.fd = fd, .events = POLLIN};
		uint64_t now = clock_monotonic_ns();
		ssize_t n;
		int ready;

		if (now >= deadline)
			return -ETIMEDOUT;
		ready = poll(&poller, 1, (int)((deadline - now) / NS_PER_MS + 1));
		if (ready < 0 && errno != EINTR)
			return -errno;
		if (ready <= 0)
			continue;
		n = recv(fd, text + length, size - length - 1, MSG_DONTWAIT);
		if (n == 0 || (n < 0 && errno == ECONNRESET))
			return 0;
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		length += n > 0 ? (size_t)n : 0;
		text[length] = '\0';
		if (strchr(text, '\n'))
			return 1;
		if (length == size - 1)
			return -EMSGSIZE;
	}
}

/* Returns 1 if the reply ends the request, 0 if more will come, or -errno. */
static int take_reply(struct session *session, const char *line)
{
	const char *text;
	json_t *object;
	int done;

	errno = 0;
	object = json_loads(line, 0, NULL);
	if (!object || errno == ENOMEM) {
		json_decref(object);
		return errno == ENOMEM ? -ENOMEM : -EPROTO;
	}
	text = json_string_value(json_object_get(object, "text"));
	done = json_is_true(json_object_get(object, "done"));
	session->result->code = (int)json_integer_value(json_object_get(object, "code"));
	session->result->pid = (pid_t)json_integer_value(json_object_get(object, "guardian"));
	snprintf(session->result->text, sizeof session->result->text, "%s", text ? text : "");
	json_decref(object);
	return done;
}

static int ask_once(struct session *session, const char *request, uint64_t deadline)
{
	char line[CONTROL_REQUEST_MAX];
	int fd = control_connect(session->run.fd), result;

	if (fd < 0)
		return fd == -ECONNREFUSED ? -ENOENT : fd;
	snprintf(line, sizeof line, "{\"version\":%d,\"do\":\"%s\"}\n", CONTROL_VERSION, request);
	result = send(fd, line, strlen(line), MSG_NOSIGNAL) < 0 ? 0 : 1;
	while (result == 1) {
		int reply;

		result = read_line(fd, line, sizeof line, deadline);
		reply = result == 1 ? take_reply(session, line) : 0;
		if (reply < 0)
			result = reply;
		if (reply)
			break;
	}
	fd_close(&fd);
	return result;
}

int ask(struct session *session, const char *request, uint64_t timeout_ns)
{
	uint64_t deadline = clock_monotonic_ns() + timeout_ns;
	int result;

	/* 0: the master went away before it had answered; its guardian is starting another. */
	while ((result = ask_once(session, request, deadline)) == 0 &&
		clock_monotonic_ns() < deadline && lock_is_held(session->lock, LOCK_LIFE) == 1)
		poll(NULL, 0, PAUSE_MS);
	if (result == 0)
		return clock_monotonic_ns() < deadline ? -ENOENT : -ETIMEDOUT;
	return result < 0 ? result : 0;
}
