/* SPDX-License-Identifier: MIT */
#ifndef BASE_IDENTITY_H
#define BASE_IDENTITY_H

#include <stdint.h>
#include <sys/types.h>

/* What proves that a pid is still the process that we started. Plain data: it lies in the scoreboard.
 * Boot id and pid namespace stand once, in the scoreboard's head. */
struct identity {
	int32_t pid;	      /* 0: none */
	uint32_t uid;	      /* the process's expected effective uid */
	uint64_t spawned_ns;  /* boot-time clock, before the fork */
	uint64_t claimed_ns;  /* boot-time clock, in the child before it execs */
	uint64_t start_ticks; /* field 22 of /proc/PID/stat; 0: not read */
	uint64_t pidfd_inode; /* unique on Linux 6.9 and later; 0: not known */
};

#endif
