/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "client/ask.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/fd.h"
#include "storage/control.h"
#include "storage/lock.h"

#define PAUSE_MS 10
#define REPLIES_MAX (4u << 20) /* bytes */

/* What has come of the replies to one request. */
struct inbox {
	struct buffer bytes;
	size_t taken;
};

/* Takes a line out, without its newline. NULL: none is whole yet. */
static char *take_line(struct inbox *inbox)
{
	char *line = inbox->bytes.data + inbox->taken;
	char *end = inbox->bytes.data ? strchr(line, '\n') : NULL;

	if (!end)
		return NULL;
	*end = '\0';
	inbox->taken = (size_t)(end + 1 - inbox->bytes.data);
	return line;
}

/* Returns 1 with more in the inbox, 0 at the end of the stream, or -errno. */
static int receive(int fd, struct inbox *inbox, uint64_t deadline)
{
	struct pollfd poller = {.fd = fd, .events = POLLIN};
	uint64_t now = clock_monotonic_ns();
	uint64_t left_ms = now < deadline ? (deadline - now) / NS_PER_MS + 1 : 0;
	char piece[4096];
	ssize_t n;
	int ready;

	if (now >= deadline)
		return -ETIMEDOUT;
	ready = poll(&poller, 1, left_ms < INT_MAX ? (int)left_ms : INT_MAX);
	if (ready < 0 && errno != EINTR)
		return -errno;
	if (ready <= 0)
		return 1;
	n = recv(fd, piece, sizeof piece, MSG_DONTWAIT);
	if (n == 0 || (n < 0 && errno == ECONNRESET))
		return 0;
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 1 : -errno;
	if (inbox->bytes.length + (size_t)n > REPLIES_MAX)
		return -EMSGSIZE;
	buffer_add(&inbox->bytes, piece, (size_t)n);
	return inbox->bytes.failed ? -ENOMEM : 1;
}

/* Returns 1 if the reply ends the request, 0 if more will come, or -errno. */
static int take_reply(struct session *session, const char *line, json_t **ret_reply)
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
	if (done && ret_reply)
		*ret_reply = json_incref(object);
	json_decref(object);
	return done;
}

/* Returns 1 when the reply that ends the request has come, 0 if the stream ended before, or -errno.
 */
static int await_reply(struct session *session, int fd, uint64_t deadline, json_t **ret_reply)
{
	struct inbox inbox = {0};
	int result = 1, reply = 0;

	while (result == 1 && reply == 0) {
		char *line = take_line(&inbox);

		if (line)
			reply = take_reply(session, line, ret_reply);
		else
			result = receive(fd, &inbox, deadline);
	}
	buffer_done(&inbox.bytes);
	return reply ? reply : result;
}

static int ask_once(
	struct session *session, const char *request, uint64_t deadline, json_t **ret_reply)
{
	int fd = control_connect(session->run.fd), result = 0;
	size_t length = strlen(request);

	if (fd < 0)
		return fd == -ECONNREFUSED ? -ENOENT : fd;
	if (send(fd, request, length, MSG_NOSIGNAL) == (ssize_t)length)
		result = await_reply(session, fd, deadline, ret_reply);
	fd_close(&fd);
	return result;
}

/* The line of a request; NULL: no memory. */
static char *make_line(json_t *request)
{
	char *text, *line;

	if (!request || json_object_set_new(request, "version", json_integer(CONTROL_VERSION)) < 0)
		return NULL;
	text = json_dumps(request, JSON_COMPACT);
	line = text ? realloc(text, strlen(text) + 2) : NULL;
	if (!line)
		free(text);
	else
		strcat(line, "\n");
	return line;
}

int ask_for(struct session *session, json_t *request, uint64_t timeout_ns, json_t **ret_reply)
{
	uint64_t deadline = clock_monotonic_ns() + timeout_ns;
	char *line = make_line(request);
	int result = line ? 0 : -ENOMEM;

	if (line && strlen(line) > CONTROL_REQUEST_MAX)
		result = -EMSGSIZE;
	/* 0: the master went away before it had answered; its guardian is starting another. */
	while (result == 0 && (result = ask_once(session, line, deadline, ret_reply)) == 0 &&
		clock_monotonic_ns() < deadline && lock_is_held(session->lock, LOCK_LIFE) == 1)
		poll(NULL, 0, PAUSE_MS);
	free(line);
	if (result == 0)
		return clock_monotonic_ns() < deadline ? -ENOENT : -ETIMEDOUT;
	return result < 0 ? result : 0;
}

int ask(struct session *session, const char *word, uint64_t timeout_ns)
{
	json_t *request = json_pack("{s:s}", "do", word);
	int result = ask_for(session, request, timeout_ns, NULL);

	json_decref(request);
	return result;
}
