/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/server_data.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "master/job.h"
#include "master/master.h"
#include "master/request.h"
#include "process/handover.h"
#include "storage/control.h"

#define CONNECTIONS_MAX 64
#define REPLIES_MAX CONTROL_REQUEST_MAX /* bytes that wait to be read */
#define REQUEST_PATIENCE_MS 30000	/* for a whole line to arrive */
#define ACCEPT_PAUSE_MS 50

struct reply {
	uv_write_t request;
	char *text;
};

static void accept_next(struct server *server);
static void go_on(struct connection *connection);

static void unlink_connection(struct connection *connection)
{
	if (!connection->from)
		return;
	*connection->from = connection->next;
	if (connection->next)
		connection->next->from = connection->from;
	connection->from = NULL;
	connection->server->count--;
}

static void on_closed(uv_handle_t *handle)
{
	struct connection *connection = handle->data;

	if (--connection->open_handles)
		return;
	free(connection->line);
	free(connection);
}

static void close_connection(struct connection *connection)
{
	if (uv_is_closing((uv_handle_t *)&connection->pipe))
		return;
	unlink_connection(connection);
	job_forget(connection->asker.job);
	connection->asker.job = NULL;
	uv_close((uv_handle_t *)&connection->pipe, on_closed);
	uv_close((uv_handle_t *)&connection->timer, on_closed);
	if (connection->server->full && !connection->server->closing)
		accept_next(connection->server);
}

static void on_written(uv_write_t *request, int status)
{
	struct reply *reply = (struct reply *)request;
	struct connection *connection = request->handle->data;

	(void)status;
	free(reply->text);
	free(reply);
	if (connection->ended && connection->asker.waits == WAITS_FOR_REQUEST)
		close_connection(connection);
}

static void send_line(struct connection *connection, json_t *object)
{
	struct reply *reply = calloc(1, sizeof *reply);
	char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
	char *line = text ? realloc(text, strlen(text) + 2) : NULL;
	uv_buf_t buffer;

	json_decref(object);
	if (!reply || !line) {
		free(reply);
		free(line ? line : text);
		close_connection(connection);
		return;
	}
	strcat(line, "\n");
	reply->text = line;
	buffer = uv_buf_init(line, (unsigned)strlen(line));
	if (uv_write(&reply->request, (uv_stream_t *)&connection->pipe, &buffer, 1, on_written) <
		0) {
		free(reply->text);
		free(reply);
		close_connection(connection);
	} else if (uv_stream_get_write_queue_size((uv_stream_t *)&connection->pipe) > REPLIES_MAX) {
		/* It asks and asks and reads nothing: our memory is not its buffer. */
		close_connection(connection);
	}
}

void server_send(struct asker *asker, json_t *reply)
{
	struct connection *connection = (struct connection *)asker;

	asker->waits = WAITS_FOR_REQUEST;
	uv_timer_again(&connection->timer);
	send_line(connection, reply);
	go_on(connection);
}

static void on_patience(uv_timer_t *timer)
{
	struct connection *connection = timer->data;

	if (connection->asker.waits == WAITS_FOR_REQUEST)
		close_connection(connection);
}

static void give_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	struct connection *connection = handle->data;

	(void)suggested;
	if (!connection->line)
		connection->line = malloc(CONTROL_REQUEST_MAX);
	buffer->base = connection->line ? connection->line + connection->length : NULL;
	buffer->len = connection->line ? CONTROL_REQUEST_MAX - connection->length : 0;
}

/* One request after the other: the next is looked at when the one before is answered. */
static void take_lines(struct connection *connection)
{
	uv_stream_t *stream = (uv_stream_t *)&connection->pipe;
	char *end;

	/* A request that is answered at once, as the stop of what has just ended by itself, comes
	 * by here again before its line is gone. */
	if (connection->taking)
		return;
	connection->taking = true;
	while (connection->asker.waits == WAITS_FOR_REQUEST &&
		!uv_is_closing((uv_handle_t *)stream) && connection->length &&
		(end = memchr(connection->line, '\n', connection->length))) {
		size_t used = (size_t)(end - connection->line) + 1;

		request_take(&connection->asker, connection->line, used);
		connection->length -= used;
		memmove(connection->line, end + 1, connection->length);
	}
	connection->taking = false;
	if (uv_is_closing((uv_handle_t *)stream) || connection->length < CONTROL_REQUEST_MAX)
		return;
	if (connection->asker.waits != WAITS_FOR_REQUEST) {
		uv_read_stop(stream);
		return;
	}
	connection->taking = true; /* nothing more out of it */
	request_answer(&connection->asker, REEVE_EXIT_USAGE, "the request is too long");
	close_connection(connection);
}

/* At the end of what a client sends: whether it is wholly gone, not only done with asking. */
static bool has_left(const struct connection *connection)
{
	struct pollfd poller = {.fd = -1};

	uv_fileno((const uv_handle_t *)&connection->pipe, &poller.fd);
	return poll(&poller, 1, 0) == 1 && (poller.revents & POLLHUP);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
	struct connection *connection = stream->data;

	(void)buffer;
	if (n < 0) {
		/* What was asked is still answered, to a client that has only shut its own side. */
		connection->ended = true;
		uv_read_stop(stream);
		if (n != UV_EOF || has_left(connection) ||
			(connection->asker.waits == WAITS_FOR_REQUEST &&
				!uv_stream_get_write_queue_size(stream)))
			close_connection(connection);
		return;
	}
	connection->length += (size_t)n;
	take_lines(connection);
}

/* It has been answered: what it has sent meanwhile is its next request. */
static void go_on(struct connection *connection)
{
	if (connection->taking || uv_is_closing((uv_handle_t *)&connection->pipe))
		return;
	if (!connection->ended)
		uv_read_start((uv_stream_t *)&connection->pipe, give_room, on_read);
	take_lines(connection);
}

/* The same user, or root. */
static bool may_ask(struct connection *connection)
{
	int fd;

	if (uv_fileno((uv_handle_t *)&connection->pipe, &fd) < 0 ||
		control_peer(fd, &connection->asker.uid, &connection->asker.pid) < 0)
		return false;
	return connection->asker.uid == geteuid() || connection->asker.uid == 0;
}

static void on_again(uv_timer_t *timer)
{
	struct server *server = timer->data;

	if (server->full)
		accept_next(server);
}

/* NULL: no memory. */
static struct connection *make_connection(struct server *server)
{
	struct connection *connection = calloc(1, sizeof *connection);

	if (!connection)
		return NULL;
	connection->server = server;
	connection->asker.master = server->master;
	connection->open_handles = 2;
	uv_pipe_init(&server->master->loop, &connection->pipe, 0);
	uv_timer_init(&server->master->loop, &connection->timer);
	connection->pipe.data = connection->timer.data = connection;
	connection->next = server->connections;
	connection->from = &server->connections;
	if (connection->next)
		connection->next->from = &connection->next;
	server->connections = connection;
	server->count++;
	return connection;
}

static void listen_to(struct connection *connection)
{
	uv_timer_start(&connection->timer, on_patience, REQUEST_PATIENCE_MS, REQUEST_PATIENCE_MS);
	uv_read_start((uv_stream_t *)&connection->pipe, give_room, on_read);
}

static void accept_next(struct server *server)
{
	uv_stream_t *listener = (uv_stream_t *)&server->listener;
	struct connection *connection = make_connection(server);

	server->full = !connection;
	if (!connection) {
		uv_timer_start(&server->again, on_again, ACCEPT_PAUSE_MS, 0);
		return;
	}
	if (uv_accept(listener, (uv_stream_t *)&connection->pipe) < 0 || !may_ask(connection)) {
		close_connection(connection);
		return;
	}
	listen_to(connection);
}

/* Those that have waited for this process to be what it is. */
static void take_askers(struct server *server)
{
	struct connection *connection;

	for (int fd = -1; (fd = handover_next_asker(fd + 1)) >= 0;) {
		connection = make_connection(server);
		if (!connection || uv_pipe_open(&connection->pipe, fd) < 0) {
			close(fd);
			if (connection)
				close_connection(connection);
		} else if (!may_ask(connection)) {
			close_connection(connection);
		} else {
			connection->asker.waits = WAITS_FOR_TAKEOVER;
			listen_to(connection);
		}
	}
}

/* Of those that have asked for nothing yet; NULL: there is none. */
static struct connection *find_oldest_idle(struct server *server)
{
	struct connection *oldest = NULL;

	for (struct connection *at = server->connections; at; at = at->next)
		if (at->asker.waits == WAITS_FOR_REQUEST)
			oldest = at;
	return oldest;
}

/* Until the connection is accepted the loop asks no more: those that follow wait in the backlog.
 * Who has something to ask shall not wait for who has not. */
static void on_connection(uv_stream_t *listener, int status)
{
	struct server *server = listener->data;
	struct connection *idle = NULL;

	if (status < 0)
		return;
	if (server->count >= CONNECTIONS_MAX)
		idle = find_oldest_idle(server);
	server->full = server->count >= CONNECTIONS_MAX;
	if (idle)
		close_connection(idle);
	else if (!server->full)
		accept_next(server);
}

int server_open(struct master *master, struct server **ret_server)
{
	struct server *server = calloc(1, sizeof *server);
	int result;

	if (!server)
		return -ENOMEM;
	server->master = master;
	server->open_handles = 2;
	*ret_server = server;
	uv_pipe_init(&master->loop, &server->listener, 0);
	uv_timer_init(&master->loop, &server->again);
	server->listener.data = server->again.data = server;
	result = uv_pipe_open(&server->listener, HANDOVER_CONTROL);
	if (result == 0)
		result = uv_listen((uv_stream_t *)&server->listener, 128, on_connection);
	if (result == 0)
		take_askers(server);
	return result;
}

static void on_server_closed(uv_handle_t *handle)
{
	struct server *server = handle->data;

	if (--server->open_handles == 0)
		free(server);
}

void server_close(struct server *server)
{
	server->closing = true;
	while (server->connections)
		close_connection(server->connections);
	uv_close((uv_handle_t *)&server->listener, on_server_closed);
	uv_close((uv_handle_t *)&server->again, on_server_closed);
}
