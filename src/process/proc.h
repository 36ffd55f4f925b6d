/* SPDX-License-Identifier: MIT */
#ifndef PROCESS_PROC_H
#define PROCESS_PROC_H

/* What /proc says. It is a hint, not a proof: hold a pidfd across the read and look at it again
 * afterwards (process/identity.h). */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct proc_stat {
	pid_t pid, parent, group, session;
	char state;	      /* 'R', 'S', 'Z', ...; not 'Z' while any thread lives */
	uint64_t start_ticks; /* since boot, in clock ticks */
	bool has_exit;	      /* exit_status is told */
	int exit_status;      /* of a zombie, as wait(2) has it; 0 too for who may not know */
};

/* Parses one line of /proc/PID/stat; a command name may hold blanks, parentheses and newlines.
 * Returns 0 or -EINVAL. */
int proc_parse_stat(const char *text, struct proc_stat *ret_stat);
/* Returns 0, -ESRCH if there is no such process, or -errno. */
int proc_stat(pid_t pid, struct proc_stat *ret_stat);
/* Exists and is not a zombie. */
bool proc_alive(pid_t pid);
/* Copies the value of a variable of the process's initial environment. Returns 0, -ENOENT if it is
 * not there, -ENODATA if the environment is empty, which it also is for a moment in an exec, or
 * -errno if it cannot be read. */
int proc_environment(pid_t pid, const char *name, char *value, size_t size);
/* What it holds of the memory, in bytes; 0 of a zombie. Returns 0, -ESRCH or -errno. */
int proc_resident(pid_t pid, uint64_t *ret_bytes);
/* Calls visit for each process until it returns non-zero. Returns that, 0, or -errno. */
int proc_each(int (*visit)(const struct proc_stat *stat, void *data), void *data);
/* Whether one of these processes lives, or some process of a session that one of them leads or led.
 * Says yes where /proc cannot be read. Reorders pids. */
bool proc_any_session(pid_t *pids, size_t count);
/* Clock ticks (as in start_ticks) of a time of the boot-time clock, rounded down. */
uint64_t proc_ticks(uint64_t boottime_ns);

#endif
