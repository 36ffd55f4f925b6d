/* SPDX-License-Identifier: MIT */
#ifndef MASTER_SERVER_H
#define MASTER_SERVER_H

/* The control server: connections, and the lines that come and go on them (doc/control.md). What
 * they say is for request.c. */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct asker;
struct master;
struct server;

/* Serves on HANDOVER_CONTROL. Returns 0 or -errno; server_close() takes what a failure left too. */
int server_open(struct master *master, struct server **ret_server);
/* Closes every connection; the memory is freed in the loop's next round. */
void server_close(struct server *server);

/* The reply that ends a request (takes it; NULL: there was no memory for one): from then on the
 * asker may ask for something else. */
void server_send(struct asker *asker, json_t *reply);

/* The start is decided: answers who waits for it. */
void server_tell_started(struct server *server);
/* A reload is over: answers who waits for that. */
void server_tell_reloaded(struct server *server, int code, const char *text);
/* Everything is stopped: answers who waits for that. */
void server_tell_finished(struct server *server);

/* The master has taken over from itself, or has not: answers who waits for that. */
void server_tell_taken_over(struct server *server, int code, const char *text);
void server_tell_not_upgraded(struct server *server, int code, const char *text);
/* Those who wait for it, or for an upgrade, go along with the exec, or do not; their descriptors are written as
 * HANDOVER_ASKERS has them, as many as there is room for. */
void server_hand_on(struct server *server, bool across_exec, char *ret_text, size_t size);

#endif
