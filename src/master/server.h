/* SPDX-License-Identifier: MIT */
#ifndef MASTER_SERVER_H
#define MASTER_SERVER_H

/* The control server: requests are JSON objects, one a line; replies too (doc/control.md). */

struct master;
struct server;

/* Serves on HANDOVER_CONTROL. Returns 0 or -errno; server_close() takes what a failure left too. */
int server_open(struct master *master, struct server **ret_server);
/* Closes every connection; the memory is freed in the loop's next round. */
void server_close(struct server *server);

/* The start is decided: answers who waits for it. */
void server_tell_started(struct server *server);
/* Everything is stopped: answers who waits for that. */
void server_tell_finished(struct server *server);

#endif
