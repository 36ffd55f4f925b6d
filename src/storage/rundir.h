/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_RUNDIR_H
#define STORAGE_RUNDIR_H

/* Where a command keeps what it needs while it runs, and what it leaves behind.
 *
 *	<run>/<command>/    0711, files 0600: run = run_dir | $REEVE_RUN_DIR | /run/reeve (root) |
 *			    ~/.local/state/reeve/run
 *	<state>/<command>/  state = $REEVE_STATE_DIR | /var/lib/reeve (root) | ~/.local/state/reeve
 *
 * The command's own directories must be ours, no links, and for nobody else to write; what lies
 * above them must be root's or ours and not writable by others, unless sticky (directory.h has the
 * rules, all checked by descriptor). Network file systems are refused: neither locks nor mapped
 * files can be relied on there. */

#include <stdbool.h>

#include "base/error.h"

/* As the template says; NULL: the default. */
struct places {
	const char *run_dir;	 /* in place of <run> */
	const char *state_dir;	 /* in place of <state> */
	const char *pid_root;	 /* directory of the pid file */
	const char *status_root; /* directory of the scoreboard */
	const char *pid_file;	 /* the pid file itself; wins over pid_root */
};

struct rundir {
	char *path;	  /* <run>/<command> */
	char *state_path; /* <state>/<command> */
	char *pid_path;	  /* the pid file */
	char *pid_name;	  /* its last component */
	int fd;		  /* of path */
	int pid_fd;	  /* directory of the pid file; may be a duplicate of fd */
	int status_fd;	  /* directory of the scoreboard; may be a duplicate of fd */
};

#define RUNDIR_NONE                                     \
	{                                               \
		.fd = -1, .pid_fd = -1, .status_fd = -1 \
	}

/* Opens, and with create makes, the run directory. With pid_root the pid file is
 * <pid_root>/<command>, without "pid" in the run directory; with status_root the scoreboard's
 * directory is <status_root>/<command>. Without create and where nothing exists: returns 0 with
 * fd -1 (and pid_fd and status_fd; one of these alone where only its directory is missing); the
 * paths are filled all the same. Returns 0, or -1 with error filled (REEVE_EXIT_REFUSED,
 * _PERMISSION or _FAILED) and nothing to close. */
int rundir_open(const struct places *places, const char *command, bool create,
	struct rundir *ret_rundir, struct reeve_error *error);
void rundir_close(struct rundir *rundir);

/* Opens, and with create makes, <run>, where the template says nothing of it. Returns 0 (fd -1:
 * there is none), or -1 with error filled. */
int rundir_open_root(bool create, int *ret_fd, struct reeve_error *error);

/* Opens <state>/<command>/<name> (NULL: <state>/<command>), making what is missing (directories
 * 0700). Any file system will do: nothing there is locked or mapped. Returns the directory's
 * descriptor, or -1 with error filled. */
int rundir_open_state(const struct rundir *rundir, const char *name, struct reeve_error *error);
/* Opens <state>/<command> and makes nothing: *ret_fd -1 where it is not there. Returns 0, or -1 with
 * error filled. */
int rundir_find_state(const struct rundir *rundir, int *ret_fd, struct reeve_error *error);

#endif
