/* SPDX-License-Identifier: MIT */
#ifndef MASTER_SERVER_DATA_H
#define MASTER_SERVER_DATA_H

/* What server.c and server_tell.c share. */

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "master/request.h"
#include "master/server.h"

struct connection {
	struct asker asker; /* first: requests know no more */
	struct server *server;
	struct connection *next, **from; /* in the server's list */
	uv_pipe_t pipe;
	uv_timer_t timer;
	size_t length;
	unsigned open_handles;
	bool taking; /* lines out of what was read */
	bool ended;  /* the client sends no more; it may still wait for a reply */
	char *line;  /* CONTROL_REQUEST_MAX bytes, while a request is read */
};

struct server {
	struct master *master;
	uv_pipe_t listener;
	struct connection *connections;
	unsigned count;
	unsigned open_handles;
	bool closing;
	bool full;	  /* one more connection waits in the listener */
	uv_timer_t again; /* while there is no memory to accept it */
};

#endif
