/* SPDX-License-Identifier: MIT */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"

void fd_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

int fd_set_cloexec(int fd, bool on)
{
	return fcntl(fd, F_SETFD, on ? FD_CLOEXEC : 0) < 0 ? -errno : 0;
}

int fd_write_all(int fd, const void *data, size_t length)
{
	const char *at = data;

	while (length) {
		ssize_t n = write(fd, at, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		at += n;
		length -= (size_t)n;
	}
	return 0;
}

int fd_read_all(int fd, size_t limit, struct buffer *buffer)
{
	size_t start = buffer->length;

	for (;;) {
		ssize_t n;

		if (buffer_reserve(buffer, 4096) < 0)
			return -ENOMEM;
		n = read(fd, buffer->data + buffer->length, buffer->capacity - buffer->length - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		buffer->length += (size_t)n;
		buffer->data[buffer->length] = '\0';
		if (n == 0)
			return 0;
		if (buffer->length - start > limit)
			return -EFBIG;
	}
}

int fd_guard_stdio(void)
{
	for (;;) {
		int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

		if (fd < 0)
			return -errno;
		if (fd > STDERR_FILENO) {
			close(fd);
			return 0;
		}
		fd_set_cloexec(fd, false);
	}
}

int fd_replace_file(int dirfd, const char *name, mode_t mode, const void *data, size_t length,
	bool durable)
{
	char temporary[280];
	int fd, result;

	snprintf(temporary, sizeof temporary, "%s.new.%ld", name, (long)getpid());
	unlinkat(dirfd, temporary, 0);
	fd = openat(dirfd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (fd < 0)
		return -errno;
	result = fd_write_all(fd, data, length);
	/* The mode is what was asked for, whatever the caller's umask. */
	if (result == 0 && fchmod(fd, mode) < 0)
		result = -errno;
	if (result == 0 && durable && fsync(fd) < 0)
		result = -errno;
	if (close(fd) < 0 && result == 0)
		result = -errno;
	if (result == 0 && renameat(dirfd, temporary, dirfd, name) < 0)
		result = -errno;
	if (result < 0)
		unlinkat(dirfd, temporary, 0);
	else if (durable)
		result = fsync(dirfd) < 0 ? -errno : 0;
	return result;
}

int fd_open_regular(int dirfd, const char *name)
{
	struct stat status;
	int fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int result;

	if (fd < 0)
		return -errno;
	result = fstat(fd, &status) < 0 ? -errno : S_ISREG(status.st_mode) ? 0 : -EINVAL;
	if (result < 0) {
		close(fd);
		return result;
	}
	return fd;
}
