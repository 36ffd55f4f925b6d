/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_LOCK_H
#define STORAGE_LOCK_H

/* The lock file: never unlinked, 0600. Open-file-description locks on two of its bytes: guardian
 * and master share one description and hold LOCK_LIFE as long as either lives; who starts, restarts
 * or stops the command holds LOCK_CHANGE for as long as that takes; a reload only until it has said what
 * it wants, so that it can be stopped, and LOCK_RELOAD until it is done. */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define LOCK_FILE "lock"

enum lock_byte {
	LOCK_LIFE = 0,
	LOCK_CHANGE = 1,
	LOCK_MIND = 2, /* not shared: a mark */
	LOCK_RELOAD = 3
};

/* Opens (and makes) the lock file below dirfd. Returns the descriptor or -errno. */
int lock_open(int dirfd);
/* Returns 0, -EAGAIN if another holds it, or -errno. */
int lock_try(int fd, enum lock_byte byte);
/* Waits until timeout_ns (UINT64_MAX: for ever) has passed. Any thread may, and none is disturbed.
 * Returns 0, -ETIMEDOUT or -errno. */
int lock_wait(int fd, enum lock_byte byte, uint64_t timeout_ns);
/* Returns 0 or -errno. */
int lock_release(int fd, enum lock_byte byte);
/* Returns 1 if another description holds the byte, 0 if it is free, or -errno. */
int lock_is_held(int fd, enum lock_byte byte);

/* A byte that one process has until it ends, or closes any descriptor of the lock file. Returns 0, -EAGAIN if
 * another has it, or -errno. */
int lock_mark(int fd, enum lock_byte byte);
/* Who has it: a pid; 0 if nobody, -errno. */
pid_t lock_marker(int fd, enum lock_byte byte);

#endif
