/* SPDX-License-Identifier: MIT */
#ifndef MASTER_REQUEST_H
#define MASTER_REQUEST_H

/* What is asked for on the control socket, and when it is answered (doc/control.md). */

#include <jansson.h>
#include <stddef.h>
#include <sys/types.h>

struct job;
struct master;

enum waits_for {
	WAITS_FOR_REQUEST,
	WAITS_FOR_START,
	WAITS_FOR_STOP,
	WAITS_FOR_TAKEOVER,
	WAITS_FOR_UPGRADE,
	WAITS_FOR_JOB,
	WAITS_FOR_RELOAD
};

/* Who is at the other end of a connection. */
struct asker {
	struct master *master;
	enum waits_for waits;
	struct job *job; /* while it waits for one */
	uid_t uid;
	pid_t pid;
};

/* One line. It is answered now or, while the asker waits for something, later. */
void request_take(struct asker *asker, const char *line, size_t length);
/* The reply that ends a request: code is an exit code, text is for people. */
void request_answer(struct asker *asker, int code, const char *text);
/* The same with what came out of each name; takes results (NULL: there was no memory for them). */
void request_answer_with(struct asker *asker, int code, const char *text, json_t *results);

#endif
