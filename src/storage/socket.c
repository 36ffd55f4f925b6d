/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "storage/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif

#define BACKLOG 128

/* However long the directory's own path is, this one fits. */
struct sockaddr_un socket_address(int dirfd, const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", dirfd, name);
	return address;
}

/* The socket's own mode, set before, is that of its name from birth: no moment at which others
 * could connect, and the umask, which is the whole process's, is left alone. */
static int bind_at(int fd, int dirfd, const char *name, mode_t mode)
{
	struct sockaddr_un address = socket_address(dirfd, name);

	if (fchmod(fd, mode) < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
		return -errno;
	/* A umask may have taken some bits. */
	return fchmodat(dirfd, name, mode, 0) < 0 ? -errno : 0;
}

int socket_make(int dirfd, const char *name, int type, mode_t mode)
{
	char temporary[64];
	int fd = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int result;

	if (fd < 0)
		return -errno;
	snprintf(temporary, sizeof temporary, "%s.new.%ld", name, (long)getpid());
	unlinkat(dirfd, temporary, 0);
	result = bind_at(fd, dirfd, temporary, mode);
	if (result == 0 && type == SOCK_STREAM && listen(fd, BACKLOG) < 0)
		result = -errno;
	if (result == 0 && renameat(dirfd, temporary, dirfd, name) < 0)
		result = -errno;
	if (result < 0) {
		unlinkat(dirfd, temporary, 0);
		close(fd);
		return result;
	}
	return fd;
}

int socket_make_notify(int dirfd, mode_t mode)
{
	int fd = socket_make(dirfd, NOTIFY_SOCKET, SOCK_DGRAM, mode), on = 1;

	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) < 0) {
		on = errno;
		unlinkat(dirfd, NOTIFY_SOCKET, 0);
		close(fd);
		return -on;
	}
	/* Before Linux 6.5 there is only a number. */
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_PASSPIDFD, &on, sizeof on);
	return fd;
}

int socket_connect_notify(int dirfd)
{
	struct sockaddr_un address = socket_address(dirfd, NOTIFY_SOCKET);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
		int error = errno;

		close(fd);
		return -error;
	}
	return fd < 0 ? -errno : fd;
}

bool socket_has_pidfds(int fd)
{
	int on = 0;
	socklen_t length = sizeof on;

	return getsockopt(fd, SOL_SOCKET, SO_PASSPIDFD, &on, &length) == 0 && on;
}
