/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_SESSION_H
#define CLIENT_SESSION_H

/* A command's run directory, opened by somebody who wants to change something: the directory, the
 * lock, and what the scoreboard says of those who hold it. */

#include <stdbool.h>

#include "client/client.h"

struct session {
	const struct client_target *target;
	struct rundir run;
	int lock; /* our own description of the lock file */
	struct client_result *result;
	int *held; /* of a restart: the sockets as listen_hold() has filled it; NULL: none */
};

/* With create the directory is made. Without it, and where there is none, run.fd stays -1.
 * Returns 0, or the result's code. */
int session_open(struct session *session, const struct client_target *target, bool create,
	struct client_result *result);
void session_close(struct session *session);

/* Waits its turn to change the command. Returns 0, or the result's code (151). */
int session_take_turn(struct session *session);
void session_give_turn(struct session *session);
/* Who reloads it waits for others who do, and then for its turn, so long (150). */
int session_take_reload(struct session *session, uint64_t patience_ns);

/* Refuses if the scoreboard belongs to another template (152). */
int session_check_owner(struct session *session);
/* Refuses if nobody runs it (7), too. */
int session_check_running(struct session *session);
/* True if a process that holds a slot of a dead master's scoreboard, or one of its session, still
 * lives. Needs LOCK_LIFE: from then on nobody can come to hold one. */
bool session_has_survivors(struct session *session);
/* Removes what is kept only while the command runs: usually its guardian has done so. Needs
 * LOCK_LIFE and no survivors. */
void session_clear(struct session *session);
/* The pids of what runs, as the scoreboard has them; 0: not known. */
void session_get_leaders(struct session *session, pid_t *ret_guardian, pid_t *ret_master);
/* The mode of what runs, or ran: true: in the background. */
bool session_is_background(struct session *session);

/* The result of who waited too long: the sentence says for what. Whether it goes on depends on guardian
 * and master, which may be suspended. Returns its code (150). */
int session_late(struct session *session, const char *sentence);
/* The same of a stop, with who is left. */
int session_still_stopping(struct session *session);
/* Sets the result. Returns its code. */
int session_fail(struct session *session, int code, const char *format, ...) REEVE_PRINTF(3, 4);

#endif
