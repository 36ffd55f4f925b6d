/* SPDX-License-Identifier: MIT */
#ifndef BASE_FD_H
#define BASE_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct buffer;

/* Closes *fd if it is not negative and sets it to -1; errno is kept. */
void fd_close(int *fd);
/* Returns 0 or -errno. */
int fd_set_cloexec(int fd, bool on);
/* Writes all of it, through short writes and EINTR. Returns 0 or -errno. */
int fd_write_all(int fd, const void *data, size_t length);
/* Appends what is left in fd to buffer; more than limit bytes is -EFBIG. Returns 0 or -errno. */
int fd_read_all(int fd, size_t limit, struct buffer *buffer);
/* Makes sure that descriptors 0 to 2 are open (on /dev/null), so that no file of ours lands there.
 * Returns 0 or -errno. */
int fd_guard_stdio(void);
/* Replaces dirfd/name by data as a whole: new file of this mode, written, fsync if durable, renamed.
 * Nothing is left behind on failure. Returns 0 or -errno. */
int fd_replace_file(int dirfd, const char *name, mode_t mode, const void *data, size_t length,
	bool durable);
/* Opens a regular file below dirfd for reading: no link, no device, never blocks. Returns the
 * descriptor or -errno. */
int fd_open_regular(int dirfd, const char *name);

#endif
