/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_LISTEN_H
#define STORAGE_LISTEN_H

/* Listening sockets, and the paths of those that have one: a path is noted in the run directory
 * with the number of its file, so that whoever ends the command takes away what was made for it and
 * nothing else. */

#include <stdbool.h>

#include "base/address.h"

#define LISTEN_FILE "sockets"

enum listen_stage {
	LISTEN_SOCKET, /* there is no such kind of socket here */
	LISTEN_BIND,
	LISTEN_TAKEN,	   /* somebody listens there */
	LISTEN_FOREIGN,	   /* the path is another user's */
	LISTEN_FILE_THERE, /* the path is no socket */
	LISTEN_OWNER,	   /* its path could not be given to whom it is for */
};

/* Opens it, close-on-exec. A path at which nobody listens any more is taken if it is ours. Returns
 * the descriptor, or -errno with *ret_stage. */
int listen_open(const struct listener *listener, enum listen_stage *ret_stage);
/* One that somebody has had open all the while: what can be other than it was is set. Returns 0 or
 * -errno. */
int listen_renew(const struct listener *listener, int fd);

/* Whether a path is still the file that was noted. */
bool listen_is_noted(int run_fd, const char *path);
/* Notes the paths of those that have one. Returns 0 or -errno. */
int listen_note(int run_fd, const struct listener *listeners, size_t count);
/* Removes the paths that were noted, and the note. */
void listen_remove(int run_fd);

#endif
