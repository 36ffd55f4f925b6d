/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>

#include "master/master.h"
#include "master/server_data.h"

static void tell(struct server *server, enum waits_for waits, int code, const char *text)
{
	struct connection *next;

	for (struct connection *connection = server->connections; connection; connection = next) {
		next = connection->next;
		if (connection->asker.waits == waits)
			request_answer(&connection->asker, code, text);
	}
}

void server_tell_started(struct server *server)
{
	tell(server, WAITS_FOR_START, server->master->verdict_code, server->master->verdict_text);
}

void server_tell_finished(struct server *server)
{
	tell(server, WAITS_FOR_START, REEVE_EXIT_FAILED, "it was stopped while it started");
	tell(server, WAITS_FOR_STOP, REEVE_EXIT_OK, "");
	tell(server, WAITS_FOR_RELOAD, REEVE_EXIT_NOT_RUNNING, "it was stopped meanwhile");
}

void server_tell_reloaded(struct server *server, int code, const char *text)
{
	tell(server, WAITS_FOR_RELOAD, code, text);
}

void server_tell_taken_over(struct server *server, int code, const char *text)
{
	tell(server, WAITS_FOR_TAKEOVER, code, text);
}

void server_tell_not_upgraded(struct server *server, int code, const char *text)
{
	tell(server, WAITS_FOR_UPGRADE, code, text);
}

static bool goes_along(const struct connection *connection)
{
	return connection->asker.waits == WAITS_FOR_TAKEOVER ||
	       connection->asker.waits == WAITS_FOR_UPGRADE;
}

void server_hand_on(struct server *server, bool across_exec, char *ret_text, size_t size)
{
	size_t length = 0;
	int fd;

	ret_text[0] = '\0';
	for (struct connection *at = server->connections; at; at = at->next) {
		/* What one has asked besides would be lost: it shall ask again. */
		if (!goes_along(at) || at->length || size - length < 16 ||
			uv_fileno((uv_handle_t *)&at->pipe, &fd) < 0)
			continue;
		fcntl(fd, F_SETFD, across_exec ? 0 : FD_CLOEXEC);
		length += (size_t)snprintf(ret_text + length, size - length, "%d:", fd);
	}
}
