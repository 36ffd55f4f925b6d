/* SPDX-License-Identifier: MIT */
#ifndef REEVE_WATCH_H
#define REEVE_WATCH_H

/* To be told when another process of a command ends, and how: a worker that looks to another one, or
 * to its master, or any program that may read the run directory of a command.
 *
 *	struct reeve_down down = {.size = sizeof down};
 *	struct reeve_watch *watch;
 *
 *	if (reeve_watch_open(NULL, "db.1", &watch) == 0) {
 *		struct pollfd poller = {.fd = reeve_watch_fd(watch), .events = POLLIN};
 *
 *		poll(&poller, 1, -1);
 *		reeve_watch_read(watch, &down);
 *		reeve_watch_free(watch);
 *	}
 *
 * A watch is of one process, proven to be the one that the command's scoreboard names, and tells of
 * its end once: also where there was no such process in the first place. Whatever runs in its place
 * then is another one, to be watched by another watch. Nothing is polled, and there is no thread:
 * the kernel says it (pidfd). One watch is for one thread at a time. */

#include <stddef.h>
#include <stdint.h>

#include <reeve/error.h>

#ifdef __cplusplus
extern "C" {
#endif

struct reeve_watch;

enum reeve_down_why {
	REEVE_DOWN_ABSENT = 1, /* there was no such process when the watch was opened */
	REEVE_DOWN_EXITED,     /* status: exit code */
	REEVE_DOWN_SIGNALED,   /* status: number of the signal */
	/* Its master ended it: a stop or restart was asked for, it hung, grew too old or too large.
	 * status: exit code, or minus the number of the signal; 0 where that is not known. Of a
	 * master: the command is stopped; status 0. */
	REEVE_DOWN_STOPPED,
	/* Of a master: its guardian is dead, so it becomes the guardian, and another the master. */
	REEVE_DOWN_REPLACED,
	REEVE_DOWN_UNKNOWN, /* it ended, and how was seen by nobody */
};

/* New fields only at the end. */
struct reeve_down {
	size_t size; /* set by the caller: sizeof(struct reeve_down) */
	int why;     /* enum reeve_down_why */
	int status;
	int64_t pid;	     /* 0: there was none */
	uint64_t generation; /* of a worker's starts, or of the masters: higher with each */
	int64_t when;	     /* nanoseconds of the wall clock: when this was found out */
	char token[32];	     /* lifecycle token of its start; "" where none is known */
};

/* Begins to watch. target: "PROGRAM.INSTANCE", such as "db.1", or "master". directory: that of the
 * status file, the run directory unless the template says status_root; NULL: that of the command
 * whose worker this process is ($REEVE_STATUS_DIR). Returns 0, and *ret_watch is to be freed; or
 * -EINVAL: the target is no such name, or this process itself, or this process is no worker and the
 * directory NULL; -ENOENT: there is no such directory, or the command that runs there has no such
 * worker; -EACCES: the status file may not be read (its owner and root may); -EPERM: it cannot be
 * proven that the pid is still the worker's; or another -errno. */
REEVE_API int reeve_watch_open(
	const char *directory, const char *target, struct reeve_watch **ret_watch);
REEVE_API void reeve_watch_free(struct reeve_watch *watch);

/* A descriptor that is readable from the end on (POLLIN), and closed with the watch. Only to be
 * waited for. */
REEVE_API int reeve_watch_fd(const struct reeve_watch *watch);

/* Fills *ret_down (its size must be set), once. Does not wait. Returns 0; -EAGAIN: it has not ended;
 * -EALREADY: it was told. */
REEVE_API int reeve_watch_read(struct reeve_watch *watch, struct reeve_down *ret_down);

#ifdef __cplusplus
}
#endif

#endif
