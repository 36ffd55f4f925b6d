/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_WATCH_H
#define CLIENT_WATCH_H

/* Waiting for the end of one process of a command, by its pidfd, and what is known of that end.
 *
 * How a process ended stands somewhere at every moment: in /proc as long as it is not reaped, and
 * who reaps it writes it down before: the master in the slot, the guardian in the ring of deaths.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "storage/scoreboard.h"

struct watch {
	int dirfd;		       /* of the scoreboard */
	struct scoreboard *scoreboard; /* as it was then: the map outlives the file; or NULL */
	int fd;			       /* readable once it is down */
	int pidfd;		       /* -1: there was no such process */
	int guardianfd; /* pidfd of a master's guardian; -1: it was gone, or no master */
	bool is_master;
	unsigned slot; /* of a worker */
	char program[NAME_MAX_LENGTH + 1];
	uint32_t instance;
	struct identity process;
	uint64_t generation; /* of a worker's claim, or of the masters */
	uint64_t restarts;   /* of a worker: how often it was started again */
	char token[TOKEN_LENGTH + 1];
};

/* Begins to watch "master" or a worker, "mailer.1". Returns 0, also where there is no such process
 * at present; -EINVAL: no such name can be; -ENOENT: the directory, or a worker of that name, is
 * not there; -EPERM: whose the pid is cannot be proven; or another -errno. */
int watch_open(const char *directory, const char *target, struct watch *ret_watch);
void watch_close(struct watch *watch);

bool watch_is_down(const struct watch *watch);
/* The process lives, but it is no master any more: its guardian is dead, and it takes its place. */
bool watch_is_replaced(const struct watch *watch);

/* What the scoreboard that was opened says now of the worker, or of the command. A file that was
 * removed meanwhile, or replaced, says what it said last. */
bool watch_read_slot(const struct watch *watch, struct scoreboard_slot *ret_slot);
/* What the file says that has the name now: a start that takes over what a killed master left goes
 * on in a new one. Where the command was stopped, the former says so, and this is to be asked after
 * it. False: nothing. */
bool watch_read_newer_slot(const struct watch *watch, struct scoreboard_slot *ret_slot);
bool watch_read_command(const struct watch *watch, struct scoreboard_command *ret_command);
/* How it ended by what /proc or else the ring of deaths says: *ret_code is CLD_EXITED or
 * CLD_KILLED. False: they know nothing of it. */
bool watch_read_end(const struct watch *watch, int *ret_code, int *ret_status);
bool watch_find_death(const struct watch *watch, int *ret_code, int *ret_status);

#endif
