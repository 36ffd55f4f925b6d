/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_CONTROL_H
#define STORAGE_CONTROL_H

/* The control socket: a stream of JSON objects, one a line (doc/control.md). */

#include <stdbool.h>
#include <sys/types.h>

#define CONTROL_SOCKET "control"
#define CONTROL_VERSION 1
#define CONTROL_REQUEST_MAX 65536 /* bytes of one line, newline included */

/* Makes a listening socket (0600; storage/socket.h). Returns the descriptor or -errno. */
int control_listen(int dirfd);
/* Returns a connected blocking descriptor or -errno (-ENOENT, -ECONNREFUSED: nobody listens;
 * -ETIMEDOUT: who listens has not accepted anybody for ten seconds). */
int control_connect(int dirfd);
/* The uid and pid of the peer. Returns 0 or -errno. */
int control_peer(int fd, uid_t *ret_uid, pid_t *ret_pid);

#endif
