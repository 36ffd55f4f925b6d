/* SPDX-License-Identifier: MIT */
#ifndef GUARDIAN_SETUP_H
#define GUARDIAN_SETUP_H

/* What a guardian has, and how it comes by that. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "guardian/reaper.h"
#include "guardian/relay.h"

struct spawn_fd;

struct guardian {
	const char *program;
	const char *name;
	char title[256];     /* of the master */
	char **envp;	     /* of a master: ours with another role */
	const char **resume; /* in envp; NULL: no master was here before */
	char **own_envp;     /* of another program that is to be this guardian */
	const char **own_resume;
	struct spawn_fd *fds; /* of a master, with our end of the link in the place of its own */
	size_t fd_count;
	struct relay relay;
	struct reaper reaper;
	int signals;	       /* signalfd */
	pid_t master;	       /* 0: none at present */
	int master_fd;	       /* its pidfd */
	uint64_t started_ns;   /* monotonic */
	uint64_t start_due_ns; /* monotonic, while there is none */
	unsigned failures;     /* in a row */
	bool hangup_stops;     /* in the foreground the end of the terminal is the end of us */
};

/* Fills all but what is of a master that is yet to be started; one that another program has left to this
 * process is kept. Returns 0, or -1 with error filled; setup_release() takes what a failure left too. */
int setup_prepare(struct guardian *guardian, struct reeve_error *error);
/* Returns 0, or -1 with error filled. */
int setup_write_pidfile(struct guardian *guardian, const char *name, struct reeve_error *error);
void setup_release(struct guardian *guardian);

#endif
