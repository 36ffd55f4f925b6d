/* SPDX-License-Identifier: MIT */
#ifndef STORAGE_PIDFILE_H
#define STORAGE_PIDFILE_H

/* The guardian's pid and a newline, 0644, for tools: reeve itself never believes it. */

#include <sys/types.h>

/* Replaces the file as a whole. Returns 0 or -errno. */
int pidfile_write(int dirfd, const char *name, pid_t pid);
/* Accepts [1-9][0-9]{0,6} and one optional newline, nothing else, in a file that runfile_open()
 * believes. Returns 0; -ENOENT; -EINVAL: other contents, or not a regular file; -ELOOP, -EMLINK,
 * -EPERM: a link, a second name, somebody else's or writable by others; or another -errno. */
int pidfile_read(int dirfd, const char *name, pid_t *ret_pid);
/* Removes the file if it names pid; one that names another or is gone is left alone. Returns 0, or
 * what pidfile_read() says of a file that cannot be believed. */
int pidfile_remove(int dirfd, const char *name, pid_t pid);

#endif
