/* SPDX-License-Identifier: MIT */
#ifndef BENCH_CHILD_H
#define BENCH_CHILD_H

/* Starts programs and waits for them, always with a limit. A child is in a session of its own, has
 * no signal blocked and reads from /dev/null. Times are nanoseconds of CLOCK_MONOTONIC. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "words.h"

struct child {
	pid_t pid; /* 0: none */
	int pidfd;
	int64_t began_ns; /* just before it was started */
};

/* What a command that ran to its end did. */
struct ended {
	int status; /* exit code; 128 + signal; -1: it took too long and was killed */
	double ms;  /* from before its start until it was gone */
};

/* What was seen on a terminal. */
struct shown {
	unsigned lines;
	unsigned escapes; /* bytes that begin a control sequence, such as a colour */
};

/* output: a file that gets stdout and stderr, made empty before; NULL: /dev/null. */
int child_start(const struct words *argv, const struct words *envp, const char *output,
	struct child *ret_child); /* 0 or -errno */
/* Waits for the end and reaps. Returns 0 or -ETIMEDOUT; the child is there as before then. */
int child_wait(struct child *child, int64_t deadline_ns, struct ended *ret_ended);
int child_signal(const struct child *child, int signal);
void child_close(struct child *child); /* forgets it, running or not */

/* Both together; a child that outlives limit_ms is killed. */
int child_run(const struct words *argv, const struct words *envp, const char *output, int limit_ms,
	struct ended *ret_ended);
/* The same on a terminal of 200 columns; what it shows is read and only counted. */
int child_run_on_terminal(const struct words *argv, const struct words *envp, int limit_ms,
	struct ended *ret_ended, struct shown *ret_shown);
/* The first line of what a command says; "" if it says nothing or cannot be run. */
void child_first_line(const struct words *argv, char *ret_line, size_t size);

/* Waits until the process behind a pidfd is gone; 0 or -ETIMEDOUT. */
int child_await(int pidfd, int64_t deadline_ns);
int64_t child_deadline(int ms);	   /* now and so many milliseconds */
void child_rest(int64_t until_ns); /* does nothing until then */

#endif
