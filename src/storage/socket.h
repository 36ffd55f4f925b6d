/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_SOCKET_H
#define STORAGE_SOCKET_H

/* The sockets of a run directory. They are reached through /proc/self/fd, so dirfd's path may be of
 * any length. */

#include <stdbool.h>
#include <sys/types.h>
#include <sys/un.h>

/* Datagrams in which workers say how they are (sd_notify(3)). */
#define NOTIFY_SOCKET "notify"

struct sockaddr_un socket_address(int dirfd, const char *name);

/* Makes a socket that does not block, SOCK_STREAM: one that listens, bound under another name and
 * renamed into place: who finds it can reach it. Its mode holds from the first moment. Returns the
 * descriptor or -errno; on failure nothing is left. */
int socket_make(int dirfd, const char *name, int type, mode_t mode);

/* The one of NOTIFY_SOCKET, which tells who has sent what. */
int socket_make_notify(int dirfd, mode_t mode);
/* Returns a descriptor to which what is written goes there, or -errno. */
int socket_connect_notify(int dirfd);
/* It tells so by a pidfd too. */
bool socket_has_pidfds(int fd);

#endif
